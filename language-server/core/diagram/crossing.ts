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
  /** The texts that may be in its way. */
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
  let best: Crossing = { arrives, shelves: [] };
  let fewest = Infinity;
  for (const mayShelve of [false, true]) {
    for (let y = arrives; y <= arrives + lowest && fewest > 0; y += lower) {
      const ways = flights.map((flight) => wayOf(flight, y, mayShelve));
      const count = ways.reduce((sum, { crossed }) => sum + crossed, 0);
      if (count < fewest) [best, fewest] = [{ arrives: y, shelves: ways.map(({ shelf }) => shelf) }, count];
    }
  }
  return best;
};

/** The way of one flight where the first one arrives at `arrives`, and how many texts it goes through. */
const wayOf = ({ x1, y1, x2, after, others, past }: CrossingFlight, arrives: number, mayShelve: boolean): { readonly shelf?: number; readonly crossed: number } => {
  const from = (x: number): number => others.filter((box) => crosses({ x1: x, y1, x2, y2: arrives + after }, box)).length;
  const crossed = from(x1);
  if (!mayShelve || crossed === 0 || Math.abs(x2 - past) < leastSlant || (past - x1) * (x2 - x1) <= 0) return { crossed };
  const shelved = from(past);
  return shelved < crossed ? { shelf: past, crossed: shelved } : { crossed };
};

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
