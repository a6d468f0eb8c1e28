// Flow → Timeline: plays a flow line by line on both TCBs of each connection. Asks the judge about each segment and
// goes on from what the author most plausibly meant; formats no message itself.
import type { Finding, Related } from '../flow/finding.ts';
import type { Flow, FlowStep } from '../flow/flow.ts';
import type { Message } from '../flow/message.ts';
import { nearest } from '../flow/nearest.ts';
import type {
  CallStatement, DeliverStatement, EndReference, Expectation, ExpectStatement, SegmentStatement, Time, TimeoutStatement, Word,
} from '../flow/statement.ts';
import { makeCall, type Called } from '../tcp/call.ts';
import { ACK, RST } from '../tcp/flags.ts';
import { has, type Segment } from '../tcp/segment.ts';
import { overlaps } from '../tcp/send.ts';
import { seqAdd, seqMax } from '../tcp/seq.ts';
import { passTime, timeout } from '../tcp/timeout.ts';
import type { Tcb } from '../tcp/tcb.ts';
import type { Event } from '../tcp/transitions.ts';
import { complete, written, type Written } from './complete.ts';
import { oneFinMoreOrLess } from './fin-readings.ts';
import { initialTcb } from './initial-tcb.ts';
import { seqText } from './numbers.ts';
import { mended, plausible, proposes } from './plausible.ts';
import { adopt, arrive, continues, land, otherSide, send, waysToArrive, withTcb, type Reading } from './reading.ts';
import { scopeOf, type Place, type Scope } from './scope.ts';
import type { Fault, GoOn, Judge, Situation } from './situation.ts';
import type {
  Change, Connection, Endpoint, EndId, ExpectResult, Fate, NameProblem, SegmentStep, Side, Step, TimeProblem, Timeline,
} from './timeline.ts';

/** A connection while the flow is played. */
interface Connected {
  readonly main: Reading;
  /** Other ways to understand lines that were wrong; the lines below decide between them. */
  readonly others: readonly Reading[];
  /** The line that brought each side into its state. */
  readonly since: readonly [number | undefined, number | undefined];
}

/** A segment that has been sent and has not arrived. */
interface Flight {
  /** Index of the step that sent it. */
  readonly step: number;
  readonly line: number;
  readonly connection: number;
  readonly side: Side;
  readonly corrupted: boolean;
}

/** Everything that changes from line to line. A value: a checkpoint is a reference to it. */
interface World {
  readonly connections: readonly Connected[];
  readonly flights: ReadonlyMap<string, Flight>;
  /** The segments of the `cross` block that is open. */
  readonly crossing?: readonly Flight[];
  /** Blocks that are open, innermost last. */
  readonly blocks: readonly ('section' | 'cross')[];
  /** Milliseconds since the flow began. */
  readonly now: number;
  /** Endpoint ids whose lines show only what the other place saw of them. */
  readonly far: readonly number[];
}

/** What does not change while a flow is played. */
interface Context {
  readonly flow: Flow;
  readonly scope: Scope;
  readonly judge: Judge;
  readonly stepOfLine: ReadonlyMap<number, number>;
  readonly nameProblems: NameProblem[];
  readonly timeProblems: TimeProblem[];
}

interface Played<S extends Step = Step> {
  readonly world: World;
  readonly step: S;
}

export const simulate = (flow: Flow, judge: Judge): Timeline => {
  const scope = scopeOf(flow);
  const stepOfLine = new Map(flow.steps.map(({ line }, index) => [line, index]));
  const context: Context = { flow, scope, judge, stepOfLine, nameProblems: scope.problems as NameProblem[], timeProblems: [] };
  const steps: Step[] = [];
  let world: World = { connections: [], flights: new Map(), blocks: [], now: 0, far: [] };
  world = { ...world, connections: scope.connections.map((_, connection) => begin(context, connection)) };
  flow.steps.forEach((step, index) => {
    const played = play(context, world, step, index);
    world = played.world;
    steps.push(played.step);
  });
  return {
    flow,
    endpoints: scope.endpoints,
    connections: scope.connections.map(({ ends }, id): Connection => {
      const initial = asItBegan(begin(context, id).main, id, steps);
      return { id, ends: [{ ...ends[0], initial: initial.tcbs[0] }, { ...ends[1], initial: initial.tcbs[1] }] };
    }),
    steps: withArrivals(steps),
    nameProblems: context.nameProblems,
    timeProblems: context.timeProblems,
    end: world.connections.map(mostFinished),
  };
};

/** What is left open at the end is decided by the end: a reading that leaves nothing unacknowledged was meant. */
const mostFinished = ({ main, others }: Connected): readonly [Tcb, Tcb] =>
  [main, ...others].reduce((best, reading) => (unacknowledged(reading) < unacknowledged(best) ? reading : best)).tcbs;

const unacknowledged = ({ tcbs }: Reading): number => tcbs.filter(({ state, sent }) => state !== 'CLOSED' && sent.length > 0).length;

/** The connection before the first line. */
const begin = ({ scope }: Pick<Context, 'scope'>, connection: number): Connected => {
  const [a, b] = scope.connections[connection]!.ends.map(({ endpoint }) => scope.endpoints[endpoint]?.declared);
  return { main: { tcbs: [initialTcb(scope, a, b), initialTcb(scope, b, a)], flying: new Map() }, others: [], since: [undefined, undefined] };
};

/** Who nobody said was listening, but received the first SYN, was: the picture begins with LISTEN. */
const asItBegan = (reading: Reading, connection: number, steps: readonly Step[]): Reading => {
  let began = reading;
  for (const side of [0, 1] as const) {
    if (!began.tcbs[side].unsaid) continue;
    const first = steps.flatMap(({ changes }) => changes).find((change) => change.connection === connection && change.side === side && change.events.length > 0);
    if (first?.events[0] === 'rcv SYN') began = withTcb(began, side, { ...began.tcbs[side], state: 'LISTEN', opened: 'passive' });
  }
  return began;
};

/** Tells each segment's step where it arrives. */
const withArrivals = (steps: readonly Step[]): readonly Step[] => {
  const arrivals = new Map<number, number[]>();
  steps.forEach(({ changes }, index) => {
    for (const { cause } of changes) {
      if (cause.kind !== 'arrived') continue;
      const list = arrivals.get(cause.step) ?? [];
      arrivals.set(cause.step, [...list, index]);
    }
  });
  return steps.map((step, index) => (step.kind === 'segment' ? { ...step, arrivals: arrivals.get(index) ?? [] } : step));
};

const play = (context: Context, before: World, flowStep: FlowStep, index: number): Played => {
  const { line, statement, broken } = flowStep;
  if (statement === undefined) return playBroken(before, line);
  const timed = passTo(context, before, line, 'time' in statement ? statement.time : undefined);
  const played = playStatement(context, timed.world, flowStep, index);
  const step = timed.changes.length === 0 ? played.step : { ...played.step, changes: [...timed.changes, ...played.step.changes] };
  const at = 'time' in statement && statement.time !== undefined ? { at: played.world.now } : {};
  return { world: broken ? doubting(played.world) : played.world, step: { ...step, ...at } };
};

const playStatement = (context: Context, world: World, flowStep: FlowStep, index: number): Played => {
  const { line } = flowStep;
  const statement = flowStep.statement!;
  const nothing = { line, changes: [], findings: [] };
  switch (statement.kind) {
    case 'segment':
      return playSegment(context, world, flowStep, statement, index);
    case 'call':
      return playCall(context, world, line, statement);
    case 'timeout':
      return playTimeout(context, world, line, statement);
    case 'deliver':
    case 'drop':
      return playDelivery(context, world, line, statement);
    case 'expect':
      return playExpect(context, world, line, statement);
    case 'wait': {
      const waited = advance(world, world.now + statement.ms, line);
      return { world: waited.world, step: { kind: 'wait', ...nothing, statement, changes: waited.changes } };
    }
    case 'note':
      return { world, step: { kind: 'note', ...nothing, statement, over: context.scope.endpointsOf(statement.over, line) } };
    case 'observed': {
      const near = statement.at === undefined ? [] : context.scope.endpointsOf([statement.at], line);
      const far = context.scope.endpoints.map(({ id }) => id).filter((id) => !near.includes(id));
      // What was before the observation began is not known of either end.
      return { world: { ...doubting(world), far }, step: { kind: 'observed', ...nothing, statement } };
    }
    case 'section':
      return { world: { ...world, blocks: [...world.blocks, 'section'] }, step: { kind: 'section', ...nothing, statement } };
    case 'cross':
      return { world: { ...world, blocks: [...world.blocks, 'cross'], crossing: [] }, step: { kind: 'cross', ...nothing, statement } };
    case 'close':
      return closeBlock(world, line);
    default:
      return playBroken(world, line);
  }
};

/** A line that cannot be read may have been anything: what either end does next gets the benefit of the doubt. */
const playBroken = (world: World, line: number): Played =>
  ({ world: doubting(world), step: { kind: 'broken', line, changes: [], findings: [] } });

const doubting = (world: World): World => ({
  ...world,
  connections: world.connections.map((connected) => ({
    ...connected,
    main: { ...connected.main, tcbs: [{ ...connected.main.tcbs[0], doubt: true }, { ...connected.main.tcbs[1], doubt: true }] },
    others: [],
  })),
});

// Time

interface Passed {
  readonly world: World;
  readonly changes: readonly Change[];
}

const passTo = (context: Context, world: World, line: number, time: Time | undefined): Passed => {
  if (time === undefined) return { world, changes: [] };
  const ms = time.relative ? world.now + time.ms : time.ms;
  if (ms < world.now) {
    context.timeProblems.push({ line, span: time.span, ms, before: world.now });
    return { world, changes: [] };
  }
  return advance(world, ms, line);
};

/** Time goes on; a TIME-WAIT that has lasted 2 MSL ends. */
const advance = (world: World, now: number, line: number): Passed => {
  const changes: Change[] = [];
  let next: World = { ...world, now };
  world.connections.forEach((connected, connection) => {
    for (const side of [0, 1] as const) {
      const before = connected.main.tcbs[side];
      const passed = passTime(before, now);
      if (passed.running) changes.push({ connection, side, before, after: passed.tcb, cause: { kind: 'wait', line }, events: passed.events });
      else if (!connected.others.some(({ tcbs }) => passTime(tcbs[side], now).running)) continue;
      next = updated(next, connection, (one) => onSide(one, side, line, (tcb) => passTime(tcb, now).tcb));
    }
  });
  return { world: next, changes };
};

const updated = (world: World, connection: number, change: (connected: Connected) => Connected): World =>
  ({ ...world, connections: world.connections.map((one, id) => (id === connection ? change(one) : one)) });

const sinceLine = (since: Connected['since'], side: Side, line: number): Connected['since'] => (side === 0 ? [line, since[1]] : [since[0], line]);

/** One end does the same in all readings. */
const onSide = (connected: Connected, side: Side, line: number, change: (tcb: Tcb) => Tcb): Connected => {
  const changed = (reading: Reading): Reading => withTcb(reading, side, change(reading.tcbs[side]));
  return become(connected, changed(connected.main), connected.others.map(changed), line);
};

/** The connection in a new main reading; remembers since when each side is in its state. */
const become = (connected: Connected, main: Reading, others: readonly Reading[], line: number): Connected => {
  let { since } = connected;
  for (const side of [0, 1] as const) if (main.tcbs[side].state !== connected.main.tcbs[side].state) since = sinceLine(since, side, line);
  return { main, others, since };
};

/** The first of a connection's readings in which something is right; the main one when it is right in none. */
const rightReading = (connected: Connected, isRight: (reading: Reading) => boolean): Reading =>
  [connected.main, ...connected.others].find(isRight) ?? connected.main;

// Segments

/** One reading after the sender has sent, before anything arrives. */
interface Attempt {
  readonly fault: Fault | undefined;
  readonly segment: Segment;
  readonly meant: Segment;
  readonly before: Reading;
  readonly after: Reading;
  readonly events: readonly Event[];
  /** Other ways to understand a faulty line. */
  readonly others: readonly Reading[];
}

const playSegment = (context: Context, world: World, flowStep: FlowStep, statement: SegmentStatement, index: number): Played => {
  const { line, broken } = flowStep;
  const place = context.scope.places.get(index);
  if (place === undefined) return playBroken(world, line);
  const { connection, side } = place;
  const connected = world.connections[connection]!;
  const sending: SendingLine = { context, world, connected, place, flowStep, statement, index, part: written(context.scope, statement, line) };

  // The reading that agrees with this line is the one that was meant.
  const attempts = [connected.main, ...connected.others].map((reading) => attempt(sending, reading));
  const agreeing = attempts.filter(({ fault }) => !isError(fault));
  const chosen = agreeing[0] ?? attempts[0]!;
  const others = [...chosen.others, ...agreeing.slice(1).map(({ after }) => after)].slice(0, readingsKept);

  const fate: Fate = statement.fate?.fate ?? 'arrives';
  const flight: Flight = { step: index, line, connection, side, corrupted: fate === 'corrupted' };
  let next = updated(world, connection, (one) => become(one, chosen.after, others, line));
  const changes: Change[] = [{
    connection, side, before: chosen.before.tcbs[side], after: chosen.after.tcbs[side], cause: { kind: 'sent', line, step: index }, events: chosen.events,
  }];
  if (fate === 'delayed') {
    next = takeOff(context, next, flight, statement.name, line);
  } else if (world.crossing !== undefined && fate !== 'lost') {
    next = { ...next, crossing: [...world.crossing, flight] };
  } else {
    const arrived = fate === 'lost' ? { world: next, changes: [] } : arriveEverywhere(next, flight, line);
    next = landed(arrived.world, flight);
    changes.push(...arrived.changes);
  }
  const again = chosen.before.tcbs[side].sent.find((sent) => overlaps(sent.segment, chosen.segment));
  const retransmits = again === undefined ? undefined : context.stepOfLine.get(again.line);
  const step: SegmentStep = {
    kind: 'segment', line, statement, connection, side, segment: chosen.segment, meant: chosen.meant, fate, arrivals: [],
    ...(retransmits === undefined ? {} : { retransmits }),
    inCross: world.crossing !== undefined,
    changes,
    findings: chosen.fault === undefined || broken ? [] : [findingOf(chosen.fault, line, statement.violates)],
  };
  return { world: next, step };
};

// A flow with many odd lines must not cost more and more with each.
const readingsKept = 8;

const isError = (fault: Fault | undefined): boolean => fault?.severity === 'error';

const findingOf = (fault: Fault, line: number, violates: Word | undefined): Finding => ({
  code: fault.code,
  severity: violates?.text === fault.code ? 'hint' : fault.severity,
  line,
  span: fault.at,
  message: fault.says,
  ...(fault.related === undefined ? {} : { related: fault.related }),
  ...(fault.fix === undefined ? {} : { fix: fault.fix }),
  ...(violates?.text === fault.code ? { onPurpose: true } : {}),
});

/** A segment's line and everything around it. */
interface SendingLine {
  readonly context: Context;
  readonly world: World;
  readonly connected: Connected;
  readonly place: Place;
  readonly flowStep: FlowStep;
  readonly statement: SegmentStatement;
  readonly index: number;
  readonly part: Written;
}

/** The endpoints that send and receive a segment. */
const endsOf = ({ context: { scope }, place: { connection, side } }: SendingLine): readonly [Endpoint, Endpoint] => {
  const { ends } = scope.connections[connection]!;
  return [scope.endpoints[ends[side].endpoint]!, scope.endpoints[ends[otherSide(side)].endpoint]!];
};

const situationOf = (sending: SendingLine, reading: Reading, segment: Segment): Situation => {
  const { context, connected, place: { side }, flowStep: { line }, statement } = sending;
  const [from, to] = endsOf(sending);
  const sender = reading.tcbs[side];
  const since = connected.since[side];
  const lineOf = (where: number, message: Message): Related | undefined => relatedLine(context, where, message);
  return {
    line, statement, segment, sender, receiver: reading.tcbs[otherSide(side)], from: from.name, to: to.name,
    sent: (seq) => seqText(from, seq),
    received: (seq) => seqText(to, seq),
    senderSince: since === undefined ? undefined : lineOf(since, { text: '{0} is in {1} since here', values: [from.name, sender.state] }),
    lineOf,
  };
};

const attempt = (sending: SendingLine, reading: Reading): Attempt => {
  const { context: { judge }, world, place: { side }, flowStep: { line, broken }, statement, index, part } = sending;
  const [from] = endsOf(sending);
  const sender = reading.tcbs[side];
  const whole = (one: Written): Segment => complete(one, sender, from.declared?.declaration);
  const segment = whole(part);
  const situation = situationOf(sending, reading, segment);
  const played = (fault: Fault | undefined, meant: Segment, base: Reading, others: readonly Reading[] = []): Attempt => {
    const sent = send(base, side, meant, line, index);
    const after = promising(settled(sent.reading, side, statement), side, meant, statement, from);
    return { fault, segment, meant, before: reading, after, events: sent.events, others };
  };

  if (statement.violates !== undefined) return onPurpose(judge, situation, statement.violates, (fault) => played(fault, segment, reading));
  const fault = judge.segment(situation, false);
  const isRight = (one: Written): boolean => !isError(judge.segment(situationOf(sending, reading, whole(one)), false));
  const readingsOf = (goOn: GoOn): readonly Segment[] => plausible(part, sender, goOn, isRight).map(whole);
  if (fault === undefined || !isError(fault)) {
    // Legal as it stands, but odd: the lines below may show that it was meant otherwise.
    const otherwise = fault !== undefined && proposes(fault.goOn) ? readingsOf(fault.goOn) : [];
    return played(fault, segment, reading, otherwise.map((meant) => send(reading, side, meant, line, index).reading));
  }
  const lenient = sender.doubt || broken || world.far.includes(from.id);
  if (lenient && !isError(judge.segment(situation, true))) return played(undefined, segment, adopt(reading, side, segment));

  const meant = readingsOf(fault.goOn);
  const asMeant = meant.map((one) => send(reading, side, one, line, index).reading);
  const asWritten = send(adopt(reading, side, segment), side, segment, line, index).reading;
  // The line may be right, and a FIN above it wrong.
  const otherFins = oneFinMoreOrLess(reading)
    .filter((other) => !isError(judge.segment(situationOf(sending, other, complete(part, other.tcbs[side], from.declared?.declaration)), false)))
    .map((other) => send(other, side, complete(part, other.tcbs[side], from.declared?.declaration), line, index).reading);
  switch (fault.goOn.kind) {
    case 'ignore':
      return { fault, segment, meant: segment, before: reading, after: reading, events: [], others: [...asMeant, ...otherFins, certain(asWritten, reading)] };
    case 'adopt':
      return played(fault, segment, adopt(reading, side, segment), [reading, ...asMeant, ...otherFins]);
    case 'meant':
      if (!proposes(fault.goOn)) return played(fault, segment, reading, [...asMeant, ...otherFins, certain(asWritten, reading), reading]);
      return played(fault, meant[0] ?? whole(mended(part, fault.goOn)), reading, [...asMeant.slice(1), ...otherFins, certain(asWritten, reading), reading]);
  }
};

/** A reading that the lines below must confirm: it brings no new doubt that would let them pass unchecked. */
const certain = (reading: Reading, before: Reading): Reading =>
  ({ ...reading, tcbs: [{ ...reading.tcbs[0], doubt: before.tcbs[0].doubt }, { ...reading.tcbs[1], doubt: before.tcbs[1].doubt }] });

/** A line with both numbers written out leaves no doubt about its sender. */
const settled = (reading: Reading, side: Side, statement: SegmentStatement): Reading => {
  const tcb = reading.tcbs[side];
  return tcb.doubt && statement.seq !== undefined && statement.ack !== undefined ? withTcb(reading, side, { ...tcb, doubt: false }) : reading;
};

/** A window that the flow's own words give is a promise (RFC 9293 §3.8.6); a default is not. */
const promising = (reading: Reading, side: Side, segment: Segment, statement: SegmentStatement, from: Endpoint): Reading => {
  const tcb = reading.tcbs[side];
  const stated = statement.win !== undefined || from.declared?.declaration.win !== undefined;
  if (!stated || !has(segment, ACK) || has(segment, RST)) return reading;
  const edge = seqAdd(segment.ack, segment.wnd);
  const promised = tcb.rcv.promised === undefined ? edge : seqMax(tcb.rcv.promised, edge);
  return withTcb(reading, side, { ...tcb, rcv: { ...tcb.rcv, promised } });
};

/** A violation on purpose: the receiver gets exactly what is written, and does what TCP tells it to. */
const onPurpose = (judge: Judge, situation: Situation, violates: Word, played: (fault: Fault | undefined) => Attempt): Attempt => {
  const broken = judge.oneRule(violates.text, situation);
  // Whatever is wrong is meant to be; that no rule has this name is said already.
  if (broken === 'unknown') return played(undefined);
  if (broken === 'unjudged') return played(judge.segment(situation, false));
  if (broken === undefined) {
    const instead = judge.segment(situation, false);
    return played(judge.notViolated(violates, isError(instead) ? instead : undefined));
  }
  const sent = played({ ...broken, severity: 'hint' });
  if (continues(situation.sender, situation.segment)) return sent;
  return { ...sent, after: { ...sent.before, flying: sent.after.flying }, events: [] };
};

const relatedLine = ({ flow, stepOfLine, scope }: Context, line: number, message: Message): Related | undefined => {
  const step = flow.steps[stepOfLine.get(line) ?? -1];
  if (step?.statement !== undefined) return { line, span: step.statement.span, message };
  const declared = scope.endpoints.find((endpoint) => endpoint.declared?.line === line)?.declared;
  return declared === undefined ? undefined : { line, span: declared.declaration.name.span, message };
};

// The network

const takeOff = (context: Context, world: World, flight: Flight, name: Word | undefined, line: number): World => {
  if (name === undefined) return world;
  const first = world.flights.get(name.text);
  if (first !== undefined) {
    const span = context.flow.steps[first.step]!.statement!.span;
    context.nameProblems.push({ kind: 'duplicate-name', word: name, line, first: { line: first.line, span } });
  }
  return { ...world, flights: new Map(world.flights).set(name.text, flight) };
};

interface Arrived {
  readonly world: World;
  readonly changes: readonly Change[];
}

/** A segment arrives, in all readings in which it was sent. */
const arriveEverywhere = (world: World, flight: Flight, line: number): Arrived => {
  const { connection, side, step } = flight;
  const receiver = otherSide(side);
  const connected = world.connections[connection]!;
  const before = connected.main.tcbs[receiver];
  if (flight.corrupted) {
    // MUST-3: TCP never sees it.
    const cause = { kind: 'arrived', line: flight.line, step, outcome: 'checksum-failed' } as const;
    return { world, changes: [{ connection, side: receiver, before, after: before, cause, events: [] }] };
  }
  const arrived = arrive(connected.main, side, step, world.now);
  const others = [
    ...connected.others.flatMap((other) => waysToArrive(other, side, step, world.now)),
    ...waysToArrive(connected.main, side, step, world.now).slice(1),
  ].slice(0, readingsKept);
  const next = updated(world, connection, (one) => become(one, arrived.reading, others, line));
  if (arrived.outcome === undefined) return { world: next, changes: [] };
  const cause = { kind: 'arrived', line: flight.line, step, outcome: arrived.outcome } as const;
  return { world: next, changes: [{ connection, side: receiver, before, after: arrived.reading.tcbs[receiver], cause, events: arrived.events }] };
};

const landed = (world: World, { connection, step }: Flight): World =>
  updated(world, connection, (one) => ({ ...one, main: land(one.main, step), others: one.others.map((other) => land(other, step)) }));

const playDelivery = (context: Context, world: World, line: number, statement: DeliverStatement): Played => {
  const step = { kind: 'deliver', line, statement, changes: [], findings: [] } as const;
  const known = [...world.flights.keys()];
  const misspelt = !world.flights.has(statement.name.text);
  if (misspelt) context.nameProblems.push({ kind: 'unknown-name', word: statement.name, line, known });
  const flight = world.flights.get(misspelt ? nearest(statement.name.text, known) ?? '' : statement.name.text);
  if (flight === undefined) return { world, step };
  if (statement.kind === 'drop') return { world, step: { ...step, segment: flight.step } };
  // It stays named: delivered again it is a duplicate.
  const arrived = arriveEverywhere(world, flight, line);
  return { world: arrived.world, step: { ...step, segment: flight.step, changes: arrived.changes } };
};

const closeBlock = (world: World, line: number): Played => {
  const blocks = world.blocks.slice(0, -1);
  const nothing = { kind: 'close', line, changes: [], findings: [] } as const;
  if (world.blocks.at(-1) !== 'cross') return { world: { ...world, blocks }, step: nothing };
  const { crossing = [], ...rest } = world;
  let next: World = { ...rest, blocks };
  const changes = crossing.flatMap((flight) => {
    const arrived = arriveEverywhere(next, flight, line);
    next = landed(arrived.world, flight);
    return arrived.changes;
  });
  return { world: next, step: { ...nothing, changes } };
};

// Calls, timers, expectations

/** The one end that a reference means. Several are ambiguous; the last one that did something is taken. */
const oneEnd = (context: Context, world: World, reference: EndReference, line: number): { readonly world: World; readonly end: EndId | undefined } => {
  const places = context.scope.ends(reference, line);
  // A flow without segments makes its connection here.
  const missing = context.scope.connections.slice(world.connections.length).map((_, offset) => begin(context, world.connections.length + offset));
  const next = missing.length === 0 ? world : { ...world, connections: [...world.connections, ...missing] };
  if (places.length > 1) {
    context.nameProblems.push({ kind: 'ambiguous-connection', word: reference.name, line, connections: places.map(({ connection }) => connection) });
  }
  return { world: next, end: places.length === 1 ? places[0] : undefined };
};

const playCall = (context: Context, world: World, line: number, statement: CallStatement): Played => {
  // listen() means the endpoint, whatever connections come of it.
  if (statement.call === 'listen') {
    const places = context.scope.ends(statement.end, line);
    if (places.length > 1) return listenOnAll(world, line, statement, places);
  }
  const found = oneEnd(context, world, statement.end, line);
  if (found.end === undefined) return playBroken(found.world, line);
  const { connection, side } = found.end;
  const connected = found.world.connections[connection]!;
  const call = (tcb: Tcb): Called => makeCall(tcb, statement.call);
  const main = rightReading(connected, (reading) => call(reading.tcbs[side]).error === undefined);
  const before = main.tcbs[side];
  const called = call(before);
  if (called.error !== undefined && before.doubt) return playBroken(found.world, line);
  const others = connected.others.filter((other) => other !== main && call(other.tcbs[side]).error === undefined);
  const step = { kind: 'call', line, statement, end: found.end, findings: [] } as const;
  if (called.error !== undefined) {
    const right = oneFinMoreOrLess(main).filter((reading) => call(reading.tcbs[side]).error === undefined);
    const next = updated(found.world, connection, (one) => ({ ...one, others: right.map((reading) => withTcb(reading, side, call(reading.tcbs[side]).tcb)) }));
    return { world: next, step: { ...step, changes: [], error: called.error } };
  }
  return {
    world: updated(found.world, connection, (one) => onSide(become(one, main, others, line), side, line, (tcb) => call(tcb).tcb)),
    step: { ...step, changes: [{ connection, side, before, after: called.tcb, cause: { kind: 'call', line }, events: called.events }] },
  };
};

const listenOnAll = (world: World, line: number, statement: CallStatement, places: readonly Place[]): Played => {
  let next = world;
  const changes: Change[] = [];
  for (const { connection, side } of places) {
    const before = next.connections[connection]!.main.tcbs[side];
    const called = makeCall(before, 'listen');
    if (called.error !== undefined) continue;
    changes.push({ connection, side, before, after: called.tcb, cause: { kind: 'call', line }, events: called.events });
    next = updated(next, connection, (one) => onSide(one, side, line, (tcb) => makeCall(tcb, 'listen').tcb));
  }
  return { world: next, step: { kind: 'call', line, statement, end: places[0]!, findings: [], changes } };
};

const playTimeout = (context: Context, world: World, line: number, statement: TimeoutStatement): Played => {
  const found = oneEnd(context, world, statement.end, line);
  if (found.end === undefined) return playBroken(found.world, line);
  const { connection, side } = found.end;
  const connected = found.world.connections[connection]!;
  const main = rightReading(connected, (reading) => timeout(reading.tcbs[side], statement.timer).running);
  const before = main.tcbs[side];
  const timed = timeout(before, statement.timer);
  const others = timed.running ? connected.others.filter((other) => other !== main && timeout(other.tcbs[side], statement.timer).running) : connected.others;
  return {
    world: updated(found.world, connection, (one) => onSide(become(one, main, others, line), side, line, (tcb) => timeout(tcb, statement.timer).tcb)),
    step: {
      kind: 'timeout', line, statement, end: found.end, running: timed.running || before.doubt, findings: [],
      changes: timed.running ? [{ connection, side, before, after: timed.tcb, cause: { kind: 'timeout', line }, events: timed.events }] : [],
    },
  };
};

const playExpect = (context: Context, world: World, line: number, statement: ExpectStatement): Played => {
  let next = world;
  const results: ExpectResult[] = [];
  for (const expectation of statement.expectations) {
    const found = oneEnd(context, next, expectation.end, line);
    next = found.world;
    if (found.end === undefined) continue;
    const { connection, side } = found.end;
    const connected = next.connections[connection]!;
    const wanted = 'state' in expectation ? undefined : context.scope.value(expectation.value, line);
    // An unknown name is one mistake already.
    if (!('state' in expectation) && wanted === undefined) continue;
    const agrees = (reading: Reading): boolean => holds(reading.tcbs[side], expectation, wanted);
    const main = rightReading(connected, agrees);
    const others = agrees(main)
      ? connected.others.filter((other) => other !== main && agrees(other))
      : [...connected.others, ...oneFinMoreOrLess(main).filter(agrees)];
    next = updated(next, connection, (one) => become(one, main, others, line));
    const tcb = main.tcbs[side];
    const since = next.connections[connection]!.since[side];
    results.push({
      expectation, end: found.end,
      holds: tcb.doubt || isFar(context, next, found.end) || holds(tcb, expectation, wanted),
      actual: 'state' in expectation ? { state: tcb.state } : { variable: expectation.variable, value: variableOf(tcb, expectation.variable) },
      ...(since === undefined ? {} : { since }),
    });
  }
  return { world: next, step: { kind: 'expect', line, statement, results, changes: [], findings: [] } };
};

const isFar = ({ scope }: Context, world: World, { connection, side }: EndId): boolean =>
  world.far.includes(scope.connections[connection]!.ends[side].endpoint);

const holds = (tcb: Tcb, expectation: Expectation, wanted: number | undefined): boolean => {
  if (!('state' in expectation)) return variableOf(tcb, expectation.variable) === wanted;
  // An end of which nothing is said yet may as well be listening.
  return tcb.state === expectation.state || (expectation.state === 'LISTEN' && tcb.state === 'CLOSED' && tcb.unsaid);
};

type Variable = Exclude<Expectation, { readonly state: unknown }>['variable'];

const variableOf = (tcb: Tcb, variable: Variable): number | undefined => {
  switch (variable) {
    case 'snd.una': return tcb.snd.una;
    case 'snd.nxt': return tcb.snd.nxt;
    case 'snd.wnd': return tcb.snd.wnd;
    case 'rcv.nxt': return tcb.rcv.nxt;
    case 'rcv.wnd': return tcb.rcv.wnd;
    case 'iss': return tcb.iss;
    case 'irs': return tcb.irs;
  }
};

