// What stands beside a lifeline: names of states, calls, timers, expectations. Stacks them so that none covers another.
import { besideRail, markRuns, signWidth, type Columns } from './columns.ts';
import type { Shape } from './drawing.ts';
import { fonts } from './fonts.ts';
import type { Measure } from './measure.ts';
import type { Mark } from './scene-types.ts';
import { check, cross, path, round, text } from './shapes.ts';

const lineHeight = fonts.state.lineHeight + 1;

/** Marks on the side of an arrow stand this far below it. */
const belowArrow = 14;

/** `arrow`: an arrow ends or begins at this moment. */
const offset = (mark: Mark, arrow: boolean): number => (mark.inner && arrow ? belowArrow : 0);

/** How far the marks of one moment reach below it, in pixels; 0 without any. */
export const reachBelow = (marks: readonly Mark[], tick: number, arrow: boolean): number =>
  stacks(marks, tick).reduce((deepest, stack) => Math.max(deepest, (stack.length - 1) * lineHeight + 8 + offset(stack[0]!, arrow)), 0);

/** The marks of one moment at `y`; the first of each stack is level with it, or just below its arrow. */
export const markShapes = (marks: readonly Mark[], tick: number, y: number, arrow: boolean, columns: Columns, measure: Measure): Shape[] =>
  stacks(marks, tick).flatMap((stack) =>
    stack.flatMap((mark, index) => markAt(mark, y + offset(mark, arrow) + index * lineHeight, columns, measure)));

const stacks = (marks: readonly Mark[], tick: number): Mark[][] => {
  const found = new Map<string, Mark[]>();
  for (const mark of marks) {
    if (mark.tick !== tick) continue;
    const key = `${mark.lane} ${mark.outward}`;
    const stack = found.get(key);
    if (stack === undefined) found.set(key, [mark]);
    else stack.push(mark);
  }
  return [...found.values()];
};

const markAt = (mark: Mark, y: number, columns: Columns, measure: Measure): Shape[] => {
  const away = mark.outward === 'left' ? -1 : 1;
  const x = columns.x[mark.lane]! + away * (columns.railHalf[mark.lane]! + besideRail + columns.bracketRoom[mark.lane]![mark.outward]);
  const textX = mark.sign === undefined ? x : x + away * signWidth;
  const runs = markRuns(mark, measure);
  const full = runs === mark.runs ? undefined : mark.runs.map((run) => run.text).join('');
  return [...signAt(mark, x, y, away), text(runs, textX, y + 4, away < 0 ? 'end' : 'start', measure, full)];
};

const signAt = ({ sign }: Mark, x: number, y: number, away: number): Shape[] => {
  const middle = x + away * 5;
  switch (sign) {
    case 'good':
      return [check(middle, y, 'good')];
    case 'bad':
      return [cross(middle, y, 3.6, 'error', 'mark')];
    case 'call':
      // Points at the lifeline: the call comes from the application outside.
      return [path('arrowhead', [x - away * 3, y, x + away * 6, y - 4, x + away * 6, y + 4], 'quiet', true)];
    case 'clock':
      return [
        { shape: 'box', style: 'knot', tone: 'quiet', x: round(middle - 5.5), y: round(y - 5.5), width: 11, height: 11, radius: 5.5 },
        path('mark', [middle, y - 3.5, middle, y, middle + 2.5, y + 1], 'quiet'),
      ];
    default:
      return [];
  }
};
