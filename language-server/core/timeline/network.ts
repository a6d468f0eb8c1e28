// What becomes of segments on their way: they arrive, in all readings in which they were sent, or are dropped.
import type { FlowStep } from '../flow/flow.ts';
import { nearest } from '../flow/nearest.ts';
import type { DeliverStatement, SegmentStatement, Word } from '../flow/statement.ts';
import { RST, SYN } from '../tcp/flags.ts';
import type { Outcome } from '../tcp/segment-arrives.ts';
import { has, type Segment } from '../tcp/segment.ts';
import type { Tcb } from '../tcp/tcb.ts';
import type { Event } from '../tcp/transitions.ts';
import { arriving } from './changes.ts';
import { entriesOf, getIn, setIn } from './int-map.ts';
import { arrive, arriveForgotten, branchOff, land, otherSide, waysToArrive, type Reading } from './reading.ts';
import type { Change } from './timeline.ts';
import { become, connectedIn, doubting, readingsKept, updated, type Context, type Flight, type Played, type World } from './world.ts';

/** A segment with a name is on its way from here on. */
export const takeOff = (context: Context, world: World, flight: Flight, name: Word | undefined): World => {
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
export const arriveEverywhere = (context: Context, world: World, flight: Flight, at: FlowStep): Arrived => {
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
  const became = way === 0 ? { outcome: arrived.outcome, events: arrived.events } : becameOf(segment, arrived.outcome, arrived.events, before, standing.tcbs[receiver]);
  return { world: next, changes: arriving(flight, step, segment, connected.main, standing, became) };
};

/** What became of a segment where the receiver did not do what TCP asks for first, but what else it allows. */
const becameOf = (segment: Segment, outcome: Outcome, events: readonly Event[], before: Tcb, after: Tcb): Pick<Change, 'events'> & { readonly outcome: Outcome } => {
  const moves = after.state !== before.state;
  if (has(segment, RST)) return moves ? { outcome: 'reset', events: ['rcv RST'] } : { outcome: before.state === 'TIME-WAIT' ? 'reset-ignored' : 'challenged', events: [] };
  if (has(segment, SYN)) return moves ? { outcome: 'accepted', events: ['rcv SYN'] } : { outcome: 'challenged', events: [] };
  return { outcome, events: moves ? events : [] };
};

/** A segment without a name is on its way no longer. */
export const landed = (context: Context, world: World, { connection, step }: Flight): World =>
  updated(context, world, connection, (one) => ({ ...one, main: land(one.main, step), others: one.others.map((other) => land(other, step)) }));

/** `deliver` and `drop`. */
export const playDelivery = (context: Context, world: World, flowStep: FlowStep, statement: DeliverStatement): Played => {
  const step = { kind: 'deliver', line: flowStep.line, statement, changes: [], findings: [] } as const;
  const flight = getIn(world.flights, context.scope.idOf(statement.name.text)) ?? misspeltFlight(context, world, flowStep, statement.name);
  // The line that sent it is missing: nobody knows what it was.
  if (flight === undefined) return { world: doubting(context, world), step };
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

/** The end of a block; of a `cross` all arrive there that were sent in it, in their order. */
export const closeBlock = (context: Context, world: World, flowStep: FlowStep): Played => {
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
