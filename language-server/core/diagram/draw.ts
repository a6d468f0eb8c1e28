// Timelines → drawings: the whole way of the diagram on one screen.
import type { Timeline } from '../timeline/timeline.ts';
import type { Drawing } from './drawing.ts';
import { layout } from './layout.ts';
import { sayIn } from './say.ts';
import { scene, type SceneOptions } from './scene.ts';

/** The diagram of one flow. */
export const draw = (timeline: Timeline, options: SceneOptions = {}): Drawing =>
  layout(scene(timeline, options), { onPurpose: sayIn(options.bundle ?? {})('on purpose') });

/** The diagrams of a file, ordered by line. The file's untitled flow is left out when nothing happens in it. */
export const drawAll = (timelines: readonly Timeline[], options: SceneOptions = {}): Drawing[] =>
  timelines
    .filter(({ flow, steps }) => steps.length > 0 || flow.title !== undefined)
    .map((timeline) => draw(timeline, options))
    .sort((a, b) => a.line - b.line);
