// What is so at a line of a flow: which step stands there, and how an end's TCB was before it and is after it.
import type { Change, EndId, SegmentStep, Standing, Step, Timeline } from './timeline.ts';

/** The flow that a line belongs to; the file's untitled flow reaches over all others, so they come first. */
export const flowAt = <One extends Pick<Timeline, 'flow'>>(flows: readonly One[], line: number): One | undefined =>
  flows.findLast(({ flow }) => flow.line <= line && line <= flow.endLine);

export const timelineAt = (timelines: readonly Timeline[], line: number): Timeline | undefined => flowAt(timelines, line);

export const stepAt = (timeline: Timeline, line: number): Step | undefined => timeline.stepAt(line);

/** After the line, or before it with `before`. */
export const standing = (timeline: Timeline, end: EndId, line: number, before = false): Standing => timeline.standing(end, line, before);

/** The steps above a line, the nearest first, `most` at most: of a long flow the last ones tell enough. */
export const stepsAbove = function* (timeline: Timeline, line: number, most = 200): Generator<Step> {
  const end = timeline.indexFrom(line);
  for (let index = end - 1; index >= Math.max(0, end - most); index--) yield timeline.step(index)!;
};

/** What a segment's arrival changed at the receiver, each time it arrived. */
export const arrivalsOf = (timeline: Timeline, step: SegmentStep): readonly Change[] =>
  step.arrivals.flatMap((at) => timeline.step(at)!.changes.filter(({ cause }) => cause.kind === 'arrived' && cause.line === step.line));
