// The moment before a line: who takes part, and both ends of each connection as the analysis has left them there.
// Plays single segments on it and asks the rules about each; knows no text but that of the segments it is asked for.
import type { DeclaredEndpoint, FlowStep } from '../flow/flow.ts';
import type { SegmentStatement, Value } from '../flow/statement.ts';
import { judge } from '../rules/index.ts';
import { ACK, AE, CWR, ECE, flagsText, type Flags } from '../tcp/flags.ts';
import type { SegmentOptions, Segment } from '../tcp/segment.ts';
import { seqAdd, type Seq } from '../tcp/seq.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { flowAt, stepsAbove } from '../timeline/at-line.ts';
import { arriving, leaving } from '../timeline/changes.ts';
import { complete, written } from '../timeline/complete.ts';
import { initialTcb } from '../timeline/initial-tcb.ts';
import { emptyMap } from '../timeline/int-map.ts';
import { showSeq, seqText } from '../timeline/numbers.ts';
import { arrive, otherSide, send, type Reading } from '../timeline/reading.ts';
import type { Fault } from '../timeline/situation.ts';
import type { Change, Connection, Endpoint, EndId, Memories, Side, Step, Timeline } from '../timeline/timeline.ts';
import type { Cast, EndOverLine } from './ends-table.ts';

/** A connection before the line, or two endpoints that may open one. */
export interface Link {
  /** Its index in the moment's connections. */
  readonly connection: number;
  readonly reading: Reading;
  /** What the rules remember of all connections. */
  readonly memories: Memories;
  /** The segments of a `cross` block that are on their way in it. */
  readonly flights: readonly Flight[];
  /** The flow has it already. */
  readonly exists: boolean;
}

interface Flight {
  readonly side: Side;
  readonly step: FlowStep;
  readonly segment: Segment;
}

export interface MomentBefore {
  /** Besides the flow's own connections those that its endpoints may open. */
  readonly cast: Cast;
  /** The endpoints that the flow sees from afar, where it was observed. */
  readonly far: readonly number[];
  /** How many of the connections the flow has; those behind are possible ones. */
  readonly existing: number;
  readonly line: number;
  /** Those in which something happened last come first. */
  readonly links: readonly Link[];
  /** The steps above the line, the nearest first; of a long flow the last ones. */
  readonly above: readonly Step[];
  /** Inside `cross { … }`: nothing arrives before the block ends. */
  readonly crossing: boolean;
  /** Outside every block: where a flow may begin. */
  readonly outside: boolean;
  /** What happened last before the line, notes and expectations aside. */
  readonly last: Step | undefined;
  /** Milliseconds since the flow began, where the flow gives times. */
  readonly now: number;
  /** Whether the flow's author writes out sequence numbers. */
  readonly writesNumbers: boolean;
  /** Names that stand in for endpoints that the file does not have yet. */
  readonly madeUp: readonly string[];
}

/** A segment to be sent; what is left out is as TCP determines it. */
export interface Draft {
  readonly flags: Flags;
  readonly seq?: Seq;
  readonly len?: number;
  /** Bytes, where it is to be written. */
  readonly win?: number;
  readonly options?: SegmentOptions;
  readonly lost?: boolean;
}

/** A segment that no rule objects to, and what it does. */
export interface Sent {
  readonly link: Link;
  readonly side: Side;
  readonly segment: Segment;
  /** Behind `A -> B: `: flags, fields, options. */
  readonly tail: string;
  /** After it, with everything arrived that arrives at once. */
  readonly after: Link;
  readonly ends: readonly [EndOverLine, EndOverLine];
}

const nobody = ['client', 'server'] as const;
// With more, each pair would be as likely as the other, and a list of a hundred pairs helps nobody.
const pairsAtMost = 6;
const linksAtMost = 4;

/** The state before `line`, whatever the line itself is. `fresh`: as a flow begins, with the file's own endpoints. */
export const momentBefore = (timelines: readonly Timeline[], line: number, fresh = false): MomentBefore => {
  const timeline = fresh ? undefined : flowAround(timelines, line);
  const above = timeline === undefined ? [] : [...stepsAbove(timeline, line)];
  const { endpoints, madeUp } = withTwo(timeline?.endpoints ?? endpointsOfFile(timelines, line));
  const existing = timeline?.connections ?? [];
  // A further connection of an endpoint must leave no line above or below in doubt.
  const mayConnect = ({ id, name }: Endpoint): boolean =>
    isName(name) && !(timeline?.isMeantAlone(name) === true && existing.some(({ ends }) => ends.some(({ endpoint }) => endpoint === id)));
  const possible = newConnections(existing, endpoints.filter(mayConnect));
  const latest = new Set(above.flatMap(({ changes }) => changes.map(({ connection }) => connection)));
  const order = [...latest, ...existing.map(({ id }) => id).filter((id) => !latest.has(id)).slice(0, linksAtMost)];
  const isNamed = (id: number): boolean => existing[id]!.ends.every(({ endpoint, port = 0 }) => isName(endpoints[endpoint]!.name) && port <= 0xffff);
  const { memories, far } = timeline?.rememberedBefore(line) ?? { memories: emptyMap, far: [] };
  const link = (connection: number, tcbs: Reading['tcbs'], exists: boolean): Link => ({ connection, exists, memories, flights: [], reading: { tcbs, flying: emptyMap } });
  const tcb = (connection: number, side: Side): Tcb => timeline!.standing({ connection, side }, line, true).tcb;
  const block = above.find(({ kind }) => kind === 'section' || kind === 'cross' || kind === 'close')?.kind;
  return {
    cast: { endpoints, connections: [...existing, ...possible] },
    existing: existing.length,
    line, madeUp, above, far,
    links: [
      ...order.filter(isNamed).slice(0, linksAtMost).map((id) => link(id, [tcb(id, 0), tcb(id, 1)], true)),
      ...possible.map(({ id, ends }) => link(id, [ends[0].initial, ends[1].initial], false)),
    ],
    crossing: block === 'cross',
    outside: block !== 'cross' && block !== 'section' && (timeline === undefined || (timeline.flow.title === undefined && timeline.flow.line === 0)),
    last: above.find(({ kind }) => kind !== 'note' && kind !== 'expect' && kind !== 'section' && kind !== 'close' && kind !== 'broken'),
    now: above.find(({ at }) => at !== undefined)?.at ?? 0,
    writesNumbers: timeline === undefined || writesNumbers(timeline, line, above),
  };
};

/** As the lines above do; at the beginning as the lines below; and where there are none, numbers teach. */
const writesNumbers = (timeline: Timeline, line: number, above: readonly Step[]): boolean => {
  const below = timeline.flow.parts.slice(0, 1).flatMap(({ steps }) => steps).filter((step) => step.line > line);
  const segments = [...above, ...below].flatMap((step) => ('statement' in step && step.statement?.kind === 'segment' ? [step.statement] : []));
  return segments.length === 0 || segments.some(({ seq, ack }) => seq !== undefined || ack !== undefined);
};

/** What stands right before `flow "…" {` stands outside of it. */
const flowAround = (timelines: readonly Timeline[], line: number): Timeline | undefined => {
  const opening = timelines.findIndex(({ flow }) => flow.line === line && (flow.title !== undefined || line > 0));
  const others = opening < 0 ? timelines : timelines.toSpliced(opening, 1);
  // The file's own flow goes on behind the last line.
  return flowAt(others, line) ?? others.find(({ flow }) => flow.line === 0 && flow.title === undefined);
};

/** A misspelt name goes on living in its flow, but is not to be written again. */
const isName = (name: string): boolean => !name.includes('-');

/** Where no flow is: who one would begin with. */
const endpointsOfFile = (timelines: readonly Timeline[], line: number): readonly Endpoint[] => {
  const titled = timelines.filter(({ flow }) => flow.title !== undefined || flow.line > 0);
  const isFileLevel = (declared: DeclaredEndpoint | undefined): boolean =>
    declared !== undefined && !titled.some(({ flow }) => flow.line <= declared.line && declared.line <= flow.endLine);
  const all = timelines.flatMap(({ endpoints }) => endpoints).filter(({ declared }) => isFileLevel(declared));
  const declared = all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index).map((endpoint, id) => ({ ...endpoint, id }));
  // Where the file declares nobody, the next flow is most likely between those of the one before.
  const last = timelines.findLast(({ flow }) => flow.line <= line)?.endpoints ?? [];
  return declared.length > 0 ? declared : last.filter(({ declared: one }) => one === undefined).map(({ name, label }, id) => ({ id, name, label }));
};

/** A flow needs two endpoints. */
const withTwo = (known: readonly Endpoint[]): Pick<MomentBefore, 'madeUp'> & { readonly endpoints: readonly Endpoint[] } => {
  const taken = new Set(known.map(({ name }) => name));
  const [client, server] = nobody;
  // Beside one that is declared, another must be declared first.
  const alone = known.length === 1 && known[0]!.declared === undefined;
  const madeUp = known.length === 0 ? [client, server] : alone ? [taken.has(server) ? client : server] : [];
  return { madeUp, endpoints: [...known, ...madeUp.map((name, index): Endpoint => ({ id: known.length + index, name, label: name }))] };
};

/** Pairs of endpoints that have no connection yet. */
const newConnections = (connections: readonly Connection[], endpoints: readonly Endpoint[]): readonly Connection[] => {
  const has = (a: number, b: number): boolean => connections.some(({ ends: [left, right] }) =>
    (left.endpoint === a && right.endpoint === b) || (left.endpoint === b && right.endpoint === a));
  const scope = { value: (value: Value) => valueOf(endpoints, value) };
  const pairs = endpoints.slice(0, pairsAtMost).flatMap((a, index) => endpoints.slice(index + 1, pairsAtMost).map((b) => [a, b] as const));
  return pairs.filter(([a, b]) => !has(a.id, b.id)).slice(0, pairsAtMost).map(([a, b], index) => ({
    id: connections.length + index,
    ends: [
      { endpoint: a.id, ...portOf(a), initial: initialTcb(scope, a.declared, b.declared) },
      { endpoint: b.id, ...portOf(b), initial: initialTcb(scope, b.declared, a.declared) },
    ],
  }));
};

const portOf = ({ port }: Endpoint): { readonly port?: number } => (port === undefined ? {} : { port });

const valueOf = (endpoints: readonly Endpoint[], { base, offset }: Value): Seq | undefined => {
  if (base === undefined) return seqAdd(offset, 0);
  const holder = endpoints.find(({ symbol }) => symbol === base.text)?.symbolValue;
  return holder === undefined ? undefined : seqAdd(holder, offset);
};

/** What a value of the flow stands for. */
export const valueAt = ({ cast: { endpoints } }: MomentBefore, value: Value): Seq | undefined => valueOf(endpoints, value);

// Who is who

export const endpointOf = ({ cast }: Pick<MomentBefore, 'cast'>, { connection, side }: EndId): Endpoint =>
  cast.endpoints[cast.connections[connection]!.ends[side].endpoint]!;

/** The end as a segment names it: with its port only where the endpoint alone does not say it. */
export const endText = (moment: MomentBefore, end: EndId): string => {
  const endpoint = endpointOf(moment, end);
  const { port } = moment.cast.connections[end.connection]!.ends[end.side];
  return port === undefined || port === endpoint.port ? endpoint.name : `${endpoint.name}:${port}`;
};

/** `A -> B: ` */
export const headText = (moment: MomentBefore, { connection, side }: EndId): string =>
  `${endText(moment, { connection, side })} -> ${endText(moment, { connection, side: otherSide(side) })}: `;

/**
 * The end as calls and expectations name it: as short as leaves no doubt, undefined where no words can. `lasting`: also when endpoints
 * that have no connection yet open one.
 */
export const referenceText = (moment: Pick<MomentBefore, 'cast' | 'existing'>, end: EndId, lasting = false): string | undefined => {
  const { connections, endpoints } = moment.cast;
  const own = endpointOf(moment, end);
  const peer = endpointOf(moment, { connection: end.connection, side: otherSide(end.side) });
  const { port } = connections[end.connection]!.ends[end.side];
  const existing = connections.slice(0, lasting ? undefined : moment.existing).flatMap(({ ends }) => [[ends[0], ends[1]], [ends[1], ends[0]]] as const).filter(([mine]) => mine.endpoint === own.id);
  // Nothing is sent yet: between two endpoints it is clear which connection is meant, and otherwise the peer says it.
  if (existing.length === 0) return endpoints.length === 2 ? own.name : `${own.name}->${peer.name}`;
  const onlyOne = (named: boolean, numbered: boolean): boolean =>
    existing.filter(([mine, theirs]) => (!named || theirs.endpoint === peer.id) && (!numbered || mine.port === port)).length === 1;
  if (onlyOne(false, false)) return own.name;
  if (onlyOne(true, false)) return `${own.name}->${peer.name}`;
  if (port === undefined) return undefined;
  if (onlyOne(false, true)) return `${own.name}:${port}`;
  return onlyOne(true, true) ? `${own.name}:${port}->${peer.name}` : undefined;
};

/** The same for an end of a flow, whatever its endpoints may do further down. */
export const referenceIn = (timeline: Timeline, end: EndId): string | undefined => referenceText({ cast: timeline, existing: timeline.connections.length }, end);

/** What both ends know, as the author would write it. */
export const ownSeq = (moment: MomentBefore, { connection, side }: EndId, seq: Seq): string => showSeq(moment.cast, connection, side, seq);

// Sending

const nowhere = { start: 0, end: 0 };

/** The draft as the line that will stand there, for the rules to look at: they judge only numbers that are written. */
const statementOf = (moment: MomentBefore, link: Link, side: Side, draft: Draft, segment: Segment): SegmentStatement => {
  const number = (value: number) => ({ value, span: nowhere });
  const field = (offset: number) => ({ value: { offset, span: nowhere }, span: nowhere });
  const name = (one: Side) => {
    const { port } = moment.cast.connections[link.connection]!.ends[one];
    return { name: { text: endpointOf(moment, { connection: link.connection, side: one }).name, span: nowhere }, ...(port === undefined ? {} : { port: number(port) }) };
  };
  const { tsval, tsecr, sack = [] } = draft.options ?? {};
  return {
    kind: 'segment', span: nowhere, flagsSpan: nowhere, from: name(side), to: name(otherSide(side)), flags: draft.flags, otherOptions: [],
    ...(writesSeq(moment, link, side, draft, segment) ? { seq: field(segment.seq) } : {}),
    ...(writesAck(moment, draft) ? { ack: field(segment.ack) } : {}),
    ...(segment.len === 0 ? {} : { len: number(segment.len) }),
    ...(draft.win === undefined ? {} : { win: number(draft.win) }),
    ...(tsval === undefined ? {} : { tsval: number(tsval) }),
    ...(tsecr === undefined ? {} : { tsecr: number(tsecr) }),
    sack: sack.map(({ left, right }) => ({ left: field(left).value, right: field(right).value, span: nowhere })),
  };
};

/** Numbers are written where the author writes them, or where leaving them out would mean others. */
const writesSeq = (moment: MomentBefore, link: Link, side: Side, { seq: _, ...rest }: Draft, segment: Segment): boolean =>
  moment.writesNumbers || segmentOf(moment, link, side, rest).seq !== segment.seq;

const writesAck = ({ writesNumbers }: MomentBefore, { flags }: Draft): boolean => writesNumbers && (flags & ACK) !== 0;

/** The draft as a whole segment. */
export const segmentOf = (moment: MomentBefore, link: Link, side: Side, draft: Draft): Segment => {
  const { declared } = endpointOf(moment, { connection: link.connection, side });
  const part = { flags: draft.flags, seq: draft.seq, ack: undefined, len: draft.len ?? 0, wnd: draft.win, urg: 0, options: draft.options ?? {} };
  return complete(part, link.reading.tcbs[side], declared?.declaration);
};

/** What the rules say about the draft. */
export const faultOf = (moment: MomentBefore, link: Link, side: Side, draft: Draft): Fault | undefined => {
  const segment = segmentOf(moment, link, side, draft);
  return judged(moment, link, side, statementOf(moment, link, side, draft, segment), segment);
};

/** What the rules say about a line as it is written. */
export const faultOfLine = (moment: MomentBefore, link: Link, side: Side, statement: SegmentStatement): Fault | undefined => {
  const scope = { value: (value: Value) => valueOf(moment.cast.endpoints, value) };
  const { declared } = endpointOf(moment, { connection: link.connection, side });
  return judged(moment, link, side, statement, complete(written(scope, statement, moment.line, () => undefined), link.reading.tcbs[side], declared?.declaration));
};

const judged = (moment: MomentBefore, link: Link, side: Side, statement: SegmentStatement, segment: Segment): Fault | undefined => {
  const [from, to] = [endpointOf(moment, { connection: link.connection, side }), endpointOf(moment, { connection: link.connection, side: otherSide(side) })];
  return judge.segment({
    line: moment.line, statement, segment,
    sender: link.reading.tcbs[side], receiver: link.reading.tcbs[otherSide(side)], from: from.name, to: to.name,
    sent: (seq) => seqText(from, seq), received: (seq) => seqText(to, seq),
    senderSince: undefined, lineOf: () => undefined,
  }, false);
};

/** Sends the draft if no rule has anything against it; with timestamps and the flags of ECN where both ends have agreed on them. */
export const sendOn = (moment: MomentBefore, link: Link, side: Side, draft: Draft): Sent | undefined => {
  const fault = faultOf(moment, link, side, draft);
  const tcb = link.reading.tcbs[side];
  if (fault?.code === 'missing-timestamp' && draft.options?.tsval === undefined) {
    return sendOn(moment, link, side, { ...draft, options: { ...draft.options, tsval: tcb.lastTsval ?? 0, tsecr: tcb.tsRecent ?? 0 } });
  }
  if (fault !== undefined) return undefined;
  const segment = segmentOf(moment, link, side, draft);
  const { connection, reading } = link;
  const step: FlowStep = { id: link.flights.length, line: moment.line, index: -1, statement: statementOf(moment, link, side, draft, segment) };
  const sent = send(reading, side, segment, step, moment.now);
  const waits = draft.lost === true || moment.crossing;
  const arrived = waits ? undefined : arrive(sent.reading, side, step, moment.now);
  const after = arrived?.reading ?? sent.reading;
  const far = otherSide(side);
  const changes = [
    leaving({ connection, side }, reading, sent.reading, sent.events),
    ...(arrived === undefined ? [] : arriving({ connection, side }, step, segment, reading, after, arrived)),
  ];
  const { memories, findings } = judge.follow(link.memories, {
    kind: 'segment', line: step.line, statement: step.statement as SegmentStatement, connection, side, segment, meant: segment,
    fate: draft.lost === true ? 'lost' : 'arrives', arrivals: [], inCross: moment.crossing, findings: [], changes,
  }, step, moment.cast, moment.far);
  const objection = findings.find(({ severity }) => severity === 'error' || severity === 'warning');
  if (objection !== undefined) {
    const flags = withEcnFlags(objection.code, segment.flags);
    return flags === segment.flags ? undefined : sendOn(moment, link, side, { ...draft, flags });
  }
  return {
    link, side, segment,
    tail: tailText(moment, link, side, draft, segment),
    after: {
      ...link, exists: true, memories,
      ...(moment.crossing ? { reading: after, flights: [...link.flights, { side, step, segment }] } : { reading: { ...after, flying: reading.flying } }),
    },
    ends: [
      { connection, side, before: tcb, after: after.tcbs[side], events: sent.events },
      { connection, side: far, before: reading.tcbs[far], after: after.tcbs[far], events: arrived?.events ?? [] },
    ],
  };
};

/** The flags that a rule about ECN asks for; the same where none does. */
const withEcnFlags = (code: string, flags: Flags): Flags => {
  if (code === 'missing-ece') return flags | ECE;
  return code === 'invalid-ecn-setup' || code === 'ecn-not-negotiated' || code === 'ece-without-ce' || code === 'misplaced-cwr' ? flags & ~(AE | CWR | ECE) : flags;
};

/** Everything that was sent and has not arrived arrives, in its order: the end of `cross`. */
export const land = (moment: MomentBefore, crossing: Link): Link => {
  let link = crossing;
  const changes: Change[] = [];
  for (const flight of crossing.flights) {
    const arrived = arrive(link.reading, flight.side, flight.step, moment.now);
    changes.push(...arriving({ connection: link.connection, side: flight.side }, flight.step, flight.segment, link.reading, arrived.reading, arrived));
    link = { ...link, reading: arrived.reading };
  }
  const close: FlowStep = { id: crossing.flights.length, line: moment.line, index: -1 };
  const { memories } = judge.follow(link.memories, { kind: 'close', line: moment.line, changes, findings: [] }, close, moment.cast, moment.far);
  return { ...link, memories, flights: [], reading: { ...link.reading, flying: emptyMap } };
};

/** `[ACK] seq=x+1 ack=y+1` */
const tailText = (moment: MomentBefore, link: Link, side: Side, draft: Draft, segment: Segment): string => {
  const { connection } = link;
  const { tsval, tsecr } = draft.options ?? {};
  return [
    `[${flagsText(segment.flags)}]`,
    ...(writesSeq(moment, link, side, draft, segment) ? [`seq=${ownSeq(moment, { connection, side }, segment.seq)}`] : []),
    ...(writesAck(moment, draft) ? [`ack=${ownSeq(moment, { connection, side: otherSide(side) }, segment.ack)}`] : []),
    ...(segment.len === 0 ? [] : [`len=${segment.len}`]),
    ...(draft.win === undefined ? [] : [`win=${draft.win}`]),
    ...(tsval === undefined ? [] : [`tsval=${tsval}`]),
    ...(tsecr === undefined ? [] : [`tsecr=${tsecr}`]),
    ...(draft.lost === true ? ['lost'] : []),
  ].join(' ');
};
