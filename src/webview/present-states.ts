// The states that all ends are in at one height of a drawing, and where they are written. Must not know the DOM.
import type { Rail } from '../../language-server/core/diagram/drawing.ts';
import type { Chart } from './chart.ts';

/** The states at a height, for lifelines with one or two rails. */
export const presentStates = ({ sheet, rails }: Chart, y: number): PresentState[] => statesOf(sheet.lifelines.length, rails(y, y), y);

export interface PresentState {
  readonly x: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly state: string;
}

const statesOf = (lifelines: number, rails: readonly Rail[], y: number): PresentState[] => Array.from({ length: lifelines }).flatMap((_, lifeline) => {
  const here = rails.filter((rail) => rail.lifeline === lifeline).sort((a, b) => a.x - b.x);
  if (here.length === 0 || here.length > 2) return [];
  return here.flatMap(({ x, stretches }, place): PresentState[] => {
    const stretch = stretches.find(({ top, bottom }) => top <= y && y < bottom) ?? stretches.at(-1);
    if (stretch === undefined) return [];
    const anchor = here.length === 1 ? 'middle' : place === 0 ? 'end' : 'start';
    return [{ x: here.length === 1 ? x : x + (place === 0 ? 2 : -2), anchor, state: stretch.state }];
  });
});
