// What happens to a connection, one after the other: segments that are sent and arrive, timers and calls. The rules that follow
// a connection over several lines are told of it, and say what they want to remember.
import type { FlowStep } from '../flow/flow.ts';
import type { SegmentStatement, Span, TimerName } from '../flow/statement.ts';
import type { Outcome } from '../tcp/segment-arrives.ts';
import type { Segment } from '../tcp/segment.ts';
import type { Seq } from '../tcp/seq.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { seqText } from '../timeline/numbers.ts';
import type { Endpoint, Ends, Side, Step } from '../timeline/timeline.ts';

interface Happening_ {
  /** The side that sends, receives, calls, or whose timer it is. */
  readonly side: Side;
  /** Milliseconds since the flow began, where the line gives a time. */
  readonly at?: number;
}

/** A segment's line, to be remembered and pointed to. */
export interface SegmentLine {
  readonly placed: FlowStep;
  readonly statement: SegmentStatement;
}

export interface Sent extends Happening_, SegmentLine {
  readonly kind: 'sent';
  /** As it was meant, where the line was wrong. */
  readonly segment: Segment;
  /** The sender before it leaves. */
  readonly own: Tcb;
  /**
   * The line says exactly what its end did at that moment: it is right so far, nothing about the end is in doubt, and it is
   * no far end of an observed flow.
   */
  readonly sure: boolean;
  /** Nothing is wrong with the line so far. */
  readonly right: boolean;
  /** In an observed flow: what stands above was captured before the sender's TCP had it, so that this may answer something older. */
  readonly captured: boolean;
}

export interface Received extends Happening_, SegmentLine {
  readonly kind: 'arrived';
  readonly segment: Segment;
  /** The receiver before and after it. */
  readonly before: Tcb;
  readonly after: Tcb;
  readonly outcome: Outcome;
  /** Its line says when it left, and a later one when it came. */
  readonly late: boolean;
  /** It comes as its line says it: a line that is wrong may never have been sent. */
  readonly sure: boolean;
}

export interface Expired extends Happening_ {
  readonly kind: 'timeout';
  readonly placed: FlowStep;
  readonly span: Span;
  readonly timer: TimerName;
  readonly running: boolean;
}

export type Happening = Sent | Received | Expired | (Happening_ & { readonly kind: 'call' });

/** A segment leaves, and its line says exactly what its end did. */
export const isSurelySent = (one: Happening): one is Sent => one.kind === 'sent' && one.sure;

/** Who takes part. */
export interface Scene {
  readonly endpoints: readonly Endpoint[];
  readonly ends: Ends['ends'];
}

export const nameOf = ({ endpoints, ends }: Scene, side: Side): string => endpoints[ends[side].endpoint]!.name;

/** A number of the sequence space of one side, as the author would write it. */
export const numberOf = ({ endpoints, ends }: Scene, side: Side, seq: Seq): string => seqText(endpoints[ends[side].endpoint], seq);

/** What happens in a step, by connection. `far`: the endpoints that an observed flow sees from afar. */
export const happeningsOf = (step: Step, placed: FlowStep, connections: readonly Ends[], far: readonly number[]): readonly (readonly [connection: number, Happening])[] => {
  const all: (readonly [number, Happening])[] = [];
  const time = step.at !== undefined && { at: step.at };
  if (step.kind === 'timeout') {
    const { end: { connection, side }, running, statement: { timer, span } } = step;
    all.push([connection, { kind: 'timeout', side, placed, span, timer, running, ...time }]);
  }
  if (step.kind === 'call') all.push([step.end.connection, { kind: 'call', side: step.end.side, ...time }]);
  for (const { cause, connection, side, before, after } of step.changes) {
    if (cause.kind === 'sent' && step.kind === 'segment') {
      const right = isRight(step);
      const sure = !before.doubt && right && !far.includes(connections[connection]!.ends[side].endpoint);
      all.push([connection, { kind: 'sent', side, placed, statement: step.statement, segment: step.meant, own: before, sure, right, captured: step.sight !== undefined, ...time }]);
    }
    if (cause.kind === 'arrived' && cause.outcome !== 'checksum-failed') {
      const { from, segment, outcome } = cause;
      all.push([connection, { kind: 'arrived', side, placed: from, statement: from.statement as SegmentStatement, segment, before, after, outcome, late: from !== placed, sure: isRight(step), ...time }]);
    }
  }
  return all;
};

/** One mistake a line: nothing more is said about a line that is wrong. */
const isRight = ({ findings }: Step): boolean => findings.every(({ severity, onPurpose }) => severity !== 'error' && onPurpose !== true);

/** The line as a related place. */
export const related = ({ placed: { line }, statement: { span } }: SegmentLine): { readonly line: number; readonly span: Span } => ({ line, span });

/** Only what is remembered of a line. */
export const lineOf = ({ placed, statement }: SegmentLine): SegmentLine => ({ placed, statement });

/** Milliseconds as they are shown, to the microsecond: times that were added up are not exact. */
export const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
