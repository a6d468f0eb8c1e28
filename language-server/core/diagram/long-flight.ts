// Which flights are too long for one line. Must not know pixels.
import { shortFlight } from '../timeline/timeline.ts';
import type { Arrow } from './scene-types.ts';

/** A flight across more rows than this is drawn as a departure and an arrival: a line across pages helps nobody. */
export const longestFlight = shortFlight;

/** Whether it is on its way for that long. `row`: the one that sends it. */
export const isLongFlight = (arrow: Arrow, row: number): boolean =>
  (arrow.arrivals[0]?.row ?? arrow.dropped?.row ?? row) - row > longestFlight;
