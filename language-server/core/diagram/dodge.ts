// Moves texts out of the way of flights that cross their rows. Must not change any height.
import type { Shape } from './drawing.ts';
import { round } from './shapes.ts';

/** A text, and what stands below it, that may move sideways between `least` and `most`. */
export interface Movable {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly least: number;
  readonly most: number;
}

/** A straight line, from top to bottom. */
export interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

const clearance = 7;

/** How far to move sideways, in pixels, so that the line passes beside it: 0 when it does already, undefined when there is no room. */
export const dodge = ({ left, right, top, bottom, least, most }: Movable, line: Line): number | undefined => {
  const at = (y: number): number => line.x1 + (line.x2 - line.x1) * Math.max(0, Math.min(1, (y - line.y1) / (line.y2 - line.y1)));
  const low = Math.min(at(top), at(bottom)) - clearance;
  const high = Math.max(at(top), at(bottom)) + clearance;
  if (right < low || high < left) return 0;
  return [low - right, high - left].filter((move) => left + move >= least && right + move <= most)
    .toSorted((a, b) => Math.abs(a) - Math.abs(b))[0];
};

/** The shape, moved sideways. */
export const movedAside = (shape: Shape, by: number): Shape => {
  if (shape.shape === 'path') return { ...shape, points: shape.points.map((value, index) => (index % 2 === 0 ? round(value + by) : value)) };
  return { ...shape, x: round(shape.x + by) };
};
