// The arrow of a segment from the moment it is sent to the moments it arrives. Must not know texts above it.
import { railPitch, railWidth, type Columns } from './columns.ts';
import type { PathShape, Shape, Tone } from './drawing.ts';
import type { Measure } from './measure.ts';
import type { Arrival, Arrow } from './scene-types.ts';
import { arrow as arrowShapes, cross, path, round, text } from './shapes.ts';

/** Where rails and lifelines stand. */
export interface Places {
  readonly columns: Columns;
  /** The middle of the rail of a connection at a lane. */
  railX(connection: number, lane: number): number;
}

/** How far below its moment of sending the departure of a long flight reaches, or the end of what never arrives; pixels. */
export const departureHeight = 30;

const lostAfter = 0.68;
const inFlightAfter = 0.55;

/** Where an arrow leaves and where it ends, at the edges of the rails. */
const ends = ({ connection, from, to }: Pick<Arrow, 'connection' | 'from' | 'to'>, places: Places): { x1: number; x2: number; away: number } => {
  const sender = places.railX(connection, from);
  const receiver = from === to ? sender + railPitch * 8 : places.railX(connection, to);
  const away = receiver < sender ? -1 : 1;
  return { x1: sender + away * railWidth / 2, x2: receiver - away * railWidth / 2, away };
};

/** The shapes of a segment's flight from `y`, the moment it is sent; `arrivesAt` and `droppedAt` are later moments on the same scale.
 *  `shelf`: where it begins to slant, when not at once. */
export const flight = (
  arrow: Arrow, isLong: boolean, y: number, arrivesAt: number | undefined, droppedAt: number | undefined, shelf: number | undefined, tone: Tone | undefined, places: Places, measure: Measure,
): { shapes: Shape[]; bottom: number } => {
  const { x1, x2, away } = ends(arrow, places);
  const style = arrow.fate === 'corrupted' ? 'corrupted' : 'arrow';
  const label = (x: number, at: number): Shape[] => arrow.fateText === undefined ? []
    : [text([{ text: arrow.fateText, style: 'fate', tone: arrow.fate === 'lost' ? 'error' : 'quiet' }], x, at + 4, away < 0 ? 'end' : 'start', measure)];
  const stopped = (x: number, at: number): Shape[] => [path(style, [x1, y, x, at], tone), cross(x, at, 5, 'error'), ...label(x + away * 11, at)];

  if (isLong) {
    const x = x1 + (x2 - x1) * 0.5;
    const name = knot(arrow.name ?? '…', x, y + 18, measure);
    return { shapes: [path(style, [x1, y, x - away * name.width / 2, y + 18], tone), ...name.shapes], bottom: y + 28 };
  }
  if (arrivesAt !== undefined) {
    const level = shelf === undefined ? [] : [path(style, [x1, y, shelf, y], tone)];
    return { shapes: [...level, ...arrowShapes(style, shelf ?? x1, y, x2, arrivesAt, tone)], bottom: arrivesAt + 6 };
  }
  if (droppedAt !== undefined) return { shapes: stopped(x1 + (x2 - x1) * lostAfter, droppedAt), bottom: droppedAt + 8 };
  if (arrow.fate === 'lost') return { shapes: stopped(x1 + (x2 - x1) * lostAfter, y), bottom: y + 8 };
  if (arrow.fate === 'delayed') {
    const x = x1 + (x2 - x1) * inFlightAfter;
    return { shapes: [path(style, [x1, y, x, y + 16], tone), ...label(x + away * 8, y + 18)], bottom: y + 24 };
  }
  return { shapes: arrowShapes(style, x1, y, x2, y, tone), bottom: y + 6 };
};

/** An arrival whose departure stands too far above, or which has arrived before. */
export const lateArrival = (arrival: Arrival, y: number, places: Places, measure: Measure): Shape[] => {
  const { name, dropped, to } = arrival;
  const { x2, away } = ends(arrival, places);
  const neighbour = places.columns.x[to - away] ?? x2 - away * 120;
  const x = (x2 + neighbour) / 2;
  const from = knot(name, x, y, measure);
  const start = x + away * from.width / 2;
  const line: PathShape[] = dropped ? [path('arrow', [start, y, start + away * 30, y]), cross(start + away * 30, y, 5, 'error')]
    : arrowShapes('arrow', start, y, x2, y);
  return [...line, ...from.shapes];
};

/** A name in a ring: where a line goes on elsewhere. */
const knot = (name: string, x: number, y: number, measure: Measure): { width: number; shapes: Shape[] } => {
  const width = Math.ceil(measure(name, 'mark')) + 14;
  return {
    width,
    shapes: [
      { shape: 'box', style: 'knot', x: round(x - width / 2), y: round(y - 9), width, height: 18, radius: 9 },
      text([{ text: name, style: 'mark' }], x, y + 4, 'middle', measure),
    ],
  };
};
