// How flights that cross run past the texts of what is sent with them: how far below they arrive, and how far each first runs
// level under its own text. Must not know rows: boxes and lines only.

export interface TextBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** One that is sent above and arrives below. */
export interface CrossingFlight {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  /** How far below the first arrival it arrives. */
  readonly after: number;
  /** The texts in its way, its own not among them. */
  readonly others: readonly TextBox[];
  /** Where it is past the texts that leave below it on its own side. */
  readonly past: number;
}

export interface Crossing {
  /** The y of the first arrival. */
  readonly arrives: number;
  /** By flight: where it begins to slant, when not at once. */
  readonly shelves: readonly (number | undefined)[];
}

/** Pixels that the first arrival may stand lower, and the steps in which that is tried. */
const lowest = 128;
const lower = 8;
/** What must be left for the slanting part of a flight. */
const leastSlant = 48;

/** `arrives`: the highest place for the first arrival. The first of the ways with the fewest crossings is taken: straight ones come first. */
export const crossing = (flights: readonly CrossingFlight[], arrives: number): Crossing => {
  const straight = flights.map(() => undefined);
  const shelves = flights.map(({ x1, x2, past }) => (Math.abs(x2 - past) < leastSlant || (past - x1) * (x2 - x1) <= 0 ? undefined : past));
  const ways = [straight, shelves].flatMap((tried) =>
    Array.from({ length: lowest / lower + 1 }, (_, step): Crossing => ({ arrives: arrives + step * lower, shelves: tried })));
  let best = ways[0]!;
  let fewest = Infinity;
  for (const way of ways) {
    const count = crossings(flights, way);
    if (count < fewest) [best, fewest] = [way, count];
    if (fewest === 0) break;
  }
  return best;
};

const crossings = (flights: readonly CrossingFlight[], { arrives, shelves }: Crossing): number =>
  flights.reduce((sum, { x1, y1, x2, after, others }, index) => {
    const line = { x1: shelves[index] ?? x1, y1, x2, y2: arrives + after };
    return sum + others.filter((box) => crosses(line, box)).length;
  }, 0);

/** Pixels between a line and a text that it passes. */
const clearance = 3;

/** Whether a line that runs down goes through a box. */
const crosses = ({ x1, y1, x2, y2 }: { x1: number; y1: number; x2: number; y2: number }, { left, right, top, bottom }: TextBox): boolean => {
  const from = Math.max(top - clearance, y1);
  const to = Math.min(bottom + clearance, y2);
  if (from >= to) return false;
  const at = (y: number): number => x1 + (x2 - x1) * (y - y1) / (y2 - y1);
  return Math.max(at(from), at(to)) > left - clearance && Math.min(at(from), at(to)) < right + clearance;
};
