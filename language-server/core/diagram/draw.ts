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

/** The diagrams of a file, ordered by line. The file's untitled flow is left out when nothing happens in it. */
export const drawAll = (timelines: readonly Timeline[], bundle: Bundle = {}): Drawing[] =>
  timelines
    .filter(({ flow, steps }) => steps.length > 0 || flow.title !== undefined)
    .map((timeline) => draw(timeline, bundle))
    .sort((a, b) => a.line - b.line);
