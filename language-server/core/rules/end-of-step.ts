// Who an end is, in which state, and since when: shared by the rules about calls, timers and expectations.
import type { Related } from '../flow/finding.ts';
import { say } from '../flow/message.ts';
import type { State } from '../tcp/state.ts';
import type { EndId, Timeline } from '../timeline/timeline.ts';

/** The endpoint's name and its state before the line. */
export const nameOf = (timeline: Timeline, { connection, side }: EndId, line: number): { readonly name: string; readonly state: State } => {
  const end = timeline.connections[connection]!.ends[side];
  let { state } = end.initial;
  for (const step of timeline.steps) {
    if (step.line >= line) break;
    for (const change of step.changes) if (change.connection === connection && change.side === side) state = change.after.state;
  }
  return { name: timeline.endpoints[end.endpoint]!.name, state };
};

/** The line that brought an end into the state that it has before `line`. */
export const sinceOf = (timeline: Timeline, { connection, side }: EndId, line: number): { readonly related?: readonly Related[] } => {
  let found: Related | undefined;
  const { name } = nameOf(timeline, { connection, side }, line);
  for (const step of timeline.steps) {
    if (step.line >= line) break;
    for (const change of step.changes) {
      if (change.connection !== connection || change.side !== side || change.before.state === change.after.state) continue;
      const span = 'statement' in step && step.statement !== undefined ? step.statement.span : { start: 0, end: 1 };
      found = { line: step.line, span, message: say`${name} is in ${change.after.state} since here` };
    }
  }
  return found === undefined ? {} : { related: [found] };
};
