// Two honest ends and the network between them, which loses, damages, delays, doubles and reorders. Records what happens,
// event by event; knows neither why an end sends nor how an event is written.
import type { Chance } from './chance.ts';
import { sackAllowed, snapshot, timestampsOn, windowNow, type End } from './end.ts';
import { receive, sent } from './endpoint.ts';
import { ahead, type Block, type Segment } from './segment.ts';
import { maximumSegmentLifetime, nextDeadline } from './timers.ts';

export type Side = 0 | 1;
export type Fate = 'arrives' | 'lost' | 'corrupted' | 'delayed';

export interface SegmentEvent {
  readonly kind: 'segment';
  readonly side: Side;
  readonly segment: Segment;
  readonly fate: Fate;
  /** Of a delayed segment. */
  readonly name?: string;
  /** Both ends before it was sent. */
  readonly sender: End;
  readonly receiver: End;
  readonly inCross: boolean;
  readonly ms: number;
  /** Nothing of it is left out when it is written. */
  readonly whole?: boolean;
  /** Written behind everything else. */
  readonly more?: string;
}

export type Event =
  | SegmentEvent
  | { readonly kind: 'deliver' | 'drop'; readonly name: string; readonly ms: number }
  | { readonly kind: 'call' | 'timeout'; readonly side: Side; readonly what: string; readonly ms: number; readonly end: End }
  /** A line as it stands; an honest exchange has none. */
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'expect'; readonly ends: readonly [End, End] }
  | { readonly kind: 'wait'; readonly length: number }
  | { readonly kind: 'cross' | 'uncross' | 'note' };

interface Flying {
  readonly name: string;
  readonly side: Side;
  readonly segment: Segment;
  readonly delivered: boolean;
  readonly at: number;
}

export interface World {
  readonly chance: Chance;
  readonly ends: readonly [End, End];
  readonly events: Event[];
  /** Keeps the names of several exchanges apart. */
  readonly prefix: string;
  flying: readonly Flying[];
  names: number;
  /** Sent inside a `cross` block and not arrived. */
  crossing: { readonly side: Side; readonly segment: Segment; readonly at: number }[] | undefined;
  /** Now, milliseconds. */
  ms: number;
  /** From one end to the other, milliseconds. */
  readonly path: number;
  /** The network harms nothing any more, and both ends finish what they have begun. */
  settling: boolean;
}

/** Something that may happen next. */
export interface Move {
  readonly weight: number;
  readonly act: () => void;
  /** The end that does it; to which it happens. */
  readonly side?: Side;
  /** It happens exactly then, or now if that is past; otherwise soon. */
  readonly due?: number;
  /** It sends, and does nothing else. */
  readonly crossable?: boolean;
}

export const other = (side: Side): Side => (side === 0 ? 1 : 0);

/** What an end decides of a segment; the rest it fills in as it does on every segment. */
export type Bare = Pick<Segment, 'seq'> & Partial<Segment>;

export const transmit = (world: World, side: Side, bare: Bare): void => {
  const { chance, ends, ms } = world;
  const end = ends[side];
  const segment = dressed(chance, end, bare, ms);
  const [sender, receiver] = [snapshot(end), snapshot(ends[other(side)])];
  const fate = fateOf(world, receiver);
  const name = fate === 'delayed' ? `${world.prefix}${++world.names}` : undefined;
  const event = { kind: 'segment', side, segment, fate, sender, receiver, inCross: world.crossing !== undefined, ms } as const;
  world.events.push(name === undefined ? event : { ...event, name });
  sent(end, segment, ms);
  if (name !== undefined) world.flying = [...world.flying, { name, side, segment, delivered: false, at: ms }];
  else if (fate === 'arrives' && world.crossing !== undefined) world.crossing.push({ side, segment, at: ms });
  else if (fate === 'arrives') arrive(world, side, segment, ms + world.path);
};

/** Where a line gives one time, it is when the segment leaves: its receiver does nothing until it has come. */
const arrive = ({ ends }: World, side: Side, segment: Segment, at: number): void => receive(ends[other(side)], segment, at);

const fateOf = ({ chance, settling, crossing, ms, path }: World, receiver: End): Fate => {
  if (crossing !== undefined) return !settling && chance.happens(10) ? 'lost' : 'arrives';
  const luck = settling ? 0 : chance.below(100);
  if (luck >= 85) return luck >= 88 ? 'lost' : 'corrupted';
  // Who has something to do before it comes must not know it yet.
  return luck >= 70 || (nextDeadline(receiver) ?? Infinity) < ms + path ? 'delayed' : 'arrives';
};

const dressed = (chance: Chance, end: End, bare: Bare, ms: number): Segment => {
  const onSyn = bare.syn === true;
  if (end.habits.ticks && bare.rst !== true) end.clock = ms;
  const stamped = bare.rst !== true && (onSyn ? offersTimestamps(end, bare) : timestampsOn(end));
  const timestamps = { val: end.clock, ecr: bare.ack ? end.recent ?? 0 : 0 };
  return {
    ackNo: bare.ack ? end.rcvNxt : 0,
    len: 0,
    win: windowNow(end, onSyn),
    ...(stamped ? { ts: timestamps } : {}),
    ...(bare.ack && !onSyn && !bare.rst && sackAllowed(end) ? blocks(chance, end, stamped) : {}),
    ...bare,
  };
};

const offersTimestamps = ({ habits, theirs }: End, bare: Bare): boolean => habits.timestamps && (!bare.ack || theirs?.ts !== undefined);

/** RFC 2018 §4, RFC 2883 §4: what was kept above the gap, and before it what came twice. */
const blocks = (chance: Chance, end: End, stamped: boolean): Pick<Segment, 'sack'> => {
  const most = stamped ? 3 : 4;
  const { duplicate, rcvNxt, irs } = end;
  const reports = duplicate !== undefined && ahead(irs, duplicate.left) > 0 && ahead(duplicate.left, duplicate.right) > 0 && ahead(duplicate.right, rcvNxt) >= 0 && chance.happens(40);
  const newest = ({ left, right }: Block): number => end.latest.findIndex((one) => ahead(left, one) >= 0 && ahead(one, right) > 0);
  const kept = chance.happens(80) ? end.parts.toSorted((a, b) => newest(a) - newest(b)).slice(0, most - 1) : [];
  const sack = [...(reports ? [duplicate] : []), ...kept];
  return sack.length === 0 ? {} : { sack };
};

export const networkMoves = (world: World): readonly Move[] => world.flying.flatMap((flying): Move[] => [
  { ...delivery(world, flying), weight: flying.delivered ? 2 : 10 },
  { weight: 1, due: 0, act: () => drop(world, flying) },
]);

const delivery = (world: World, flying: Flying): Move => ({
  weight: 1, side: other(flying.side), due: Math.max(world.ms + 1, flying.at + world.path), act: () => deliver(world, flying),
});

const deliver = (world: World, flying: Flying): void => {
  world.events.push({ kind: 'deliver', name: flying.name, ms: world.ms });
  world.flying = world.flying.map((one) => (one === flying ? { ...one, delivered: true } : one));
  arrive(world, flying.side, flying.segment, world.ms);
};

const drop = (world: World, flying: Flying): void => {
  world.flying = world.flying.filter((one) => one !== flying);
  if (!flying.delivered) world.events.push({ kind: 'drop', name: flying.name, ms: world.ms });
};

/** Nothing stays on its way for longer than its lifetime. */
export const networkDeadlines = (world: World): readonly Move[] =>
  world.flying.map((flying) => ({ weight: 1, due: flying.at + maximumSegmentLifetime, act: () => drop(world, flying) }));

/** Nothing stays on its way for ever. */
export const settleNetwork = (world: World): readonly Move[] => {
  world.flying = world.flying.filter(({ delivered }) => !delivered);
  return world.flying.slice(0, 1).map((flying): Move => (world.chance.happens(30) ? { weight: 1, due: 0, act: () => drop(world, flying) } : delivery(world, flying)));
};

/** What several segments of both ends do when all are sent before any arrives. */
export const uncross = (world: World): void => {
  const crossing = world.crossing ?? [];
  world.crossing = undefined;
  world.events.push({ kind: 'uncross' });
  for (const { side, segment, at } of crossing) arrive(world, side, segment, at + world.path);
};

