// Timelines → drawings: the whole way of the diagram on one screen.
import type { Timeline } from '../timeline/timeline.ts';
import type { Drawing } from './drawing.ts';
import { layout } from './layout.ts';
import { sayIn } from './say.ts';
import type { SceneOptions } from './cast.ts';
import { scene } from './scene.ts';

/** The diagram of one flow. */
export const draw = (timeline: Timeline, options: SceneOptions = {}): Drawing =>
  layout(scene(timeline, options), { onPurpose: sayIn(options.bundle ?? {})('on purpose') });

/** The flows of a file that have a diagram, in the order of the file: the untitled one only when something happens in it. */
export const flowsToDraw = (timelines: readonly Timeline[]): readonly Timeline[] =>
  timelines.filter(({ flow, length }) => length > 0 || flow.title !== undefined).toSorted((a, b) => a.flow.line - b.flow.line);

/** The diagrams of a file. */
export const drawAll = (timelines: readonly Timeline[], options: SceneOptions = {}): Drawing[] =>
  flowsToDraw(timelines).map((timeline) => draw(timeline, options));
