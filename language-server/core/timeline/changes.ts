// What a segment, a call or time does to the blocks of both ends, as a step shows it. Plays nothing.
import type { FlowStep } from '../flow/flow.ts';
import type { Segment } from '../tcp/segment.ts';
import type { Tcb } from '../tcp/tcb.ts';
import type { Event } from '../tcp/transitions.ts';
import { otherSide, type arrive, type Reading } from './reading.ts';
import type { Change, EndId } from './timeline.ts';

/** An end sends. `events`: what happens to its state. */
export const leaving = ({ connection, side }: EndId, before: Reading, after: Reading, events: readonly Event[]): Change =>
  ({ connection, side, before: before.tcbs[side], after: after.tcbs[side], cause: { kind: 'sent' }, events });

/** Something happens to an end without a segment: a call, a timer, time that passes. */
export const byItself = ({ connection, side }: EndId, before: Tcb, after: Tcb, events: readonly Event[]): Change => ({ connection, side, before, after, cause: { kind: 'itself' }, events });

/** What an end has sent in `step` arrives at the other one; nothing where it was not on its way. */
export const arriving = (
  sender: EndId, step: FlowStep, segment: Segment, before: Reading, after: Reading, { outcome, events }: Pick<ReturnType<typeof arrive>, 'outcome' | 'events'>,
): readonly Change[] => {
  if (outcome === undefined || outcome === 'checksum-failed') return [];
  const side = otherSide(sender.side);
  const cause = { kind: 'arrived', line: step.line, step: step.index, outcome, from: step, segment } as const;
  return [{ connection: sender.connection, side, before: before.tcbs[side], after: after.tcbs[side], cause, events }];
};
