// Which place beside a lifeline each connection's rail takes. Must not know pixels.
import { fewRails } from './cast.ts';
import type { SceneRail } from './scene-types.ts';

/** A rail of the whole flow. */
export type RailExtent = Pick<SceneRail, 'lane' | 'peer' | 'connection' | 'first' | 'last'>;

export interface RailSlots {
  /** By index of the rail, from left to right beginning with 0. */
  readonly slot: readonly number[];
  /** How many places each lane has. */
  readonly counts: readonly number[];
}

// With more connections at once than this, rails share places; names and arrows still tell them apart.
const mostSlots = 6;

/** Rails of peers on the left stand on the left. Where there are many, a place is free again when its connection is done. */
export const railSlots = (all: readonly RailExtent[], lanes: number): RailSlots => {
  const slot = all.map(() => 0);
  const counts = Array.from({ length: lanes }, () => 0);
  const byLane = counts.map((): number[] => []);
  for (const [index, rail] of all.entries()) byLane[rail.lane]?.push(index);
  for (const [lane, indices] of byLane.entries()) {
    const rails = indices.map((index) => ({ index, rail: all[index]! }));
    if (rails.length <= fewRails) {
      rails.sort((a, b) => a.rail.peer - b.rail.peer || a.rail.connection - b.rail.connection);
      for (const [at, { index }] of rails.entries()) slot[index] = at;
      counts[lane] = rails.length;
      continue;
    }
    rails.sort((a, b) => a.rail.first - b.rail.first || a.rail.connection - b.rail.connection);
    const takenUntil: number[] = [];
    for (const { index, rail } of rails) slot[index] = takeSlot(takenUntil, rail, index);
    counts[lane] = takenUntil.length;
  }
  return { slot, counts };
};

const takeSlot = (takenUntil: number[], rail: RailExtent, index: number): number => {
  const free = takenUntil.findIndex((until) => until < rail.first);
  const taken = free >= 0 ? free : takenUntil.length < mostSlots ? takenUntil.length : index % mostSlots;
  takenUntil[taken] = rail.last;
  return taken;
};
