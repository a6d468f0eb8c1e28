// The few forms a diagram is made of: arrows, signs and lines of text, each from its place. Numbers only.
import type { PathShape, PathStyle, Run, TextShape, Tone } from './drawing.ts';
import type { Measure } from './measure.ts';

/** To a tenth of a pixel: finer is not seen and makes the drawing long. */
export const round = (pixels: number): number => Math.round(pixels * 10) / 10;

const toned = (tone: Tone | undefined): { tone?: Tone } => (tone === undefined ? {} : { tone });

export const path = (style: PathStyle, points: readonly number[], tone?: Tone, closed = false): PathShape => ({
  shape: 'path', style, ...toned(tone), points: points.map(round), ...(closed ? { closed } : {}),
});

/** How far the head of an arrow reaches back from its tip, and to either side. */
const headLength = 10;
const headWidth = 4.2;

/** A straight arrow with its head; the tip is at x2, y2. */
export const arrow = (style: 'arrow' | 'corrupted', x1: number, y1: number, x2: number, y2: number, tone?: Tone): PathShape[] => {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const along = [(x2 - x1) / length, (y2 - y1) / length] as const;
  const base = [x2 - along[0] * headLength, y2 - along[1] * headLength] as const;
  return [
    // Below its line: its edge stands out from what it is drawn upon.
    path('arrowhead', [
      x2, y2,
      base[0] - along[1] * headWidth, base[1] + along[0] * headWidth,
      base[0] + along[1] * headWidth, base[1] - along[0] * headWidth,
    ], tone, true),
    path(style, [x1, y1, base[0] + along[0], base[1] + along[1]], tone),
  ];
};

/** ✕ around a point, drawn in one stroke. */
export const cross = (x: number, y: number, size: number, tone?: Tone, style: PathStyle = 'cross'): PathShape =>
  path(style, [x - size, y - size, x + size, y + size, x, y, x + size, y - size, x - size, y + size], tone);

/** ✓ around a point. */
export const check = (x: number, y: number, tone?: Tone): PathShape => path('mark', [x - 4, y, x - 1, y + 3.5, x + 4.5, y - 4], tone);

/** Lines of text need their width known wherever nothing may overlap. */
export const text = (
  runs: readonly Run[], x: number, y: number, anchor: TextShape['anchor'], measure: Measure, full?: string,
): TextShape => ({
  shape: 'text', x: round(x), y: round(y), anchor, runs, width: Math.ceil(runsWidth(runs, measure)), ...(full === undefined ? {} : { full }),
});

export const runsWidth = (runs: readonly Run[], measure: Measure): number =>
  runs.reduce((width, run) => width + measure(run.text, run.style), 0);
