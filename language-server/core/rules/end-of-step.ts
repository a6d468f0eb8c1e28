// Who an end is, in which state, and since when: shared by the rules about calls, timers and expectations.
import type { Related } from '../flow/finding.ts';
import { say } from '../flow/message.ts';
import type { State } from '../tcp/state.ts';
import { standing } from '../timeline/at-line.ts';
import type { EndId, Timeline } from '../timeline/timeline.ts';

const endpointName = (timeline: Timeline, { connection, side }: EndId): string =>
  timeline.endpoints[timeline.connections[connection]!.ends[side].endpoint]!.name;

/** The endpoint's name and its state before the line. */
export const nameOf = (timeline: Timeline, end: EndId, line: number): { readonly name: string; readonly state: State } =>
  ({ name: endpointName(timeline, end), state: standing(timeline, end, line, true).tcb.state });

/** The line that brought an end into the state that it has before `line`. */
export const sinceOf = (timeline: Timeline, end: EndId, line: number): { readonly related?: readonly Related[] } => {
  const { since } = standing(timeline, end, line, true);
  if (since === undefined) return {};
  const step = timeline.steps.find((one) => one.line === since.line);
  const span = step !== undefined && 'statement' in step && step.statement !== undefined ? step.statement.span : { start: 0, end: 1 };
  return { related: [{ line: since.line, span, message: say`${endpointName(timeline, end)} is in ${since.change.after.state} since here` }] };
};
