// Flow → Timeline: plays a flow line by line on both TCBs of each connection. Asks the judge about each segment and
// goes on from what the author most plausibly meant; formats no message itself.
import type { Finding, Related } from '../flow/finding.ts';
import type { Flow, FlowStep } from '../flow/flow.ts';
import type { Message } from '../flow/message.ts';
import type {
  CallStatement, DeliverStatement, EndReference, Expectation, ExpectStatement, SegmentStatement, Time, TimeoutStatement, Word,
} from '../flow/statement.ts';
import { makeCall } from '../tcp/call.ts';
import { ACK } from '../tcp/flags.ts';
import { has, type Segment } from '../tcp/segment.ts';
import { overlaps } from '../tcp/send.ts';
import { seqAdd, seqMax } from '../tcp/seq.ts';
import { passTime, timeout } from '../tcp/timeout.ts';
import type { Tcb } from '../tcp/tcb.ts';
import type { Event } from '../tcp/transitions.ts';
import { complete, written, type Written } from './complete.ts';
import { initialTcb } from './initial-tcb.ts';
import { seqText } from './numbers.ts';
import { adopt, arrive, continues, otherSide, send, takenAsWritten, withTcb, type Reading } from './reading.ts';
import { scopeOf, type Place, type Scope } from './scope.ts';
import type { Fault, Judge, Situation } from './situation.ts';
import type {
  Change, Connection, Endpoint, EndId, ExpectResult, Fate, NameProblem, SegmentStep, Side, Step, TimeProblem, Timeline,
} from './timeline.ts';

/** A connection while the flow is played. */
interface Connected {
  readonly main: Reading;
  /** The other way to understand a line that was wrong; the later lines decide between the two. */
  readonly alternative?: Reading;
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
  readonly segment: Segment;
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
      return { id, ends: [{ ...ends[0], initial: initial[0] }, { ...ends[1], initial: initial[1] }] };
    }),
    steps: withArrivals(steps),
    nameProblems: context.nameProblems,
    timeProblems: context.timeProblems,
    end: world.connections.map(({ main }) => main),
  };
};

/** The connection before the first line. */
const begin = ({ scope }: Pick<Context, 'scope'>, connection: number): Connected => {
  const [a, b] = scope.connections[connection]!.ends.map(({ endpoint }) => scope.endpoints[endpoint]?.declared);
  return { main: [initialTcb(scope, a, b), initialTcb(scope, b, a)], since: [undefined, undefined] };
};

/** Who nobody said was listening, but received the first SYN, was: the picture begins with LISTEN. */
const asItBegan = (reading: Reading, connection: number, steps: readonly Step[]): Reading => {
  let began = reading;
  for (const side of [0, 1] as const) {
    if (!began[side].unsaid) continue;
    const first = steps.flatMap(({ changes }) => changes).find((change) => change.connection === connection && change.side === side && change.events.length > 0);
    if (first?.events[0] === 'rcv SYN') began = withTcb(began, side, { ...began[side], state: 'LISTEN', opened: 'passive' });
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
      return { world: { ...world, far }, step: { kind: 'observed', ...nothing, statement } };
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
  connections: world.connections.map((connected) => {
    const { alternative: _, ...rest } = connected;
    return { ...rest, main: [{ ...connected.main[0], doubt: true }, { ...connected.main[1], doubt: true }] };
  }),
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
      const passed = passTime(connected.main[side], now);
      if (!passed.running) continue;
      changes.push({ connection, side, before: connected.main[side], after: passed.tcb, cause: { kind: 'wait', line }, events: passed.events });
      next = updated(next, connection, (one) => ({
        ...one,
        main: withTcb(one.main, side, passed.tcb),
        ...(one.alternative === undefined ? {} : { alternative: withTcb(one.alternative, side, passTime(one.alternative[side], now).tcb) }),
        since: sinceLine(one.since, side, line),
      }));
    }
  });
  return { world: next, changes };
};

const updated = (world: World, connection: number, change: (connected: Connected) => Connected): World =>
  ({ ...world, connections: world.connections.map((one, id) => (id === connection ? change(one) : one)) });

const sinceLine = (since: Connected['since'], side: Side, line: number): Connected['since'] => (side === 0 ? [line, since[1]] : [since[0], line]);

/** The connection in a new main reading; remembers since when each side is in its state. */
const become = (connected: Connected, main: Reading, alternative: Reading | undefined, line: number): Connected => {
  let { since } = connected;
  for (const side of [0, 1] as const) if (main[side].state !== connected.main[side].state) since = sinceLine(since, side, line);
  return { main, ...(alternative === undefined ? {} : { alternative }), since };
};

// Segments

/** One reading after the sender has sent, before anything arrives. */
interface Attempt {
  readonly fault: Fault | undefined;
  readonly segment: Segment;
  readonly meant: Segment;
  readonly before: Reading;
  readonly after: Reading;
  readonly events: readonly Event[];
  /** The line changes nothing for either end. */
  readonly ignored: boolean;
}

const playSegment = (context: Context, world: World, flowStep: FlowStep, statement: SegmentStatement, index: number): Played => {
  const { line, broken } = flowStep;
  const place = context.scope.places.get(index);
  if (place === undefined) return playBroken(world, line);
  const { connection, side } = place;
  const connected = world.connections[connection]!;
  const part = written(context.scope, statement, line);

  const first = attempt(context, world, connected.main, connected, place, flowStep, statement, part);
  const other = connected.alternative && attempt(context, world, connected.alternative, connected, place, flowStep, statement, part);
  // The reading that agrees with this line is the one that was meant.
  const otherWasMeant = isError(first.fault) && other !== undefined && !isError(other.fault);
  const chosen = otherWasMeant ? other : first;
  const alternative = otherWasMeant || isError(other?.fault) ? undefined : other;

  const fate: Fate = statement.fate?.fate ?? 'arrives';
  const crossing = world.crossing !== undefined;
  const flight: Flight = { step: index, line, connection, side, segment: chosen.meant, corrupted: fate === 'corrupted' };
  const sentChange: Change = {
    connection, side, before: chosen.before[side], after: chosen.after[side], cause: { kind: 'sent', line, step: index }, events: chosen.events,
  };
  const asWritten = isError(chosen.fault) && chosen.fault.goOn.kind !== 'adopt' && statement.violates === undefined
    ? afterAdopting(chosen.before, side, chosen.segment, line, world.now, fate === 'arrives' && !crossing)
    : alternative?.after;
  let next = updated(world, connection, (one) => become(one, chosen.after, asWritten, line));
  const changes: Change[] = [sentChange];
  if (!chosen.ignored) {
    if (crossing && fate !== 'delayed' && fate !== 'lost') {
      next = { ...next, crossing: [...next.crossing!, flight] };
    } else if (fate === 'delayed') {
      next = takeOff(context, next, flight, statement.name, line);
    } else if (fate !== 'lost') {
      // The written reading has arrived already.
      const arrived = land(next, flight, line, isError(chosen.fault) ? undefined : alternative?.after);
      next = arrived.world;
      changes.push(arrived.change);
    }
  }
  const findings = chosen.fault === undefined || broken ? [] : [findingOf(chosen.fault, line, statement.violates)];
  const again = chosen.before[side].sent.find((sent) => overlaps(sent.segment, chosen.segment));
  const retransmits = again === undefined ? undefined : context.stepOfLine.get(again.line);
  const step: SegmentStep = {
    kind: 'segment', line, statement, connection, side, segment: chosen.segment, meant: chosen.meant, fate, arrivals: [],
    ...(retransmits === undefined ? {} : { retransmits }),
    inCross: crossing, changes, findings,
  };
  return { world: next, step };
};

const isError = (fault: Fault | undefined): fault is Fault => fault !== undefined && fault.severity === 'error';

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

const attempt = (
  context: Context, world: World, reading: Reading, connected: Connected, { connection, side }: Place,
  { line, broken }: FlowStep, statement: SegmentStatement, part: Written,
): Attempt => {
  const { scope, judge } = context;
  const sender = reading[side];
  const receiver = reading[otherSide(side)];
  const ends = scope.connections[connection]!.ends;
  const [from, to] = [scope.endpoints[ends[side].endpoint]!, scope.endpoints[ends[otherSide(side)].endpoint]!];
  const segment = complete(part, sender, from.declared?.declaration);
  const lineOf = (where: number, message: Message): Related | undefined => relatedLine(context, where, message);
  const since = connected.since[side];
  const situation: Situation = {
    line, statement, segment, sender, receiver, from: from.name, to: to.name,
    sent: (seq) => seqText(from, seq),
    received: (seq) => seqText(to, seq),
    senderSince: since === undefined ? undefined : lineOf(since, { text: '{0} is in {1} since here', values: [from.name, sender.state] }),
    lineOf,
  };
  const plain = (fault: Fault | undefined): Attempt => {
    const sent = send(reading, side, segment, line);
    return { fault, segment, meant: segment, before: reading, after: promising(settled(sent.reading, side, statement), side, segment, statement, from), events: sent.events, ignored: false };
  };

  if (statement.violates !== undefined) return onPurpose(judge, situation, statement.violates, plain);
  const fault = judge.segment(situation, false);
  if (!isError(fault)) return plain(fault);
  if (sender.doubt || broken || world.far.includes(from.id)) {
    const form = judge.segment(situation, true);
    if (!isError(form)) {
      const adopted = send(adopt(reading, side, segment), side, segment, line);
      return { fault: undefined, segment, meant: segment, before: reading, after: settled(adopted.reading, side, statement), events: adopted.events, ignored: false };
    }
  }
  switch (fault.goOn.kind) {
    case 'ignore':
      return { fault, segment, meant: segment, before: reading, after: reading, events: [], ignored: true };
    case 'adopt': {
      const adopted = send(adopt(reading, side, segment), side, segment, line);
      return { fault, segment, meant: segment, before: reading, after: adopted.reading, events: adopted.events, ignored: false };
    }
    case 'meant': {
      const { flags = part.flags, without = [] } = fault.goOn;
      const mended: Written = {
        ...part, flags,
        ...(without.includes('seq') ? { seq: undefined } : {}),
        ...(without.includes('ack') ? { ack: undefined } : {}),
        ...(without.includes('wnd') ? { wnd: undefined } : {}),
      };
      const meant = complete(mended, sender, from.declared?.declaration);
      const sent = send(reading, side, meant, line);
      return { fault, segment, meant, before: reading, after: sent.reading, events: sent.events, ignored: false };
    }
  }
};

/** A line with both numbers written out leaves no doubt about its sender. */
const settled = (reading: Reading, side: Side, statement: SegmentStatement): Reading =>
  (reading[side].doubt && statement.seq !== undefined && statement.ack !== undefined ? withTcb(reading, side, { ...reading[side], doubt: false }) : reading);

/** A window that the flow's own words give is a promise (RFC 9293 §3.8.6); a default is not. */
const promising = (reading: Reading, side: Side, segment: Segment, statement: SegmentStatement, from: Endpoint): Reading => {
  const tcb = reading[side];
  const stated = statement.win !== undefined || from.declared?.declaration.win !== undefined;
  if (!stated || !has(segment, ACK)) return reading;
  const edge = seqAdd(segment.ack, segment.wnd);
  const promised = tcb.rcv.promised === undefined ? edge : seqMax(tcb.rcv.promised, edge);
  return withTcb(reading, side, { ...tcb, rcv: { ...tcb.rcv, promised } });
};

/** A violation on purpose: the receiver gets exactly what is written, and does what TCP tells it to. */
const onPurpose = (judge: Judge, situation: Situation, violates: Word, plain: (fault: Fault | undefined) => Attempt): Attempt => {
  const broken = judge.oneRule(violates.text, situation);
  if (broken === 'unjudged') return plain(judge.segment(situation, false));
  if (broken === undefined) {
    const instead = judge.segment(situation, false);
    return plain(judge.notViolated(violates, isError(instead) ? instead : undefined));
  }
  const played = plain({ ...broken, severity: 'hint' });
  return continues(situation.sender, situation.segment) ? played : { ...played, after: played.before, events: [] };
};

/** The reading in which the line is right as written and what it carries was taken. */
const afterAdopting = (reading: Reading, side: Side, segment: Segment, line: number, now: number, arrives: boolean): Reading => {
  const certain = (one: Reading): Reading => [{ ...one[0], doubt: reading[0].doubt }, { ...one[1], doubt: reading[1].doubt }];
  const sent = send(adopt(reading, side, segment), side, segment, line).reading;
  return certain(arrives ? takenAsWritten(arrive(sent, side, segment, now).reading, side, segment) : sent);
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

/** A segment arrives: in the main reading, and in the other one too unless it has (`alternative` undefined). */
const land = (world: World, flight: Flight, line: number, alternative: Reading | undefined): { readonly world: World; readonly change: Change } => {
  const { connection, side, segment, step } = flight;
  const receiver = otherSide(side);
  const connected = world.connections[connection]!;
  const before = connected.main[receiver];
  if (flight.corrupted) {
    // MUST-3: TCP never sees it.
    const cause = { kind: 'arrived', line: flight.line, step, outcome: 'checksum-failed' } as const;
    return { world, change: { connection, side: receiver, before, after: before, cause, events: [] } };
  }
  const arrived = arrive(connected.main, side, segment, world.now);
  const other = alternative === undefined ? connected.alternative : arrive(alternative, side, segment, world.now).reading;
  return {
    world: updated(world, connection, (one) => become(one, arrived.reading, other, line)),
    change: {
      connection, side: receiver, before, after: arrived.reading[receiver],
      cause: { kind: 'arrived', line: flight.line, step, outcome: arrived.outcome }, events: arrived.events,
    },
  };
};

const playDelivery = (context: Context, world: World, line: number, statement: DeliverStatement): Played => {
  const flight = world.flights.get(statement.name.text);
  const step = { kind: 'deliver', line, statement, changes: [], findings: [] } as const;
  if (flight === undefined) {
    context.nameProblems.push({ kind: 'unknown-name', word: statement.name, line, known: [...world.flights.keys()] });
    return { world, step };
  }
  if (statement.kind === 'drop') return { world, step: { ...step, segment: flight.step } };
  const landed = land(world, flight, line, world.connections[flight.connection]!.alternative);
  return { world: landed.world, step: { ...step, segment: flight.step, changes: [landed.change] } };
};

const closeBlock = (world: World, line: number): Played => {
  const blocks = world.blocks.slice(0, -1);
  const nothing = { kind: 'close', line, changes: [], findings: [] } as const;
  if (world.blocks.at(-1) !== 'cross') return { world: { ...world, blocks }, step: nothing };
  const { crossing = [], ...rest } = world;
  let next: World = { ...rest, blocks };
  const changes = crossing.map((flight) => {
    const landed = land(next, flight, line, next.connections[flight.connection]!.alternative);
    next = landed.world;
    return landed.change;
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
  const called = makeCall(connected.main[side], statement.call);
  if (called.error !== undefined && connected.main[side].doubt) return playBroken(found.world, line);
  const other = connected.alternative && withTcb(connected.alternative, side, makeCall(connected.alternative[side], statement.call).tcb);
  const change: Change = { connection, side, before: connected.main[side], after: called.tcb, cause: { kind: 'call', line }, events: called.events };
  return {
    world: updated(found.world, connection, (one) => become(one, withTcb(one.main, side, called.tcb), other, line)),
    step: {
      kind: 'call', line, statement, end: found.end, findings: [],
      ...(called.error === undefined ? { changes: [change] } : { changes: [], error: called.error }),
    },
  };
};

const listenOnAll = (world: World, line: number, statement: CallStatement, places: readonly Place[]): Played => {
  let next = world;
  const changes: Change[] = [];
  for (const { connection, side } of places) {
    const before = next.connections[connection]!.main[side];
    const called = makeCall(before, 'listen');
    if (called.error !== undefined) continue;
    changes.push({ connection, side, before, after: called.tcb, cause: { kind: 'call', line }, events: called.events });
    next = updated(next, connection, (one) => become(one, withTcb(one.main, side, called.tcb), one.alternative, line));
  }
  return { world: next, step: { kind: 'call', line, statement, end: places[0]!, findings: [], changes } };
};

const playTimeout = (context: Context, world: World, line: number, statement: TimeoutStatement): Played => {
  const found = oneEnd(context, world, statement.end, line);
  if (found.end === undefined) return playBroken(found.world, line);
  const { connection, side } = found.end;
  const connected = found.world.connections[connection]!;
  const before = connected.main[side];
  const timed = timeout(before, statement.timer);
  const running = timed.running || before.doubt;
  const other = connected.alternative && withTcb(connected.alternative, side, timeout(connected.alternative[side], statement.timer).tcb);
  return {
    world: updated(found.world, connection, (one) => become(one, withTcb(one.main, side, timed.tcb), other, line)),
    step: {
      kind: 'timeout', line, statement, end: found.end, running, findings: [],
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
    if (!holds(connected.main[side], expectation, wanted) && connected.alternative && holds(connected.alternative[side], expectation, wanted)) {
      next = updated(next, connection, (one) => become(one, one.alternative!, undefined, line));
    }
    const tcb = next.connections[connection]!.main[side];
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

