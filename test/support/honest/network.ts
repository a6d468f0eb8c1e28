// Two honest ends and the network between them, which loses, damages, delays, doubles and reorders. Records what happens,
// event by event; knows neither why an end sends nor how an event is written.
import type { Chance } from './chance.ts';
import { receive, sackAllowed, sent, snapshot, timestampsOn, windowNow, type End } from './endpoint.ts';
import { ahead, type Block, type Segment } from './segment.ts';

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
  | { readonly kind: 'cross' | 'uncross' | 'wait' | 'note' };

interface Flying {
  readonly name: string;
  readonly side: Side;
  readonly segment: Segment;
  readonly delivered: boolean;
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
  crossing: { readonly side: Side; readonly segment: Segment }[] | undefined;
  ms: number;
  /** The network harms nothing any more, and both ends finish what they have begun. */
  settling: boolean;
}

export type Move = readonly [weight: number, act: () => void];

export const other = (side: Side): Side => (side === 0 ? 1 : 0);

/** What an end decides of a segment; the rest it fills in as it does on every segment. */
export type Bare = Pick<Segment, 'seq'> & Partial<Segment>;

export const transmit = (world: World, side: Side, bare: Bare): void => {
  const { chance, ends } = world;
  const end = ends[side];
  const segment = dressed(chance, end, bare);
  const [sender, receiver] = [snapshot(end), snapshot(ends[other(side)])];
  const fate = fateOf(world);
  const name = fate === 'delayed' ? `${world.prefix}${++world.names}` : undefined;
  world.ms += 1 + chance.below(20);
  const event = { kind: 'segment', side, segment, fate, sender, receiver, inCross: world.crossing !== undefined, ms: world.ms } as const;
  world.events.push(name === undefined ? event : { ...event, name });
  sent(end, segment);
  if (name !== undefined) world.flying = [...world.flying, { name, side, segment, delivered: false }];
  else if (fate === 'arrives' && world.crossing !== undefined) world.crossing.push({ side, segment });
  else if (fate === 'arrives') arrive(world, side, segment);
};

export const arrive = (world: World, side: Side, segment: Segment): void => receive(world.ends[other(side)], segment);

const fateOf = ({ chance, settling, crossing }: World): Fate => {
  if (settling) return 'arrives';
  if (crossing !== undefined) return chance.happens(10) ? 'lost' : 'arrives';
  const luck = chance.below(100);
  return luck >= 88 ? 'lost' : luck >= 85 ? 'corrupted' : luck >= 70 ? 'delayed' : 'arrives';
};

const dressed = (chance: Chance, end: End, bare: Bare): Segment => {
  const onSyn = bare.syn === true;
  if (end.habits.ticks && bare.rst !== true) end.clock += chance.below(30);
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
  const { duplicate, rcvNxt } = end;
  const reports = duplicate !== undefined && ahead(duplicate.left, duplicate.right) > 0 && ahead(duplicate.right, rcvNxt) >= 0 && chance.happens(40);
  const kept: Block[] = chance.happens(80) ? end.parts.slice(0, most - 1) : [];
  const sack = [...(reports ? [duplicate] : []), ...kept];
  return sack.length === 0 ? {} : { sack };
};

export const networkMoves = (world: World): readonly Move[] => world.flying.flatMap((flying): Move[] => [
  [flying.delivered ? 2 : 10, () => deliver(world, flying)],
  [1, () => drop(world, flying)],
]);

const deliver = (world: World, flying: Flying): void => {
  world.ms += 1;
  world.events.push({ kind: 'deliver', name: flying.name, ms: world.ms });
  world.flying = world.flying.map((one) => (one === flying ? { ...one, delivered: true } : one));
  arrive(world, flying.side, flying.segment);
};

const drop = (world: World, flying: Flying): void => {
  world.flying = world.flying.filter((one) => one !== flying);
  if (!flying.delivered) world.events.push({ kind: 'drop', name: flying.name, ms: world.ms });
};

/** Nothing stays on its way for ever. */
export const settleNetwork = (world: World): readonly Move[] => {
  world.flying = world.flying.filter(({ delivered }) => !delivered);
  return world.flying.slice(0, 1).map((flying): Move => [1, () => (world.chance.happens(30) ? drop(world, flying) : deliver(world, flying))]);
};

/** What several segments of both ends do when all are sent before any arrives. */
export const uncross = (world: World): void => {
  const crossing = world.crossing ?? [];
  world.crossing = undefined;
  world.events.push({ kind: 'uncross' });
  for (const { side, segment } of crossing) arrive(world, side, segment);
};

