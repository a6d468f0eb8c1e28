// What is so at a line of a flow: which step stands there, and how an end's TCB was before it and is after it.
import type { Tcb } from '../tcp/tcb.ts';
import type { Change, EndId, SegmentStep, Step, Timeline } from './timeline.ts';

/** The flow that a line belongs to; the file's untitled flow reaches over all others, so they come first. */
export const timelineAt = (timelines: readonly Timeline[], line: number): Timeline | undefined =>
  timelines.findLast(({ flow }) => flow.line <= line && line <= flow.endLine);

export const stepAt = (timeline: Timeline, line: number): Step | undefined => timeline.steps.find((step) => step.line === line);

/** An end's block after everything up to a line, and the change that brought it into its state. */
export interface Standing {
  readonly tcb: Tcb;
  /** The last change of state; absent since the beginning. */
  readonly since?: { readonly line: number; readonly change: Change };
}

/** After the line, or before it with `before`. */
export const standing = (timeline: Timeline, { connection, side }: EndId, line: number, before = false): Standing => {
  let { initial: tcb } = timeline.connections[connection]!.ends[side];
  let since: Standing['since'];
  for (const step of timeline.steps) {
    if (step.line > line || (before && step.line === line)) break;
    for (const change of step.changes) {
      if (change.connection !== connection || change.side !== side) continue;
      if (change.before.state !== change.after.state) since = { line: step.line, change };
      tcb = change.after;
    }
  }
  return { tcb, ...(since === undefined ? {} : { since }) };
};

/** Both ends' blocks of a connection, and the last line that changed one of them; absent since the beginning. */
export interface Blocks {
  readonly tcbs: readonly [Tcb, Tcb];
  readonly lastLine?: number;
}

/** All connections, by their ids, before a line: one pass over the flow, however many there are. */
export const blocksBefore = (timeline: Timeline, line: number): readonly Blocks[] => {
  const blocks: Blocks[] = timeline.connections.map(({ ends }) => ({ tcbs: [ends[0].initial, ends[1].initial] }));
  for (const step of timeline.steps) {
    if (step.line >= line) break;
    for (const { connection, side, after } of step.changes) {
      const { tcbs } = blocks[connection]!;
      blocks[connection] = { tcbs: side === 0 ? [after, tcbs[1]] : [tcbs[0], after], lastLine: step.line };
    }
  }
  return blocks;
};

/** What a segment's arrival changed at the receiver, each time it arrived. */
export const arrivalsOf = (timeline: Timeline, index: number): readonly Change[] => {
  const step = timeline.steps[index] as SegmentStep;
  return step.arrivals.flatMap((at) => timeline.steps[at]!.changes.filter(({ cause }) => cause.kind === 'arrived' && cause.step === index));
};
