// Finds what belongs to a line: the flow around it, the steps above it, what came of its segment.
import type { Change, SegmentStep, Step, Timeline } from './timeline.ts';

/** The flow that a line belongs to; the file's untitled flow reaches over all others, so they come first. */
export const flowAt = <One extends Pick<Timeline, 'flow'>>(flows: readonly One[], line: number): One | undefined =>
  flows.findLast(({ flow }) => flow.line <= line && line <= flow.endLine);

/** The steps above a line, the nearest first, `most` at most: of a long flow the last ones tell enough. */
export const stepsAbove = function* (timeline: Timeline, line: number, most = 200): Generator<Step> {
  const end = timeline.indexFrom(line);
  for (let index = end - 1; index >= Math.max(0, end - most); index--) yield timeline.step(index)!;
};

/** What a segment's arrival changed at the receiver, each time it arrived. */
export const arrivalsOf = (timeline: Timeline, step: SegmentStep): readonly Change[] =>
  step.arrivals.flatMap((at) => timeline.step(at)!.changes.filter(({ cause }) => cause.kind === 'arrived' && cause.line === step.line));
