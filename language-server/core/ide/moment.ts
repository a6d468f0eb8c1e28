// The moment before a line: who takes part, and both ends of each connection as the analysis has left them there.
// Plays single segments on it and asks the rules about each; knows no text but that of the segments it is asked for.
import type { DeclaredEndpoint } from '../flow/flow.ts';
import type { Message } from '../flow/message.ts';
import type { SegmentStatement, Value } from '../flow/statement.ts';
import { judge } from '../rules/index.ts';
import { ACK, flagsText, type Flags } from '../tcp/flags.ts';
import type { SegmentOptions, Segment } from '../tcp/segment.ts';
import { seqAdd, type Seq } from '../tcp/seq.ts';
import { blocksBefore, timelineAt } from '../timeline/at-line.ts';
import { complete, written } from '../timeline/complete.ts';
import { initialTcb } from '../timeline/initial-tcb.ts';
import { showSeq, seqText } from '../timeline/numbers.ts';
import { arrive, otherSide, send, type Reading } from '../timeline/reading.ts';
import { simulate } from '../timeline/simulate.ts';
import type { Fault } from '../timeline/situation.ts';
import type { Connection, Endpoint, EndId, Side, Step, Timeline } from '../timeline/timeline.ts';
import type { EndOverLine } from './ends-table.ts';

/** A connection before the line, or two endpoints that may open one. */
export interface Link {
  /** Its index in the moment's timeline. */
  readonly connection: number;
  readonly reading: Reading;
  /** The last line that changed one of its ends; absent when nothing has happened. */
  readonly lastLine?: number;
  /** The flow has it already. */
  readonly exists: boolean;
}

export interface Moment {
  /** The flow's own, and besides its connections those that its endpoints may open. */
  readonly timeline: Timeline;
  readonly line: number;
  /** The latest first. */
  readonly links: readonly Link[];
  /** How many of the timeline's connections the flow has; those behind are possible ones. */
  readonly existing: number;
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
export const momentBefore = (timelines: readonly Timeline[], line: number, fresh = false): Moment => {
  const timeline = (fresh ? undefined : flowAround(timelines, line)) ?? emptyTimeline(timelines, line);
  const before = timeline.steps.filter((step) => step.line < line);
  const { endpoints, madeUp } = withTwo(timeline.endpoints);
  const blocks = blocksBefore(timeline, line);
  const existing = timeline.connections.map(({ id }): Link => {
    const { tcbs, lastLine } = blocks[id]!;
    return { connection: id, exists: true, reading: { tcbs, flying: new Map() }, ...(lastLine === undefined ? {} : { lastLine }) };
  });
  const possible = newConnections(timeline.connections, endpoints.filter(({ name }) => isName(name)));
  const links = [
    ...existing.filter(({ connection }) => timeline.connections[connection]!.ends.every(({ endpoint }) => isName(endpoints[endpoint]!.name)) && timeline.connections[connection]!.ends.every(({ port = 0 }) => port <= 0xffff)).toSorted((a, b) => (b.lastLine ?? -1) - (a.lastLine ?? -1)).slice(0, linksAtMost),
    ...possible.map(({ id, ends }): Link => ({ connection: id, exists: false, reading: { tcbs: [ends[0].initial, ends[1].initial], flying: new Map() } })),
  ];
  const open: string[] = [];
  for (const { kind } of before) {
    if (kind === 'section' || kind === 'cross') open.push(kind);
    else if (kind === 'close') open.pop();
  }
  const segments = timeline.steps.flatMap((step) => (step.kind === 'segment' && step.line !== line ? [step.statement] : []));
  return {
    timeline: { ...timeline, endpoints, connections: [...timeline.connections, ...possible] },
    line, links, madeUp,
    existing: timeline.connections.length,
    crossing: open.at(-1) === 'cross',
    outside: open.length === 0 && timeline.flow.title === undefined && (timeline.flow.line === 0 || timeline.flow.line === line),
    last: before.findLast(({ kind }) => kind !== 'note' && kind !== 'expect' && kind !== 'section' && kind !== 'close' && kind !== 'broken'),
    now: before.findLast(({ at }) => at !== undefined)?.at ?? 0,
    writesNumbers: segments.length === 0 || segments.some(({ seq, ack }) => seq !== undefined || ack !== undefined),
  };
};

/** What stands right before `flow "…" {` stands outside of it. */
const flowAround = (timelines: readonly Timeline[], line: number): Timeline | undefined => {
  const opening = timelines.findIndex(({ flow }) => flow.line === line && (flow.title !== undefined || line > 0));
  const others = opening < 0 ? timelines : timelines.toSpliced(opening, 1);
  // The file's own flow goes on behind the last line.
  return timelineAt(others, line) ?? others.find(({ flow }) => flow.line === 0 && flow.title === undefined);
};

/** A misspelt name goes on living in its flow, but is not to be written again. */
const isName = (name: string): boolean => !name.includes('-');

/** Where no flow is: what one would begin with. */
const emptyTimeline = (timelines: readonly Timeline[], line: number): Timeline => {
  const titled = timelines.filter(({ flow }) => flow.title !== undefined || flow.line > 0);
  const isFileLevel = (declared: DeclaredEndpoint | undefined): boolean =>
    declared !== undefined && !titled.some(({ flow }) => flow.line <= declared.line && declared.line <= flow.endLine);
  const all = timelines.flatMap(({ endpoints }) => endpoints).filter(({ declared }) => isFileLevel(declared));
  const declared = all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index).map((endpoint, id) => ({ ...endpoint, id }));
  // Where the file declares nobody, the next flow is most likely between those of the one before.
  const last = timelines.findLast(({ flow }) => flow.line <= line)?.endpoints ?? [];
  const endpoints = declared.length > 0 ? declared : last.filter(({ declared: one }) => one === undefined).map(({ name, label }, id): Endpoint => ({ id, name, label }));
  const flow = { line, endLine: line, endpoints: endpoints.flatMap(({ declared }) => declared ?? []), steps: [] };
  return { flow, endpoints, connections: [], steps: [], nameProblems: [], timeProblems: [], end: [] };
};

/** A flow needs two endpoints. */
const withTwo = (known: readonly Endpoint[]): Pick<Moment, 'madeUp'> & { readonly endpoints: readonly Endpoint[] } => {
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
export const valueAt = ({ timeline: { endpoints } }: Moment, value: Value): Seq | undefined => valueOf(endpoints, value);

// Who is who

export const endpointOf = ({ timeline }: Moment, { connection, side }: EndId): Endpoint =>
  timeline.endpoints[timeline.connections[connection]!.ends[side].endpoint]!;

/** The end as a segment names it: with its port only where the endpoint alone does not say it. */
export const endText = (moment: Moment, end: EndId): string => {
  const endpoint = endpointOf(moment, end);
  const { port } = moment.timeline.connections[end.connection]!.ends[end.side];
  return port === undefined || port === endpoint.port ? endpoint.name : `${endpoint.name}:${port}`;
};

/** `A -> B: ` */
export const headText = (moment: Moment, { connection, side }: EndId): string =>
  `${endText(moment, { connection, side })} -> ${endText(moment, { connection, side: otherSide(side) })}: `;

/** The end as calls and expectations name it: as short as leaves no doubt, undefined where no words can. */
export const referenceText = (moment: Moment, end: EndId): string | undefined => {
  const { connections, endpoints } = moment.timeline;
  const own = endpointOf(moment, end);
  const peer = endpointOf(moment, { connection: end.connection, side: otherSide(end.side) });
  const { port } = connections[end.connection]!.ends[end.side];
  const existing = connections.slice(0, moment.existing).flatMap(({ ends }) => [[ends[0], ends[1]], [ends[1], ends[0]]] as const).filter(([mine]) => mine.endpoint === own.id);
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

/** What both ends know, as the author would write it. */
export const ownSeq = (moment: Moment, { connection, side }: EndId, seq: Seq): string => showSeq(moment.timeline, connection, side, seq);

// Sending

const nowhere = { start: 0, end: 0 };

/** The draft as the line that will stand there, for the rules to look at: they judge only numbers that are written. */
const statementOf = (moment: Moment, link: Link, side: Side, draft: Draft, segment: Segment): SegmentStatement => {
  const number = (value: number) => ({ value, span: nowhere });
  const field = (offset: number) => ({ value: { offset, span: nowhere }, span: nowhere });
  const name = (one: Side) => {
    const { port } = moment.timeline.connections[link.connection]!.ends[one];
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
const writesSeq = (moment: Moment, link: Link, side: Side, { seq: _, ...rest }: Draft, segment: Segment): boolean =>
  moment.writesNumbers || segmentOf(moment, link, side, rest).seq !== segment.seq;

const writesAck = ({ writesNumbers }: Moment, { flags }: Draft): boolean => writesNumbers && (flags & ACK) !== 0;

/** The draft as a whole segment. */
export const segmentOf = (moment: Moment, link: Link, side: Side, draft: Draft): Segment => {
  const { declared } = endpointOf(moment, { connection: link.connection, side });
  const part = { flags: draft.flags, seq: draft.seq, ack: undefined, len: draft.len ?? 0, wnd: draft.win, urg: 0, options: draft.options ?? {} };
  return complete(part, link.reading.tcbs[side], declared?.declaration);
};

/** What the rules say about the draft. */
export const faultOf = (moment: Moment, link: Link, side: Side, draft: Draft): Fault | undefined => {
  const segment = segmentOf(moment, link, side, draft);
  return judged(moment, link, side, statementOf(moment, link, side, draft, segment), segment);
};

/** What the rules say about a line as it is written. */
export const faultOfLine = (moment: Moment, link: Link, side: Side, statement: SegmentStatement): Fault | undefined => {
  const scope = { value: (value: Value) => valueOf(moment.timeline.endpoints, value) };
  const { declared } = endpointOf(moment, { connection: link.connection, side });
  return judged(moment, link, side, statement, complete(written(scope, statement, moment.line), link.reading.tcbs[side], declared?.declaration));
};

const judged = (moment: Moment, link: Link, side: Side, statement: SegmentStatement, segment: Segment): Fault | undefined => {
  const [from, to] = [endpointOf(moment, { connection: link.connection, side }), endpointOf(moment, { connection: link.connection, side: otherSide(side) })];
  return judge.segment({
    line: moment.line, statement, segment,
    sender: link.reading.tcbs[side], receiver: link.reading.tcbs[otherSide(side)], from: from.name, to: to.name,
    sent: (seq) => seqText(from, seq), received: (seq) => seqText(to, seq),
    senderSince: undefined, lineOf: (_line: number, _message: Message) => undefined,
  }, false);
};

/** Sends the draft if no rule has anything against it; with timestamps where both ends have agreed on them. */
export const sendOn = (moment: Moment, link: Link, side: Side, draft: Draft): Sent | undefined => {
  const fault = faultOf(moment, link, side, draft);
  const tcb = link.reading.tcbs[side];
  if (fault?.code === 'missing-timestamp' && draft.options?.tsval === undefined) {
    return sendOn(moment, link, side, { ...draft, options: { ...draft.options, tsval: tcb.lastTsval ?? 0, tsecr: tcb.tsRecent ?? 0 } });
  }
  if (fault !== undefined) return undefined;
  const segment = segmentOf(moment, link, side, draft);
  const flight = -1 - link.reading.flying.size;
  const sent = send(link.reading, side, segment, moment.line, flight);
  const waits = draft.lost === true || moment.crossing;
  const arrived = waits ? undefined : arrive(sent.reading, side, flight, moment.now);
  const after = arrived?.reading ?? sent.reading;
  const far = otherSide(side);
  return {
    link, side, segment,
    tail: tailText(moment, link, side, draft, segment),
    after: { ...link, exists: true, lastLine: moment.line, reading: moment.crossing ? after : { ...after, flying: link.reading.flying } },
    ends: [
      { connection: link.connection, side, before: tcb, after: after.tcbs[side], events: sent.events },
      { connection: link.connection, side: far, before: link.reading.tcbs[far], after: after.tcbs[far], events: arrived?.events ?? [] },
    ],
  };
};

// A longer flow costs more than one waits for.
const playedAgainAtMost = 300;

/**
 * Behind an error the flow may go on from another reading than the last change shows: there the whole flow is asked.
 * Nowhere else is it played again.
 */
export const holds = (moment: Moment, link: Link, side: Side, draft: Draft): boolean => {
  const { flow, steps } = moment.timeline;
  const isAbove = ({ line }: { readonly line: number }): boolean => line < moment.line;
  if (!steps.some((step) => isAbove(step) && step.findings.some(({ severity }) => severity === 'error'))) return true;
  const above = flow.steps.filter(isAbove);
  if (above.length > playedAgainAtMost) return true;
  const statement = statementOf(moment, link, side, draft, segmentOf(moment, link, side, draft));
  const played = simulate({ ...flow, steps: [...above, { line: moment.line, statement, broken: false }] }, judge);
  return played.steps.at(-1)!.findings.length === 0;
};

/** Everything that was sent and has not arrived arrives, in its order: the end of `cross`. */
export const land = (moment: Moment, { link, flights }: { readonly link: Link; readonly flights: readonly Side[] }): Link => {
  let { reading } = link;
  flights.forEach((side, index) => (reading = arrive(reading, side, -1 - index, moment.now).reading));
  return { ...link, reading: { ...reading, flying: new Map() } };
};

/** `[ACK] seq=x+1 ack=y+1` */
const tailText = (moment: Moment, link: Link, side: Side, draft: Draft, segment: Segment): string => {
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
