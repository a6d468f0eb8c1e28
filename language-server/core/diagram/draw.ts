// Timelines → drawings: the whole way of the diagram on one screen.
import type { Bundle } from '../flow/message.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Drawing } from './drawing.ts';
import { layout } from './layout.ts';
import { sayIn } from './say.ts';
import { scene } from './scene.ts';

/** The diagram of one flow. `bundle`: translations of messages and of the diagram's own words. */
export const draw = (timeline: Timeline, bundle: Bundle = {}): Drawing =>
  layout(scene(timeline, { bundle }), { onPurpose: sayIn(bundle)('on purpose') });

/** The flows of a file that have a diagram, in the order of the file: the untitled one only when something happens in it. */
export const flowsToDraw = (timelines: readonly Timeline[]): readonly Timeline[] =>
  timelines.filter(({ flow, steps }) => steps.length > 0 || flow.title !== undefined).toSorted((a, b) => a.flow.line - b.flow.line);

/** The diagrams of a file. */
export const drawAll = (timelines: readonly Timeline[], bundle: Bundle = {}): Drawing[] =>
  flowsToDraw(timelines).map((timeline) => draw(timeline, bundle));
