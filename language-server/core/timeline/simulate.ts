// Plays a flow step by step on both TCBs of each connection, from one world to the next. Asks the judge about each segment and
// goes on from what the author most plausibly meant; formats no message itself.
import type { Finding, Related } from '../flow/finding.ts';
import type { DeclaredEndpoint, FlowStep } from '../flow/flow.ts';
import { incompleteCode } from '../flow/incomplete.ts';
import type { Message } from '../flow/message.ts';
import { nearest } from '../flow/nearest.ts';
import type {
  CallStatement, DeliverStatement, EndReference, Expectation, ExpectStatement, SegmentStatement, SyntaxProblem, Time, TimeoutStatement, Word,
} from '../flow/statement.ts';
import { makeCall, type Called } from '../tcp/call.ts';
import { ACK, FIN, RST, SYN } from '../tcp/flags.ts';
import type { Outcome } from '../tcp/segment-arrives.ts';
import { has, type Segment } from '../tcp/segment.ts';
import { overlapping, type OnLine } from '../tcp/sent-segments.ts';
import { seqAdd, seqBefore, seqDistance, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { nextChange, passTime, timeout } from '../tcp/timeout.ts';
import { largestWindow, negotiated, type Tcb } from '../tcp/tcb.ts';
import type { Event } from '../tcp/transitions.ts';
import { complete, written, type Written } from './complete.ts';
import { oneFinMoreOrLess } from './fin-readings.ts';
import { initialTcb } from './initial-tcb.ts';
import { deleteIn, emptyMap, entriesOf, getIn, setIn, type IntMap } from './int-map.ts';
import { otherIsns } from './isn-readings.ts';
import { asLongAsTold, knownTooLong, otherLines } from './line-readings.ts';
import { continued, firstEvent, movesOf } from './moves.ts';
import { seqText, writtenText } from './numbers.ts';
import type { Observation } from './observation.ts';
import { adoptObserved, anew, asSeen, observe, observedSituation, unobserved } from './observed.ts';
import { agreedOn, withFieldWindows } from './option-readings.ts';
import { mended, plausible, proposes } from './plausible.ts';
import { abreast, adopt, afterOnPurpose, alone, arrive, arriveForgotten, asIfWrong, behind, branchOff, contest, continues, goneAlong, land, otherSide, send, waysToArrive, withTcb, type EarlyLine, type Reading } from './reading.ts';
import { same } from './same.ts';
import { ambiguous, type Report, type Scope } from './scope.ts';
import type { Decision, Ways } from './standing.ts';
import type { Fault, GoOn, Judge, Situation } from './situation.ts';
import type {
  Change, Endpoint, EndId, ExpectResult, Fate, Move, Memories, NameProblem, SegmentStep, Side, Since, Step, TimeProblem,
} from './timeline.ts';

/** A connection while the flow is played. */
export interface Connected {
  readonly main: Reading;
  /** Other ways to understand lines that were wrong; the lines below decide between them. */
  readonly others: readonly Reading[];
  /** The line that brought each side into its state. */
  readonly since: readonly [FlowStep | undefined, FlowStep | undefined];
  /** The moves of each side's state, each once, in the order in which they first happened. */
  readonly paths: readonly [readonly Move[], readonly Move[]];
  /** The last segment that had or should have had a FIN. */
  readonly lastFin?: FlowStep;
  /** What the lines of an observed flow have shown. */
  readonly seen: Observation;
}

/** A segment that has been sent and has not arrived. */
interface Flight {
  /** The step that sent it. */
  readonly step: FlowStep;
  readonly connection: number;
  readonly side: Side;
  readonly corrupted: boolean;
}

/** Segments that cross each other, the last one first. */
interface Crossing {
  readonly flight?: Flight;
  readonly before?: Crossing;
}

/** A block that is open. */
interface OpenBlock {
  readonly kind: 'section' | 'cross';
  readonly outer: OpenBlock | undefined;
}

/**
 * Everything that changes from line to line. A value: a checkpoint is a reference to it. It grows with the flow, so all of it
 * is shared from line to line but what a line changes.
 */
export interface World {
  /** Those to which something has happened, by id. */
  readonly connections: IntMap<Connected>;
  /** Those of them that are not in doubt altogether. */
  readonly certain: IntMap<true>;
  /** How many there are of those to which nothing has happened, and whether they are in doubt. */
  readonly untouched: number;
  readonly doubt: boolean;
  /** A line could not be read: it may have opened a connection. */
  readonly unread?: true;
  /** Segments that have a name, by the number of the name. */
  readonly flights: IntMap<Flight>;
  /** The segments of the `cross` block that is open. */
  readonly crossing?: Crossing;
  /** What the rules remember of each connection that they follow. */
  readonly memories: Memories;
  /** The innermost block that is open. */
  readonly block: OpenBlock | undefined;
  /** Milliseconds since the flow began. */
  readonly now: number;
  /** Time alone changes no connection before this, in milliseconds. */
  readonly wakes: number;
  /** Where the flow says that it was observed: the endpoints that are far from there. */
  readonly far?: readonly number[];
}

/** What does not change while steps are played, and where problems go. */
interface Context {
  readonly scope: Scope;
  readonly judge: Judge;
  readonly report: Report;
  readonly reportTime: (problem: TimeProblem) => void;
  readonly decide: (decision: Decision) => void;
  /** Another reading is told from here on than before. */
  readonly turn: () => void;
  /** The ways that stand, where they are known: then there is one reading, and it goes these ways. */
  readonly ways: Ways | undefined;
}

interface Played<S extends Step = Step> {
  readonly world: World;
  readonly step: S;
}

/** Some steps after they were played. Where a delayed segment arrives later stands in `arrivals` only. */
export interface PlayedSteps {
  readonly after: World;
  readonly steps: readonly Step[];
  readonly nameProblems: readonly NameProblem[];
  readonly timeProblems: readonly TimeProblem[];
  /** Where of several readings one was left. */
  readonly decisions: readonly Decision[];
  /** Another reading is told at their end than at their beginning, or was for a while. */
  readonly turned: boolean;
}

/** The world before the first line. */
export const beginning = (scope: Scope): World => {
  let connections: IntMap<Connected> = emptyMap;
  let certain: IntMap<true> = emptyMap;
  let wakes = Infinity;
  for (const [id, { ends }] of scope.connections.entries()) {
    // Only time must pass until something happens to these.
    if (!ends.some(({ endpoint }) => scope.endpoints[endpoint]?.declared?.declaration.state?.state === 'TIME-WAIT')) continue;
    const connected = begin(scope, id, false);
    connections = setIn(connections, id, connected);
    certain = setIn(certain, id, true as const);
    wakes = Math.min(wakes, wakesAt(connected));
  }
  let untouched = scope.connections.length;
  for (const _ of entriesOf(connections)) untouched--;
  return { connections, certain, untouched, doubt: false, flights: emptyMap, memories: emptyMap, block: undefined, now: 0, wakes };
};

/** Two worlds in which the same lines have the same consequences. */
export const isSameWorld = (one: World, other: World): boolean => one === other || same({ ...one, wakes: 0 }, { ...other, wakes: 0 });

/** The world with the readings that are told, and no others. */
export const asTold = (world: World): World => {
  let { connections } = world;
  for (const [id, connected] of entriesOf(connections)) {
    if (connected.others.length > 0) connections = setIn(connections, id, { ...connected, main: alone(connected.main), others: [] });
  }
  return connections === world.connections ? world : { ...world, connections };
};

/** Plays steps, one behind the other. `ways`: those that stand, as later lines have decided; the reading that is told goes them. `each` hears of the world after each of them. */
export const playSteps = (scope: Scope, judge: Judge, before: World, flowSteps: readonly FlowStep[], ways?: Ways, each?: (world: World) => void): PlayedSteps => {
  const nameProblems: NameProblem[] = [];
  const timeProblems: TimeProblem[] = [];
  const decisions: Decision[] = [];
  let turned = false;
  const context: Context = {
    scope, judge, ways,
    report: (problem) => nameProblems.push(problem), reportTime: (problem) => timeProblems.push(problem), decide: (decision) => decisions.push(decision),
    turn: () => { turned = true; },
  };
  let world: World = ways === undefined ? before : asTold(before);
  const steps = flowSteps.map((flowStep) => {
    const played = play(context, world, flowStep);
    ({ world } = played);
    each?.(world);
    return played.step;
  });
  return { after: world, steps, nameProblems, timeProblems, decisions, turned };
};

/** Both TCBs of a connection when the flow ends there. */
export const endOf = (scope: Scope, world: World, connection: number): readonly [Tcb, Tcb] => mostFinished(world, connectedIn(scope, world, connection)).tcbs;

/** What the end of the flow decides. */
export const decidedByEnd = (world: World): readonly Decision[] => [...entriesOf(world.connections)].flatMap(([connection, connected]) => {
  const { branch } = mostFinished(world, connected);
  return branch === undefined ? [] : [{ connection, branch }];
});

/**
 * What is left open at the end is decided by the end: a reading that leaves nothing unacknowledged was meant. Where a reset came, or no SYN was
 * sent, there is nothing either, but that says nothing for the reading. An observed flow need not show the end of anything.
 */
const mostFinished = ({ far }: World, { main, others }: Connected): Reading => {
  if (far !== undefined) return main;
  // Of an end in doubt nobody can tell what it leaves.
  const left = (reading: Reading): number => (reading !== main && reading.tcbs.some(({ doubt }) => doubt) ? 0 : unacknowledged(reading));
  return [main, ...others.filter((other) => other.trails === undefined && other.early === undefined && isCut(other) === isCut(main) && begun(other) === begun(main))]
    .reduce((best, reading) => (left(reading) < left(best) ? reading : best));
};

const isCut = ({ tcbs }: Reading): boolean => tcbs.some(({ ending }) => ending !== undefined && ending !== 'closed');

/** How many of the ends have sent a SYN. */
const begun = ({ tcbs }: Reading): number => tcbs.filter(({ iss }) => iss !== undefined).length;

const unacknowledged = ({ tcbs }: Reading): number => tcbs.filter(({ state, sent }) => state !== 'CLOSED' && sent.length > 0).length;

/** A connection as it is in a world. */
export const connectedIn = (scope: Scope, world: World, connection: number): Connected =>
  getIn(world.connections, connection) ?? begin(scope, connection, world.doubt);

/** The connection before the first line. */
const begin = (scope: Scope, connection: number, doubt: boolean): Connected => {
  const [a, b] = scope.connections[connection]!.ends.map(({ endpoint }) => scope.endpoints[endpoint]?.declared);
  const one: Connected = {
    main: { tcbs: [initialTcb(scope, a, b), initialTcb(scope, b, a)], flying: emptyMap }, others: [], since: [undefined, undefined], paths: [[], []],
    seen: unobserved,
  };
  return doubt ? inDoubt(one) : one;
};

/** Both blocks before the first line. Who nobody said was listening, but received the first SYN, was: the picture begins with LISTEN. */
export const asItBegan = (scope: Scope, end: World, connection: number): readonly [Tcb, Tcb] => {
  const { paths } = connectedIn(scope, end, connection);
  const [a, b] = begin(scope, connection, false).main.tcbs;
  return [asListening(a, firstEvent(paths[0])), asListening(b, firstEvent(paths[1]))];
};

/** `first`: what happens first to the end that this block is the beginning of. */
export const asListening = (tcb: Tcb, first: Event | undefined): Tcb =>
  (tcb.unsaid && first === 'rcv SYN' ? { ...tcb, state: 'LISTEN', opened: 'passive' } : tcb);

const play = (context: Context, before: World, flowStep: FlowStep): Played => {
  const { statement, problem } = flowStep;
  if (statement === undefined) return playBroken(context, { ...before, unread: true }, flowStep.line, problem);
  const timed = passTo(context, before, flowStep, 'time' in statement ? statement.time : undefined);
  const played = playStatement(context, timed.world, flowStep);
  const changes = timed.changes.length === 0 ? played.step.changes : [...timed.changes, ...played.step.changes];
  const step: Step = 'time' in statement && statement.time !== undefined ? { ...played.step, changes, at: played.world.now }
    : changes === played.step.changes ? played.step : { ...played.step, changes };
  const { memories, findings } = context.judge.follow(played.world.memories, step, flowStep, context.scope, played.world.far ?? []);
  const world = remembering(memories === played.world.memories ? played.world : { ...played.world, memories }, changes);
  if (problem !== undefined) return { world: doubting(context, world), step: { ...step, problem } };
  return { world, step: findings.length === 0 ? step : { ...step, findings: [...step.findings, ...findings] } };
};

/** How the changes lead each end's path on. */
const remembering = (world: World, changes: readonly Change[]): World => {
  let next = world;
  for (const change of changes) {
    const { connection, side } = change;
    const connected = getIn(next.connections, connection);
    if (connected === undefined) continue;
    const path = continued(connected.paths[side], movesOf(change));
    if (path === connected.paths[side]) continue;
    const paths: Connected['paths'] = side === 0 ? [path, connected.paths[1]] : [connected.paths[0], path];
    next = { ...next, connections: setIn(next.connections, connection, { ...connected, paths }) };
  }
  return next;
};

const playStatement = (context: Context, world: World, flowStep: FlowStep): Played => {
  const { line } = flowStep;
  const statement = flowStep.statement!;
  const nothing = { line, changes: [], findings: [] };
  switch (statement.kind) {
    case 'segment':
      return playSegment(context, world, flowStep, statement);
    case 'call':
      return playCall(context, world, flowStep, statement);
    case 'timeout':
      return playTimeout(context, world, flowStep, statement);
    case 'deliver':
    case 'drop':
      return playDelivery(context, world, flowStep, statement);
    case 'expect':
      return playExpect(context, world, flowStep, statement);
    case 'wait': {
      const waited = advance(context, world, world.now + statement.ms, flowStep);
      return { world: waited.world, step: { kind: 'wait', ...nothing, statement, changes: waited.changes } };
    }
    case 'note':
      return { world, step: { kind: 'note', ...nothing, statement, over: context.scope.endpointsOf(statement.over, flowStep, context.report) } };
    case 'observed': {
      const near = statement.at === undefined ? [] : context.scope.endpointsOf([statement.at], flowStep, context.report);
      const far = context.scope.endpoints.map(({ id }) => id).filter((id) => !near.includes(id));
      return { world: { ...world, far }, step: { kind: 'observed', ...nothing, statement } };
    }
    case 'section':
      return { world: { ...world, block: { kind: 'section', outer: world.block } }, step: { kind: 'section', ...nothing, statement } };
    case 'cross':
      return { world: { ...world, block: { kind: 'cross', outer: world.block }, crossing: {} }, step: { kind: 'cross', ...nothing, statement } };
    case 'close':
      return closeBlock(context, world, flowStep);
    default:
      return playBroken(context, world, line);
  }
};

/** A line that cannot be read may have been anything: what either end does next gets the benefit of the doubt. */
const playBroken = (context: Context, world: World, line: number, problem?: SyntaxProblem): Played =>
  ({ world: doubting(context, world), step: { kind: 'broken', line, changes: [], findings: [], ...(problem === undefined ? {} : { problem }) } });

const doubting = (context: Context, world: World): World => {
  let { connections } = world;
  for (const [id] of entriesOf(world.certain)) {
    const connected = getIn(connections, id)!;
    connections = setIn(connections, id, inDoubt({ ...connected, main: left(context, id, connected.main) }));
  }
  return { ...world, connections, certain: emptyMap, doubt: world.untouched > 0 };
};

const inDoubt = (connected: Connected): Connected => {
  const { main } = connected;
  return { ...connected, main: { ...main, tcbs: [unreadOn(main.tcbs[0]), unreadOn(main.tcbs[1])] }, others: [] };
};

const unreadOn = (tcb: Tcb): Tcb => ({ ...tcb, doubt: true, unread: tcb.unread ?? 'possible' });

/** A line that cannot be read changes nothing any more. */
const isInDoubt = ({ main: { tcbs }, others }: Connected): boolean => tcbs.every(({ doubt, unread }) => doubt && unread !== undefined) && others.length === 0;

// Time

interface Passed {
  readonly world: World;
  readonly changes: readonly Change[];
}

const passTo = (context: Context, world: World, flowStep: FlowStep, time: Time | undefined): Passed => {
  if (time === undefined) return { world, changes: [] };
  const ms = time.relative ? world.now + time.ms : time.ms;
  if (ms < world.now) {
    context.reportTime({ line: flowStep.line, span: time.span, ms, before: world.now });
    return { world, changes: [] };
  }
  return advance(context, world, ms, flowStep);
};

/** Time goes on: a TIME-WAIT that has lasted 2 MSL ends, and so on. */
const advance = (context: Context, world: World, now: number, flowStep: FlowStep): Passed => {
  if (now < world.wakes) return { world: { ...world, now }, changes: [] };
  const changes: Change[] = [];
  let next: World = { ...world, now };
  for (const [connection, connected] of entriesOf(world.connections)) {
    for (const side of [0, 1] as const) {
      const before = connected.main.tcbs[side];
      const passed = passTime(before, now);
      if (passed.running) changes.push({ connection, side, before, after: passed.tcb, cause: { kind: 'itself' }, events: passed.events });
      else if (![connected.main, ...connected.others].some(({ tcbs }) => nextChange(tcbs[side]) <= now)) continue;
      next = updated(context, next, connection, (one) => onSide(context, connection, one, side, flowStep, (tcb) => passTime(tcb, now).tcb));
    }
  }
  let wakes = Infinity;
  for (const [, connected] of entriesOf(next.connections)) wakes = Math.min(wakes, wakesAt(connected));
  return { world: { ...next, wakes }, changes };
};

/** When time alone changes the connection next, milliseconds since the flow began. */
const wakesAt = ({ main, others }: Connected): number => {
  let earliest = Infinity;
  for (const { tcbs } of [main, ...others]) for (const tcb of tcbs) earliest = Math.min(earliest, nextChange(tcb));
  return earliest;
};

const updated = ({ scope }: Context, world: World, connection: number, change: (connected: Connected) => Connected): World => {
  const next = change(connectedIn(scope, world, connection));
  const isCertain = getIn(world.certain, connection) !== undefined;
  const untouched = world.untouched - (getIn(world.connections, connection) === undefined ? 1 : 0);
  return {
    ...world,
    untouched,
    doubt: world.doubt && untouched > 0,
    connections: setIn(world.connections, connection, next),
    certain: isInDoubt(next) === isCertain ? (isCertain ? deleteIn(world.certain, connection) : setIn(world.certain, connection, true as const)) : world.certain,
    wakes: Math.min(world.wakes, wakesAt(next)),
  };
};

const sinceLine = (since: Connected['since'], side: Side, step: FlowStep): Connected['since'] => (side === 0 ? [step, since[1]] : [since[0], step]);

/** One end does the same in all readings. */
const onSide = (context: Context, connection: number, connected: Connected, side: Side, step: FlowStep, change: (tcb: Tcb) => Tcb): Connected => {
  const changed = (reading: Reading): Reading => withTcb(reading, side, change(reading.tcbs[side]));
  return become(context, connection, connected, changed(connected.main), connected.others.map(changed), step);
};

/** The connection in a new main reading; remembers since when each side is in its state. */
const become = (context: Context, connection: number, connected: Connected, main: Reading, others: readonly Reading[], step: FlowStep): Connected => {
  let { since } = connected;
  for (const side of [0, 1] as const) if (main.tcbs[side].state !== connected.main.tcbs[side].state) since = sinceLine(since, side, step);
  return { ...connected, main: others.length === 0 ? left(context, connection, main) : main, others, since };
};

/** The reading when no other is left: its way stands. */
const left = (context: Context, connection: number, main: Reading): Reading => {
  if (main.branch === undefined) return main;
  context.decide({ connection, branch: main.branch });
  return alone(main);
};

/** The line since which an end is in its state. */
export const sinceOf = ({ since }: Connected, side: Side): { readonly since?: Since } => {
  const step = since[side];
  return step === undefined ? {} : { since: { line: step.line, span: step.statement!.span } };
};

/** The reading that is told once a step has shown in which of them it is right, and the others. */
const decided = (context: Context, { main, others }: Connected, isRight: (reading: Reading) => boolean): { readonly main: Reading; readonly others: readonly Reading[] } => {
  const { leading, trailing } = contest([main, ...others].map((before) => ({ before, wrong: !isRight(before) })));
  // Where as many lines are wrong, what the author says of an end outweighs what is likelier.
  const agreeing = leading.filter(({ wrong }) => !wrong);
  const [[first, ...rest], late] = agreeing.length === 0 ? [leading, trailing] : [agreeing, [...leading.filter(({ wrong }) => wrong), ...trailing]];
  if (first!.before !== main) context.turn();
  return { main: abreast(first!.before), others: [...rest.map(({ before }) => abreast(before)), ...late.flatMap(({ before }) => behind(before)).slice(0, trailingKept)] };
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
  /** The other end was meant to send it. */
  readonly turned?: true;
  /** It has the benefit of the doubt. */
  readonly unjudged?: true;
  /** The line is right, and the one above that should have stood below it is not. */
  readonly unfit?: true;
  /** Other ways to understand a faulty line. */
  readonly others: readonly Way[];
}

/** One way to understand a line: the segment that is meant, and what its sending makes of the reading. */
type Way = Pick<Attempt, 'meant' | 'after' | 'events' | 'turned'> & {
  /** It takes more for true than that a number is wrong: the lines below have to speak for it. */
  readonly unlikely?: boolean;
};

const playSegment = (context: Context, world: World, flowStep: FlowStep, statement: SegmentStatement): Played => {
  const { line, problem } = flowStep;
  const places = placesOf(context, statement.from.name, flowStep, (report) => context.scope.places(statement, flowStep, report));
  const place = places.at(-1);
  if (place === undefined) return playBroken(context, world, line);
  const isUnclear = problem !== undefined || places.length > 1;
  const { connection, side } = place;
  const connected = connectedIn(context.scope, world, connection);
  const sending: SendingLine = { context, world, connected, place, isUnclear, flowStep, statement, part: written(context.scope, statement, line, context.report) };

  // The reading that agrees with this line is the one that was meant.
  const all = [connected.main, ...connected.others].map((reading) => attempt(sending, reading));
  // Where this line is right as it stands, the one above it need not have stood below it.
  const attempts = all[0]!.before.early === undefined && !isError(all[0]!.fault) ? all.filter(({ before }) => before.early === undefined) : all;
  const { leading, trailing } = contest(attempts.map((one) => ({ ...one, wrong: isError(one.fault) || one.unfit === true })));
  const isEven = ({ fault }: Attempt): boolean => fault === undefined || fault.habit === true;
  const best = leading[0]!.wrong
    ? leading[0]!
    : leading.find((one) => isEven(one) && one.unjudged !== true) ?? leading.find(isEven) ?? leading.find(({ fault, wrong }) => !wrong && fault?.severity !== 'warning') ?? leading[0]!;
  if (best.before !== attempts[0]!.before) context.turn();
  const branches = (one: Attempt): readonly [Reading, ...Reading[]] => (one.others.length === 0 ? [one.after] : [
    branchOff(one.after, flowStep, 0),
    ...one.others.map(({ after, unlikely = false }, way) => branchOff(unlikely ? asIfWrong(abreast(after)) : abreast(after), flowStep, way + 1)),
  ]);
  const way = context.ways?.(connection, flowStep.id, undefined) ?? 0;
  const chosen: Attempt = way === 0 ? best : { ...best, ...best.others[way - 1] };
  const [main, ...newer] = branches(best);
  const apart = leading.filter((one) => one !== best).map(branches);
  const [older, fromOlder] = [apart.map(([first]) => abreast(first)), apart.flatMap(([, ...rest]) => rest)];
  // A line that is only odd pushes nothing out.
  const standing = isError(chosen.fault) ? [...newer, ...older, ...fromOlder] : [...older, ...newer, ...fromOlder];
  const others = [...standing.slice(0, readingsKept), ...trailing.flatMap((one) => behind(branches(one)[0])).slice(0, trailingKept)];

  const fate: Fate = statement.fate?.fate ?? 'arrives';
  const flight: Flight = { step: flowStep, connection, side, corrupted: fate === 'corrupted' };
  const fin = has(chosen.meant, FIN) ? { lastFin: flowStep } : {};
  // What was seen was seen, right or wrong: the lines below leave out what follows from it.
  const seenAt = statement.time === undefined ? undefined : world.now;
  const seen = world.far === undefined ? connected.seen : observe(connected.seen, side, chosen.segment, statesWindow(statement, endsOf(sending)[0]), seenAt);
  let next = updated(context, world, connection, (one) => ({ ...(context.ways === undefined ? become(context, connection, one, abreast(main), others, flowStep) : become(context, connection, one, chosen.after, [], flowStep)), ...fin, seen }));
  const changes: Change[] = [{
    connection, side, before: chosen.before.tcbs[side], after: chosen.after.tcbs[side], cause: { kind: 'sent' }, events: chosen.events,
  }];
  if (fate === 'delayed') {
    next = takeOff(context, next, flight, statement.name);
  } else if (world.crossing !== undefined && fate !== 'lost') {
    next = { ...next, crossing: { flight, before: world.crossing } };
  } else {
    const arrived = fate === 'lost' ? { world: next, changes: [] } : arriveEverywhere(context, next, flight, flowStep);
    next = landed(context, arrived.world, flight);
    changes.push(...arrived.changes);
  }
  const [again] = overlapping(chosen.before.tcbs[side].sent, chosen.segment);
  const retransmits = again !== undefined && isStep(again.line) ? again.line.index : undefined;
  const step: SegmentStep = {
    kind: 'segment', line, statement, connection, side, segment: chosen.segment, meant: chosen.meant, fate, arrivals: [],
    ...(chosen.turned === undefined ? {} : { turned: chosen.turned }),
    ...(retransmits === undefined ? {} : { retransmits }),
    ...(world.far === undefined ? {} : { sight: { before: connected.seen, far: endsOf(sending).map(({ id }) => world.far!.includes(id)) as [boolean, boolean] } }),
    inCross: world.crossing !== undefined,
    changes,
    findings: chosen.fault === undefined || isUnclear ? [] : [findingOf(chosen.fault, line, statement.violates)],
  };
  return { world: places.length > 1 ? doubting(context, next) : next, step };
};

// A flow with many odd lines must not cost more and more with each.
const readingsKept = 16;
const trailingKept = 4;

/** That a rule failed says nothing against the line. */
const isError = (fault: Fault | undefined): boolean => fault?.severity === 'error' && fault.code !== incompleteCode;

const findingOf = (fault: Fault, line: number, violates: Word | undefined): Finding => ({
  code: fault.code,
  severity: fault.severity,
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
  readonly place: EndId;
  /** Not all of it could be read, or nobody can tell which connection it belongs to: it is not judged. */
  readonly isUnclear: boolean;
  readonly flowStep: FlowStep;
  readonly statement: SegmentStatement;
  readonly part: Written;
}

/** The endpoints that send and receive a segment. */
const endsOf = ({ context: { scope }, place: { connection, side } }: SendingLine): readonly [Endpoint, Endpoint] => {
  const { ends } = scope.connections[connection]!;
  return [scope.endpoints[ends[side].endpoint]!, scope.endpoints[ends[otherSide(side)].endpoint]!];
};

const situationOf = (sending: SendingLine, reading: Reading, segment: Segment): Situation => {
  const { connected: { seen }, place: { side } } = sending;
  const played = playedSituation(sending, reading, segment);
  const far = isFarSender(sending);
  return far === undefined ? played : observedSituation(played, seen, side, far);
};

/** Whether the sender is far from where the flow was observed; undefined for a flow that was not. */
const isFarSender = (sending: SendingLine): boolean | undefined => sending.world.far?.includes(endsOf(sending)[0].id);

/** The situation as both blocks have it. */
const playedSituation = (sending: SendingLine, reading: Reading, segment: Segment): Situation => {
  const { context: { scope }, connected, place: { side }, flowStep: { line }, statement } = sending;
  const [from, to] = endsOf(sending);
  const asWritten = (seq: Seq): string => {
    const values = [statement.seq?.value, statement.ack?.value, ...statement.sack.flatMap(({ left, right }) => [left, right])].filter((value) => value !== undefined);
    return writtenText(values, (value) => scope.value(value, line, () => undefined), seq);
  };
  const sender = reading.tcbs[side];
  const since = connected.since[side];
  return {
    line, statement, segment, sender, receiver: reading.tcbs[otherSide(side)], from: from.name, to: to.name,
    sent: (seq) => seqText(from, seq, asWritten),
    received: (seq) => seqText(to, seq, asWritten),
    senderSince: since === undefined ? undefined : lineOf(since, { text: '{0} is in {1} since here', values: [from.name, sender.state] }),
    lineOf,
  };
};

const isStep = (line: OnLine): line is FlowStep => !('declaration' in line);

/** A step or a declaration. */
const lineOf = (where: OnLine, message: Message): Related | undefined => {
  const { line } = where;
  if (!isStep(where)) return { line, span: (where as OnLine as DeclaredEndpoint).declaration.name.span, message };
  return where.statement === undefined ? undefined : { line, span: where.statement.span, message };
};

const attempt = (sending: SendingLine, given: Reading): Attempt => {
  const { context: { judge }, world, connected, place: { side }, isUnclear, flowStep, statement, part } = sending;
  if (given.early !== undefined) return attemptAbove(sending, given, given.early);
  const [from, to] = endsOf(sending);
  const far = isFarSender(sending);
  const showing = far === undefined ? given.tcbs[side] : asSeen(given.tcbs[side], connected.seen, side);
  const whole = (one: Written): Segment => complete(one, showing, from.declared?.declaration);
  const segment = whole(part);
  const reading = far === undefined ? given : anew(given, side, segment);
  const sender = reading.tcbs[side];
  const sentIn = (one: Reading, sent: Segment): ReturnType<typeof send> => send(one, side, sent, flowStep, world.now);
  const wayOf = (one: Reading, sent: Segment): Way => {
    const { reading: after, events } = sentIn(one, sent);
    return { meant: sent, after, events };
  };
  const unchanged: Way = { meant: segment, after: reading, events: [] };
  const situation = situationOf(sending, reading, segment);
  const played = (fault: Fault | undefined, meant: Segment, base: Reading, others: readonly Way[] = []): Attempt => {
    const sent = sentIn(base, meant);
    const after = promising(settled(unclipped(sent.reading, side, base.tcbs[side], meant, statement), side, statement), side, meant, statement, from);
    return { fault, segment, meant, before: reading, after, events: sent.events, others };
  };

  if (statement.violates !== undefined) return onPurpose(sending, situation, statement.violates, (fault) => played(fault, segment, reading));
  const fault = judge.segment(situation, false);
  const isRight = (one: Written): boolean => !isError(judge.segment(situationOf(sending, reading, whole(one)), false));
  const readingsOf = (goOn: GoOn): readonly Segment[] => plausible(part, sender, goOn, isRight).map(whole);
  if (far === true && !isError(fault)) {
    const fits = !isError(judge.segment(playedSituation(sending, reading, segment), false));
    return played(fault, segment, fits ? reading : adoptObserved(reading, side, segment, world.now, world.far!.includes(to.id)));
  }
  if (fault === undefined || !isError(fault)) {
    if (fault?.goOn.kind === 'meant' && fault.goOn.fieldWindows === true) {
      const other = withFieldWindows(reading);
      return played(fault, complete(part, other.tcbs[side], from.declared?.declaration), other, [wayOf(reading, segment)]);
    }
    // More of what was sent behind a FIN goes the same way.
    const [along] = sender.pastFin === true && statement.fate === undefined ? goneAlong(reading, side, segment, flowStep, world.now) : [];
    if (along !== undefined) return { fault, segment, meant: segment, before: reading, after: along, events: [], others: [] };
    // Legal as it stands, but odd: the lines below may show that it was meant otherwise.
    const otherwise = fault !== undefined && proposes(fault.goOn) ? readingsOf(fault.goOn) : [];
    return played(fault, segment, reading, otherwise.map((meant) => wayOf(reading, meant)));
  }
  for (const told of asLongAsTold(reading, side, segment)) {
    const agreeing = attempt(sending, told);
    if (!isError(agreeing.fault)) return agreeing;
  }
  // Where a line before it is missing, that may be the one that could not be read.
  const lenient = situation.sender.doubt || isUnclear || (situation.sender.unread !== undefined && fault.goOn.kind === 'adopt');
  if (lenient && !isError(judge.segment(situation, true))) return { ...played(undefined, segment, suspecting(adopt(reading, side, segment, world.now), reading)), unjudged: true };

  const meant = readingsOf(fault.goOn);
  // Where another number alone makes the line right, that is more likely than other flags; where it is the acknowledgment, and it
  // lies too low, than a FIN or a segment above that is not what it seems.
  const isMisnumbered = meant.some(({ flags }) => flags === segment.flags);
  const isStale = isMisnumbered && has(segment, ACK) && seqBefore(segment.ack, sender.rcv.nxt);
  const unlessStale = (way: Way): Way => (isStale ? { ...way, unlikely: true } : way);
  const asMeant = meant.map((one) => ({ ...wayOf(reading, one), unlikely: isMisnumbered && one.flags !== segment.flags }));
  const adopted = wayOf(adopt(reading, side, segment, world.now), segment);
  const asWritten = unlessStale({ ...adopted, after: certain(adopted.after, reading) });
  // The line may be right, and a FIN above it wrong, or the number or the options of a SYN.
  const fitting = (others: readonly Reading[]): readonly Way[] => others.flatMap((other) => {
    const sent = complete(part, other.tcbs[side], from.declared?.declaration);
    return isError(judge.segment(situationOf(sending, other, sent), false)) ? [] : [wayOf(other, sent)];
  });
  const belongsBelow: readonly Way[] = maySwap(sending, reading) ? [{ ...unchanged, after: { ...reading, early: { step: flowStep, side } } }] : [];
  const otherAbove = [
    ...fitting(oneFinMoreOrLess(reading)).map(unlessStale), ...fitting([...otherIsns(reading, side, segment), ...agreedOn(reading, side, segment), ...otherLines(reading, side, segment)]), ...turned(sending, reading),
  ];
  switch (fault.goOn.kind) {
    case 'ignore':
      return {
        fault, segment, meant: segment, before: reading, after: reading, events: [],
        others: [
          ...asMeant, ...otherAbove, asWritten,
          ...(statement.fate === undefined ? goneAlong(reading, side, segment, flowStep, world.now).map((after) => unlessStale({ ...unchanged, after })) : []),
          ...belongsBelow,
        ],
      };
    case 'adopt':
      return played(fault, segment, adopt(reading, side, segment, world.now), [unchanged, ...asMeant, ...otherAbove, ...belongsBelow]);
    case 'shorter': {
      const sent = played(fault, segment, reading, [...asMeant, ...otherAbove, asWritten, unlessStale(unchanged), ...belongsBelow]);
      return { ...sent, after: knownTooLong(sent.after, side, segment) };
    }
    case 'meant':
      if (!proposes(fault.goOn)) return played(fault, segment, reading, [...asMeant, ...otherAbove, asWritten, unlessStale(unchanged), ...belongsBelow]);
      return played(fault, meant[0] ?? whole(mended(part, fault.goOn)), reading, [
        // What the clock really showed, the peer's echo will tell.
        ...(fault.goOn.options?.tsval === undefined ? [] : asMeant.slice(0, 1).map((one) => ({ ...one, after: withoutClock(one.after, side) }))),
        ...asMeant.slice(1), ...otherAbove, asWritten, unlessStale(unchanged), ...belongsBelow,
      ]);
  }
};

/** The line may have changed places with the next one of its connection, which is open. */
const maySwap = ({ world, statement }: SendingLine, { tcbs }: Reading): boolean => statement.fate === undefined && world.crossing === undefined && world.far === undefined
  && (statement.flags & (SYN | RST)) === 0 && tcbs.every(({ state }) => isSynchronized(state));

/** The reading in which the line comes before the one above it, which stands too early. */
const attemptAbove = (sending: SendingLine, { early: _, ...reading }: Reading, { step, side }: EarlyLine): Attempt => {
  const { context: { judge, scope }, world, place, flowStep } = sending;
  const above: Attempt = { ...attempt(sending, reading), before: { ...reading, early: { step, side } } };
  if (isError(above.fault) || !maySwap(sending, reading)) return { ...above, unfit: true };
  const arrived = land(arrive(above.after, place.side, flowStep, world.now).reading, flowStep);
  const statement = step.statement as SegmentStatement;
  const below: SendingLine = { ...sending, place: { ...place, side }, flowStep: step, statement, part: written(scope, statement, step.line, () => undefined) };
  const segment = complete(below.part, arrived.tcbs[side], endsOf(below)[0].declared?.declaration);
  if (isError(judge.segment(situationOf(below, arrived, segment), false))) return { ...above, unfit: true };
  return { ...above, after: land(arrive(send(arrived, side, segment, step, world.now).reading, side, step, world.now).reading, step), others: [] };
};

/** The arrow points the wrong way: the line is right if the other end sends it, with the numbers that are written. */
const turned = (sending: SendingLine, reading: Reading): readonly Way[] => {
  const { context: { judge }, world, place: { connection, side }, flowStep, statement, part } = sending;
  const isNumbered = statement.seq !== undefined && statement.ack !== undefined;
  if ((!isNumbered && (part.flags & SYN) === 0) || statement.fate !== undefined || world.crossing !== undefined) return [];
  const other: SendingLine = { ...sending, place: { connection, side: otherSide(side) } };
  const segment = complete(part, reading.tcbs[otherSide(side)], endsOf(other)[0].declared?.declaration);
  if (judge.segment(situationOf(other, reading, segment), false) !== undefined) return [];
  const sent = send(reading, otherSide(side), segment, flowStep, world.now);
  const { reading: arrived } = arrive(sent.reading, otherSide(side), flowStep, world.now);
  return [{ meant: segment, after: land(arrived, flowStep), events: [], turned: true }];
};

const withoutClock = (reading: Reading, side: Side): Reading => {
  const { lastTsval: _, ...rest } = reading.tcbs[side];
  return withTcb(reading, side, rest);
};

/** A reading that the lines below must confirm: it brings no new doubt that would let them pass unchecked. */
const certain = (reading: Reading, before: Reading): Reading =>
  ({ ...reading, tcbs: [{ ...reading.tcbs[0], doubt: before.tcbs[0].doubt }, { ...reading.tcbs[1], doubt: before.tcbs[1].doubt }] });

/** Where a line shows what one that could not be read has done, it may have been a SYN or a FIN, unless an open connection goes on by data. */
const suspecting = (after: Reading, before: Reading): Reading => {
  const isByData = ([0, 1] as const).every((side) => {
    const [was, is] = [before.tcbs[side], after.tcbs[side]];
    return was.state === 'ESTABLISHED' && is.state === 'ESTABLISHED' && seqDistance(was.snd.nxt, is.snd.nxt) !== 1;
  });
  return isByData ? after : { ...after, tcbs: [{ ...after.tcbs[0], unread: 'suspected' }, { ...after.tcbs[1], unread: 'suspected' }] };
};

/** A line with both numbers written out leaves no doubt about its sender's, and one that opens a connection none about how it begins. */
const settled = (reading: Reading, side: Side, statement: SegmentStatement): Reading => {
  const tcb = reading.tcbs[side];
  if (tcb.unread !== undefined && tcb.state === 'SYN-SENT') return { ...reading, tcbs: [read(reading.tcbs[0]), read(reading.tcbs[1])] };
  if (!tcb.doubt || statement.seq === undefined || statement.ack === undefined) return reading;
  return withTcb(reading, side, tcb.unread === 'possible' && tcb.state === 'ESTABLISHED' ? read(tcb) : { ...tcb, doubt: false });
};

const read = ({ unread: _, ...tcb }: Tcb): Tcb => ({ ...tcb, doubt: false });

/** A SYN shows of a window that is left out as much as its field holds; the segments behind it show the rest. */
const unclipped = (reading: Reading, side: Side, { rcv: { wnd } }: Tcb, segment: Segment, { win }: SegmentStatement): Reading => {
  const tcb = reading.tcbs[side];
  const most = largestWindow(tcb, segment.flags);
  if (!has(segment, SYN) || win !== undefined || segment.wnd !== most) return reading;
  return withTcb(reading, side, { ...tcb, lastWnd: wnd, rcv: { ...tcb.rcv, wnd } });
};

/** A window that the flow's own words give is a promise (RFC 9293 §3.8.6); a default is not. */
const promising = (reading: Reading, side: Side, segment: Segment, statement: SegmentStatement, from: Endpoint): Reading => {
  const tcb = reading.tcbs[side];
  if (!statesWindow(statement, from) || (statement.win !== undefined && statement.win.value !== segment.wnd) || has(segment, RST)) return reading;
  const largestWnd = Math.max(segment.wnd, tcb.rcv.largestWnd ?? 0);
  // A SYN does not know yet where its window begins: the peer's SYN will tell.
  if (!has(segment, ACK)) return has(segment, SYN) ? withTcb(reading, side, { ...tcb, rcv: { ...tcb.rcv, largestWnd, synWnd: segment.wnd } }) : reading;
  const edge = seqAdd(segment.ack, segment.wnd);
  const { promised: before } = tcb.rcv;
  // What is taken back is promised no more; less than one step of the scale is rounding.
  const isRounded = before !== undefined && seqBefore(edge, before) && seqDistance(edge, before) < 2 ** negotiated(tcb).rcvWindShift;
  const promised = isRounded ? before : edge;
  // Nor was a default ever offered: what lies beyond the first window that is said need not be taken.
  const offered = before === undefined && tcb.rcv.synWnd === undefined && seqBefore(edge, tcb.rcv.edge) ? { edge } : {};
  return withTcb(reading, side, { ...tcb, rcv: { ...tcb.rcv, ...offered, promised, largestWnd } });
};

const statesWindow = ({ win }: SegmentStatement, from: Endpoint): boolean => win !== undefined || from.declared?.declaration.win !== undefined;

/** A violation on purpose: the receiver gets exactly what is written, and does what TCP tells it to. */
const onPurpose = (sending: SendingLine, situation: Situation, violates: Word, played: (fault: Fault | undefined) => Attempt): Attempt => {
  const { context: { judge } } = sending;
  const broken = judge.oneRule(violates.text, situation);
  // Whatever is wrong is meant to be; that no rule has this name is said already.
  if (broken === 'unknown') return played(undefined);
  if (broken === 'unjudged') return played(judge.segment(situation, false));
  if (broken === undefined) {
    const instead = judge.segment(situation, false);
    return played(judge.notViolated(violates, isError(instead) ? instead : undefined));
  }
  const sent = played({ ...broken, severity: 'hint' });
  const { place: { side }, flowStep, statement } = sending;
  const after = afterOnPurpose(sent.before, sent.after, side, situation.segment, flowStep, statement.fate === undefined);
  return { ...sent, after, events: continues(situation.sender, situation.segment) ? sent.events : [] };
};

// The network

const takeOff = (context: Context, world: World, flight: Flight, name: Word | undefined): World => {
  if (name === undefined) return world;
  const id = context.scope.idOf(name.text);
  const first = getIn(world.flights, id)?.step;
  if (first !== undefined) {
    context.report({ kind: 'duplicate-name', word: name, line: flight.step.line, first: { line: first.line, span: first.statement!.span } });
  }
  return { ...world, flights: setIn(world.flights, id, flight) };
};

interface Arrived {
  readonly world: World;
  readonly changes: readonly Change[];
}

/** A segment arrives at a step, in all readings in which it was sent. */
const arriveEverywhere = (context: Context, world: World, flight: Flight, at: FlowStep): Arrived => {
  const { connection, side, step } = flight;
  const receiver = otherSide(side);
  const connected = connectedIn(context.scope, world, connection);
  const before = connected.main.tcbs[receiver];
  if (flight.corrupted) {
    // MUST-3: TCP never sees it.
    const cause = { kind: 'arrived', line: step.line, step: step.index, outcome: 'checksum-failed' } as const;
    return { world, changes: [{ connection, side: receiver, before, after: before, cause, events: [] }] };
  }
  const arrived = arrive(connected.main, side, step, world.now);
  const branching = (ways: readonly Reading[]): readonly Reading[] => (ways.length === 1 ? ways : ways.map((one, way) => branchOff(one, at, way, step.id)));
  const [main, ...newer] = branching([
    ...waysToArrive(connected.main, side, step, world.now, arrived),
    ...(world.far === undefined ? [] : arriveForgotten(connected.main, side, step)),
  ]);
  const way = context.ways?.(connection, at.id, step.id) ?? 0;
  const standing = way === 0 ? main! : newer[way - 1] ?? main!;
  const others = [...newer, ...connected.others.flatMap((other) => branching(waysToArrive(other, side, step, world.now)))].slice(0, readingsKept);
  const next = updated(context, world, connection, (one) => (context.ways === undefined ? become(context, connection, one, main!, others, at) : become(context, connection, one, standing, [], at)));
  if (arrived.outcome === undefined) return { world: next, changes: [] };
  const segment = getIn(connected.main.flying, step.id)!;
  const after = standing.tcbs[receiver];
  const { outcome, events } = way === 0 ? { outcome: arrived.outcome, events: arrived.events } : becameOf(segment, arrived.outcome, arrived.events, before, after);
  const cause = { kind: 'arrived', line: step.line, step: step.index, outcome: outcome as Exclude<Outcome, 'checksum-failed'>, from: step, segment } as const;
  return { world: next, changes: [{ connection, side: receiver, before, after, cause, events }] };
};

/** What became of a segment where the receiver did not do what TCP asks for first, but what else it allows. */
const becameOf = (segment: Segment, outcome: Outcome, events: readonly Event[], before: Tcb, after: Tcb): Pick<Change, 'events'> & { readonly outcome: Outcome } => {
  const moves = after.state !== before.state;
  if (has(segment, RST)) return moves ? { outcome: 'reset', events: ['rcv RST'] } : { outcome: before.state === 'TIME-WAIT' ? 'reset-ignored' : 'challenged', events: [] };
  if (has(segment, SYN)) return moves ? { outcome: 'accepted', events: ['rcv SYN'] } : { outcome: 'challenged', events: [] };
  return { outcome, events: moves ? events : [] };
};

const landed = (context: Context, world: World, { connection, step }: Flight): World =>
  updated(context, world, connection, (one) => ({ ...one, main: land(one.main, step), others: one.others.map((other) => land(other, step)) }));

const playDelivery = (context: Context, world: World, flowStep: FlowStep, statement: DeliverStatement): Played => {
  const step = { kind: 'deliver', line: flowStep.line, statement, changes: [], findings: [] } as const;
  const flight = getIn(world.flights, context.scope.idOf(statement.name.text)) ?? misspeltFlight(context, world, flowStep, statement.name);
  if (flight === undefined) return { world, step };
  const segment = flight.step.index;
  if (statement.kind === 'drop') return { world, step: { ...step, segment } };
  // It stays named: delivered again it is a duplicate.
  const arrived = arriveEverywhere(context, world, flight, flowStep);
  return { world: arrived.world, step: { ...step, segment, changes: arrived.changes } };
};

// Who has that many segments in flight gets no help with their names.
const namesCompared = 100;

const misspeltFlight = (context: Context, world: World, { line }: FlowStep, word: Word): Flight | undefined => {
  const named = new Map<string, Flight>();
  for (const [, flight] of entriesOf(world.flights)) {
    named.set((flight.step.statement as SegmentStatement).name!.text, flight);
    if (named.size > namesCompared) break;
  }
  // In an order of their own: the numbers of names depend on what stood in the file before.
  const known = named.size > namesCompared ? [] : [...named.keys()].sort();
  context.report({ kind: 'unknown-name', word, line, known });
  return named.get(nearest(word.text, known) ?? '');
};

const closeBlock = (context: Context, world: World, flowStep: FlowStep): Played => {
  const nothing = { kind: 'close', line: flowStep.line, changes: [], findings: [] } as const;
  const closed: World = { ...world, block: world.block?.outer };
  if (world.block?.kind !== 'cross') return { world: closed, step: nothing };
  const flights: Flight[] = [];
  for (let at = world.crossing; at?.flight !== undefined; at = at.before) flights.push(at.flight);
  const { crossing: _, ...rest } = closed;
  let next: World = rest;
  const changes = flights.reverse().flatMap((flight) => {
    const arrived = arriveEverywhere(context, next, flight, flowStep);
    next = landed(context, arrived.world, flight);
    return arrived.changes;
  });
  return { world: next, step: { ...nothing, changes } };
};

// Calls, timers, expectations

/** The one end that a reference means. `needed`: an end without a connection is not as it should be. */
const oneEnd = (context: Context, reference: EndReference, flowStep: FlowStep, needed: boolean): EndId | undefined => {
  const { scope, report } = context;
  const places = placesOf(context, reference.name, flowStep, (told) => scope.ends(reference, flowStep, told));
  // Of two endpoints it is clear which connection will be meant, and with a peer or a port that is wrong it is told already.
  const isAlone = places.length === 0 && reference.port === undefined && reference.peer === undefined && scope.endpoints.length > 2;
  if (needed && isAlone && scope.endpoints.some(({ name }) => name === reference.name.text)) report(ambiguous(reference.name, flowStep, places));
  return places.length === 1 ? places[0] : undefined;
};

/** What a name may mean. Who misspells it is not asked which of the connections. */
const placesOf = ({ report }: Context, name: Word, flowStep: FlowStep, ask: (report: Report) => readonly EndId[]): readonly EndId[] => {
  let isMisspelt = false;
  const places = ask((problem) => {
    isMisspelt ||= problem.kind === 'unknown-endpoint';
    report(problem);
  });
  if (places.length > 1 && !isMisspelt) report(ambiguous(name, flowStep, places));
  return places;
};

const playCall = (context: Context, world: World, flowStep: FlowStep, statement: CallStatement): Played => {
  const { line } = flowStep;
  // listen() means the endpoint, whatever connections come of it.
  if (statement.call === 'listen') {
    const places = context.scope.ends(statement.end, flowStep, context.report);
    if (places.length > 1) return listenOnAll(context, world, flowStep, statement, places);
  }
  const end = oneEnd(context, statement.end, flowStep, world.unread === undefined && statement.call !== 'listen' && statement.call !== 'accept');
  if (end === undefined) return playBroken(context, world, line);
  const { connection, side } = end;
  const connected = connectedIn(context.scope, world, connection);
  const call = (tcb: Tcb): Called => makeCall(tcb, statement.call);
  const { main, others } = decided(context, connected, ({ tcbs }) => call(tcbs[side]).error === undefined);
  const before = main.tcbs[side];
  const called = call(before);
  if (called.error !== undefined && before.doubt) return playBroken(context, world, line);
  const step = { kind: 'call', line, statement, end, state: before.state, ...sinceOf(connected, side), findings: [] } as const;
  if (called.error !== undefined) {
    const right = oneFinMoreOrLess(main).filter((reading) => call(reading.tcbs[side]).error === undefined);
    const [standing, newer] = branchesOf(context, connection, main, right.map((reading) => withTcb(reading, side, call(reading.tcbs[side]).tcb)), flowStep);
    const next = updated(context, world, connection, (one) => become(context, connection, one, standing, context.ways === undefined ? [...newer, ...others] : [], flowStep));
    return { world: next, step: { ...step, changes: [], error: called.error } };
  }
  return {
    world: updated(context, world, connection, (one) => onSide(context, connection, become(context, connection, one, main, others, flowStep), side, flowStep, (tcb) => call(tcb).tcb)),
    step: { ...step, changes: [{ connection, side, before, after: called.tcb, cause: { kind: 'itself' }, events: called.events }] },
  };
};

/** The reading that is told after a step that is no segment's, and the others that begin there. */
const branchesOf = (context: Context, connection: number, main: Reading, others: readonly Reading[], step: FlowStep, among?: number): readonly [Reading, readonly Reading[]] => {
  if (others.length === 0) return [main, []];
  const [told, ...rest] = [main, ...others].map((reading, way) => branchOff(reading, step, way, among));
  return [context.ways === undefined ? told! : [told!, ...rest][context.ways(connection, step.id, among)] ?? told!, rest];
};

const listenOnAll = (context: Context, world: World, flowStep: FlowStep, statement: CallStatement, places: readonly EndId[]): Played => {
  const { line } = flowStep;
  let next = world;
  const changes: Change[] = [];
  for (const { connection, side } of places) {
    const before = connectedIn(context.scope, next, connection).main.tcbs[side];
    const called = makeCall(before, 'listen');
    if (called.error !== undefined) continue;
    changes.push({ connection, side, before, after: called.tcb, cause: { kind: 'itself' }, events: called.events });
    next = updated(context, next, connection, (one) => onSide(context, connection, one, side, flowStep, (tcb) => makeCall(tcb, 'listen').tcb));
  }
  return { world: next, step: { kind: 'call', line, statement, end: places[0]!, state: 'CLOSED', findings: [], changes } };
};

const playTimeout = (context: Context, world: World, flowStep: FlowStep, statement: TimeoutStatement): Played => {
  const { line } = flowStep;
  const end = oneEnd(context, statement.end, flowStep, world.unread === undefined);
  if (end === undefined) return playBroken(context, world, line);
  const { connection, side } = end;
  const connected = connectedIn(context.scope, world, connection);
  const { main, others } = decided(context, connected, ({ tcbs }) => timeout(tcbs[side], statement.timer).running);
  const before = main.tcbs[side];
  const timed = timeout(before, statement.timer, flowStep);
  return {
    world: updated(context, world, connection, (one) => onSide(context, connection, become(context, connection, one, main, others, flowStep), side, flowStep, (tcb) => timeout(tcb, statement.timer, flowStep).tcb)),
    step: {
      kind: 'timeout', line, statement, end, running: timed.running || before.doubt, state: before.state, ...sinceOf(connected, side), findings: [],
      changes: timed.running ? [{ connection, side, before, after: timed.tcb, cause: { kind: 'itself' }, events: timed.events }] : [],
    },
  };
};

const playExpect = (context: Context, world: World, flowStep: FlowStep, statement: ExpectStatement): Played => {
  const { line } = flowStep;
  let next = world;
  const results: ExpectResult[] = [];
  for (const [among, expectation] of statement.expectations.entries()) {
    const isOpen = !('state' in expectation) || (expectation.state !== 'CLOSED' && expectation.state !== 'LISTEN');
    const end = oneEnd(context, expectation.end, flowStep, world.unread === undefined && isOpen);
    if (end === undefined) continue;
    const { connection, side } = end;
    const connected = connectedIn(context.scope, next, connection);
    const wanted = 'state' in expectation ? undefined : context.scope.value(expectation.value, line, context.report);
    // An unknown name is one mistake already.
    if (!('state' in expectation) && wanted === undefined) continue;
    const agrees = (reading: Reading): boolean => holds(reading.tcbs[side], expectation, wanted);
    const { main, others } = decided(context, connected, agrees);
    const [standing, newer] = branchesOf(context, connection, main, agrees(main) ? [] : oneFinMoreOrLess(main).filter(agrees), flowStep, among);
    next = updated(context, next, connection, (one) => become(context, connection, one, standing, context.ways === undefined ? [...others, ...newer] : [], flowStep));
    const tcb = main.tcbs[side];
    results.push({
      expectation, end,
      holds: tcb.doubt || (tcb.unread !== undefined && 'state' in expectation) || isFar(context, next, end) || holds(tcb, expectation, wanted),
      actual: 'state' in expectation ? { state: tcb.state } : { variable: expectation.variable, value: variableOf(tcb, expectation.variable) },
      ...sinceOf(connectedIn(context.scope, next, connection), side),
    });
  }
  return { world: next, step: { kind: 'expect', line, statement, results, changes: [], findings: [] } };
};

const isFar = ({ scope }: Context, world: World, { connection, side }: EndId): boolean =>
  world.far?.includes(scope.connections[connection]!.ends[side].endpoint) === true;

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

