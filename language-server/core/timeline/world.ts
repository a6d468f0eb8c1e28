// Everything that changes while a flow is played, as values: both ends of each connection in all readings that are open, what is on its way, the time.
// Knows how a connection goes on and which of its readings is told; plays no line itself.
import type { FlowStep } from '../flow/flow.ts';
import type { EndReference, SyntaxProblem, Word } from '../flow/statement.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { nextChange } from '../tcp/timeout.ts';
import type { Event } from '../tcp/transitions.ts';
import { initialTcb } from './initial-tcb.ts';
import { deleteIn, emptyMap, entriesOf, getIn, setIn, type IntMap } from './int-map.ts';
import { firstEvent } from './moves.ts';
import type { Observation } from './observation.ts';
import { unobserved } from './observed.ts';
import { abreast, alone, behind, branchOff, contest, withTcb, type Reading } from './reading.ts';
import { same } from './same.ts';
import { ambiguous, type Report, type Scope } from './scope.ts';
import type { Judge } from './situation.ts';
import type { Decision, Ways } from './standing.ts';
import type { EndId, Memories, Move, Side, Since, Step, TimeProblem } from './timeline.ts';

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
export interface Flight {
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
  /** Of an endpoint without a connection: a line could not be read, which may have opened one. */
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
export interface Context {
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

export interface Played<S extends Step = Step> {
  readonly world: World;
  readonly step: S;
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
  const finished = others.filter((other) => other.trails === undefined && isCut(other) === isCut(main) && begun(other) === begun(main));
  const fewest = Math.min(left(main), ...finished.map(left));
  if (left(main) === fewest) return main;
  return finished.filter((one) => left(one) === fewest).reduce((best, one) => (halfClosed(one) < halfClosed(best) ? one : best));
};

const isCut = ({ tcbs }: Reading): boolean => tcbs.some(({ ending }) => ending !== undefined && ending !== 'closed');

/** How many of the ends have sent a SYN. */
const begun = ({ tcbs }: Reading): number => tcbs.filter(({ iss }) => iss !== undefined).length;

/** How many of the ends have sent or received a FIN, and wait for more. */
const halfClosed = ({ tcbs }: Reading): number => tcbs.filter(({ state, fin, peerFin }) => state !== 'CLOSED' && state !== 'TIME-WAIT' && (fin ?? peerFin) !== undefined).length;

const unacknowledged = ({ tcbs }: Reading): number => tcbs.filter(({ sent }) => sent.length > 0).length;

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

/** The world after a connection has changed: what is counted of all connections goes along. */
export const updated = ({ scope }: Context, world: World, connection: number, change: (connected: Connected) => Connected): World => {
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

/** When time alone changes the connection next, milliseconds since the flow began. */
export const wakesAt = ({ main, others }: Connected): number => {
  let earliest = Infinity;
  for (const { tcbs } of [main, ...others]) for (const tcb of tcbs) earliest = Math.min(earliest, nextChange(tcb));
  return earliest;
};

/** One end does the same in all readings. */
export const onSide = (context: Context, connection: number, connected: Connected, side: Side, step: FlowStep, change: (tcb: Tcb) => Tcb): Connected => {
  const changed = (reading: Reading): Reading => withTcb(reading, side, change(reading.tcbs[side]));
  return become(context, connection, connected, changed(connected.main), connected.others.map(changed), step);
};

/** The connection in a new main reading; remembers since when each side is in its state. */
export const become = (context: Context, connection: number, connected: Connected, main: Reading, others: readonly Reading[], step: FlowStep): Connected => {
  let { since } = connected;
  for (const side of [0, 1] as const) if (main.tcbs[side].state !== connected.main.tcbs[side].state) since = sinceLine(since, side, step);
  return { ...connected, main: others.length === 0 ? left(context, connection, main) : main, others, since };
};

const sinceLine = (since: Connected['since'], side: Side, step: FlowStep): Connected['since'] => (side === 0 ? [step, since[1]] : [since[0], step]);

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

// A flow with many odd lines must not cost more and more with each.
export const readingsKept = 16;

export const trailingKept = 4;

/**
 * The reading that is told once a step has shown in which of them it is right, and the others. `outweighs`: where as many lines are wrong, what the author
 * says of an end counts more than what is likelier.
 */
export const decided = (
  context: Context, { main, others }: Connected, isRight: (reading: Reading) => boolean, outweighs: boolean,
): { readonly main: Reading; readonly others: readonly Reading[] } => {
  // Lines that are swapped stand side by side.
  const open = [main, ...others.filter(({ early }) => early === undefined)];
  const { leading, trailing } = contest(open.map((before) => ({ before, wrong: !isRight(before) })), outweighs);
  const [first, ...rest] = leading;
  if (first!.before !== main) context.turn();
  return { main: abreast(first!.before), others: [...rest.map(({ before }) => abreast(before)), ...trailing.flatMap(({ before }) => behind(before)).slice(0, trailingKept)] };
};

/** The reading that is told after a step that is no segment's, and the others that begin there. */
export const branchesOf = (context: Context, connection: number, main: Reading, others: readonly Reading[], step: FlowStep, among?: number): readonly [Reading, readonly Reading[]] => {
  if (others.length === 0) return [main, []];
  const [told, ...rest] = [main, ...others].map((reading, way) => branchOff(reading, step, way, among));
  return [context.ways === undefined ? told! : [told!, ...rest][context.ways(connection, step.id, among)] ?? told!, rest];
};

/** A line that cannot be read may have been anything: what either end does next gets the benefit of the doubt. */
export const playBroken = (context: Context, world: World, line: number, problem?: SyntaxProblem): Played =>
  ({ world: doubting(context, world), step: { kind: 'broken', line, changes: [], findings: [], ...(problem === undefined ? {} : { problem }) } });

/** The world behind a line that may have been anything: of each connection one reading is left, and it is in doubt. */
export const doubting = (context: Context, world: World): World => {
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

/** What a name may mean. Who misspells it is not asked which of the connections. */
export const placesOf = ({ report }: Context, name: Word, flowStep: FlowStep, ask: (report: Report) => readonly EndId[]): readonly EndId[] => {
  let isMisspelt = false;
  const places = ask((problem) => {
    isMisspelt ||= problem.kind === 'unknown-endpoint';
    report(problem);
  });
  if (places.length > 1 && !isMisspelt) report(ambiguous(name, flowStep, places));
  return places;
};

/** Of more than two endpoints, one has no connection. */
export const isOneAlone = ({ endpoints, unconnected }: Scope): boolean => endpoints.length > 2 && unconnected.length > 0;

/** The one end that a reference means. `needed`: an end without a connection is not as it should be. */
export const oneEnd = (context: Context, reference: EndReference, flowStep: FlowStep, needed: boolean): EndId | undefined => {
  const { scope, report } = context;
  const places = placesOf(context, reference.name, flowStep, (told) => scope.ends(reference, flowStep, told));
  // Of two endpoints it is clear which connection will be meant, and with a peer or a port that is wrong it is told already.
  const isAlone = places.length === 0 && reference.port === undefined && reference.peer === undefined && isOneAlone(scope);
  if (needed && isAlone && scope.endpoints.some(({ name }) => name === reference.name.text)) report(ambiguous(reference.name, flowStep, places));
  return places.length === 1 ? places[0] : undefined;
};
