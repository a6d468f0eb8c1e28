// What happens in a flow, one after the other: segments that are sent and arrive, and timers that run out, each with what
// the ends know at that moment. Shared by the rules that follow a flow over several lines; made once a timeline.
import { otherSide } from '../timeline/reading.ts';
import type { CallStep, EndId, SegmentStep, Step, TimeoutStep, Timeline } from '../timeline/timeline.ts';
import type { Outcome } from '../tcp/segment-arrives.ts';
import type { Segment } from '../tcp/segment.ts';
import type { Tcb } from '../tcp/tcb.ts';

interface Happening_ {
  /** The end that sends, receives, calls, or whose timer it is; `key` tells ends apart. */
  readonly end: EndId;
  readonly key: number;
  /** Milliseconds since the flow began, where its line gives a time. */
  readonly at?: number;
}

export interface Sent extends Happening_ {
  readonly kind: 'sent';
  readonly step: SegmentStep;
  readonly index: number;
  /** As it was meant, where the line was wrong. */
  readonly segment: Segment;
  /** Both ends before it leaves. */
  readonly own: Tcb;
  readonly peer: Tcb;
  /**
   * The line says exactly what its end did at that moment: it is right so far, nothing about the end is in doubt, and it is
   * no far end of an observed flow.
   */
  readonly sure: boolean;
}

export interface Received extends Happening_ {
  readonly kind: 'arrived';
  /** The step that sent it. */
  readonly step: SegmentStep;
  readonly index: number;
  readonly segment: Segment;
  /** The end before and after it. */
  readonly before: Tcb;
  readonly after: Tcb;
  readonly outcome: Outcome;
}

export type Happening = Sent | Received | (Happening_ & { readonly kind: 'timeout'; readonly step: TimeoutStep }) | (Happening_ & { readonly kind: 'call'; readonly step: CallStep });

const known = new WeakMap<Timeline, readonly Happening[]>();

export const happenings = (timeline: Timeline): readonly Happening[] => {
  let found = known.get(timeline);
  if (found === undefined) known.set(timeline, found = walk(timeline));
  return found;
};

const walk = (timeline: Timeline): readonly Happening[] => {
  const { steps, connections, endpoints } = timeline;
  const observed = steps.find((step) => step.kind === 'observed');
  const near = observed?.statement.at?.text;
  const tcbs = connections.map(({ ends }) => [ends[0].initial, ends[1].initial] as [Tcb, Tcb]);
  const found: Happening[] = [];
  for (const [index, step] of steps.entries()) {
    const time = step.at === undefined ? {} : { at: step.at };
    if (step.kind === 'timeout' || step.kind === 'call') found.push({ kind: step.kind, step, end: step.end, key: keyOf(step.end), ...time } as Happening);
    for (const { cause, connection, side, before, after } of step.changes) {
      const both = tcbs[connection]!;
      const end = { connection, side };
      const common = { end, key: keyOf(end), ...time };
      if (cause.kind === 'sent' && step.kind === 'segment') {
        const far = observed !== undefined && endpoints[connections[connection]!.ends[side].endpoint]!.name !== near;
        found.push({ ...common, kind: 'sent', step, index, segment: step.meant, own: before, peer: both[otherSide(side)], sure: !far && !before.doubt && isRight(step) });
      }
      if (cause.kind === 'arrived' && cause.outcome !== 'checksum-failed') {
        const sender = steps[cause.step] as SegmentStep;
        found.push({ ...common, kind: 'arrived', step: sender, index: cause.step, segment: sender.meant, before, after, outcome: cause.outcome });
      }
      both[side] = after;
    }
  }
  return found;
};

const keyOf = ({ connection, side }: EndId): number => connection * 2 + side;

/** The key of the other end. */
export const peerKey = (key: number): number => key ^ 1;

/** One mistake a line: nothing more is said about a line that is wrong. */
const isRight = ({ findings }: Step): boolean => findings.every(({ severity, onPurpose }) => severity !== 'error' && onPurpose !== true);

/** Names of an end and of its peer. */
export const namesOf = ({ endpoints, connections }: Timeline, { connection, side }: EndId): { readonly from: string; readonly to: string } => {
  const { ends } = connections[connection]!;
  return { from: endpoints[ends[side].endpoint]!.name, to: endpoints[ends[otherSide(side)].endpoint]!.name };
};
