// A whole exchange between two honest ends, from nothing until neither has anything left to say. Chance decides what
// happens next among what TCP allows.
import type { Chance } from './chance.ts';
import { newEnd, snapshot, synchronized, type End, type Habits } from './end.ts';
import { choose, connect, movesOf, otherMoves, perform, settleMoves } from './moves.ts';
import { networkMoves, other, settleNetwork, uncross, type Event, type Side, type World } from './network.ts';
import { ahead, plus } from './segment.ts';

export type Scenario = 'client and server' | 'both open' | 'refused';

export interface Exchange {
  readonly scenario: Scenario;
  readonly events: readonly Event[];
  /** Both ends before the first event, and after the last. */
  readonly begin: readonly [End, End];
  readonly end: readonly [End, End];
  /** The flow begins in the middle of a connection. */
  readonly middle?: boolean;
}

export const anyScenario = (chance: Chance): Scenario =>
  chance.pick<Scenario>(['client and server', 'client and server', 'client and server', 'both open', 'refused']);

/**
 * `prefix` keeps the names of several exchanges apart; where it is not `alone`, no time passes that others would notice.
 * `shift` moves where both sequence spaces begin, and changes nothing else.
 */
export const exchange = (chance: Chance, scenario = anyScenario(chance), prefix = 's', alone = true, shift: readonly number[] = [0, 0]): Exchange => {
  const ends = [
    newEnd(habitsOf(chance), plus(isnOf(chance), shift[0]!), false),
    newEnd(habitsOf(chance), plus(isnOf(chance), shift[1]!), scenario === 'client and server'),
  ] as const;
  const world: World = { chance, ends, prefix, events: [], flying: [], names: 0, crossing: undefined, ms: 0, path: chance.pick([5, 1, 20, 60, 150]), settling: false };
  const begin = [snapshot(ends[0]), snapshot(ends[1])] as const;
  const length = 5 + chance.below(60);
  if (scenario === 'both open') {
    world.events.push({ kind: 'cross' });
    world.crossing = [];
    connect(world, 0);
    connect(world, 1);
    uncross(world);
  } else {
    connect(world, 0);
  }
  while (world.events.length < length && !chance.spent()) {
    perform(world, choose(chance, [...movesOf(world, 0), ...movesOf(world, 1), ...networkMoves(world), ...otherMoves(world, alone)]));
  }
  world.settling = true;
  for (let round = 0; round < 300; round++) {
    const first = (round % 2) as Side;
    const [move] = [...settleNetwork(world), ...settleMoves(world, first), ...settleMoves(world, other(first))];
    if (move === undefined) break;
    perform(world, move);
  }
  world.events.push({ kind: 'expect', ends: [snapshot(ends[0]), snapshot(ends[1])] });
  return { scenario, events: world.events, begin, end: [snapshot(ends[0]), snapshot(ends[1])] };
};

/**
 * The same exchange, seen from one of its moments on: both ends are connected, nothing is on its way, and what an endpoint's
 * declaration can tell is all there is to know. Undefined where there is no such moment.
 */
export const fromTheMiddle = ({ events, ...rest }: Exchange, chance: Chance): Exchange | undefined => {
  const moments = events.flatMap((event, index) => (event.kind === 'expect' && isQuiet(event.ends) && isClosed(events.slice(index)) ? [{ index, ends: event.ends }] : []));
  if (moments.length === 0) return undefined;
  const { index, ends } = chance.pick(moments);
  return { ...rest, begin: ends, events: events.slice(index), middle: true };
};

const isQuiet = (ends: readonly [End, End]): boolean => ([0, 1] as const).every((side) => {
  const [end, peer] = [ends[side], ends[1 - side]!];
  const onlyFin = end.sent.every(({ len, syn, fin }) => fin && !syn && len === 0);
  return synchronized(end) && onlyFin && ahead(end.una, end.nxt) === end.sent.length && !end.uncertain && end.parts.length === 0 && !end.owesAck
    && end.resets.length === 0 && end.win !== undefined && end.win === peer.wnd && end.lastAck === end.rcvNxt && end.heldFin === undefined
    && end.rcvEdge === plus(end.rcvNxt, end.win) && scales(end) === scales(peer) && peer.una === end.rcvNxt && (end.fin === undefined ? !end.closing : true);
});

const scales = ({ ours, theirs }: End): boolean => ours?.ws !== undefined && theirs?.ws !== undefined;

/** Nothing that was sent before is delivered in it. */
const isClosed = (events: readonly Event[]): boolean => {
  const named = new Set(events.flatMap((event) => (event.kind === 'segment' && event.name !== undefined ? [event.name] : [])));
  return events.every((event) => (event.kind !== 'deliver' && event.kind !== 'drop') || named.has(event.name));
};

/** Near the wrap more often than by chance. */
const isnOf = (chance: Chance): number => chance.pick([
  () => 0, () => 0, () => 1000, () => plus(0xffff_ff00, chance.below(256)), () => plus(0xffff_ffff, -chance.below(5000)),
  () => chance.below(0x10000) * 0x10000 + chance.below(0x10000),
])();

const habitsOf = (chance: Chance): Habits => {
  const ws = chance.happens(40) ? chance.pick([0, 2, 7, 14]) : undefined;
  return {
    capacity: chance.pick([0xffff, 0xffff, 1000, 4000, 64240, ...(ws === undefined ? [] : [300_000, 1_000_000])]),
    ...(ws === undefined ? {} : { ws }),
    ...(chance.happens(50) ? { mss: chance.pick([1460, 536, 100, 1220]) } : {}),
    sackPermitted: chance.happens(50),
    timestamps: chance.happens(35),
    ticks: chance.happens(70),
    keeps: !chance.happens(15),
    readsAtOnce: !chance.happens(20),
    reusesTimeWait: !chance.happens(30),
    takesFastOpen: chance.happens(70),
    textual: chance.happens(15),
    ackDelay: chance.pick([40, 0, 200, 499]),
    leastTimeout: chance.pick([1000, 200]),
    timeWait: chance.pick([60_000, 120_000, 239_800]),
    keepAlive: chance.pick([7_200_000, 7_200_000, 45_000]),
    garbage: chance.happens(30),
  };
};
