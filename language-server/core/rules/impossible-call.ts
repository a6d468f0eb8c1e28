// An application's call that the state refuses.
import { say, type Message } from '../flow/message.ts';
import type { CallStep, Timeline } from '../timeline/timeline.ts';
import { nameOf, sinceOf } from './end-of-step.ts';
import { rule } from './rule.ts';

export const impossibleCall = rule({
  code: 'impossible-call',
  severity: 'error',
  rfc: '9293 §3.10',
  summary: 'a call that the state refuses',
  *timeline(timeline) {
    for (const step of timeline.steps) {
      if (step.kind !== 'call' || step.error === undefined) continue;
      yield { line: step.line, span: step.statement.callSpan, message: refusal(timeline, step), ...sinceOf(timeline, step.end, step.line) };
    }
  },
});

const refusal = (timeline: Timeline, { statement: { call }, end, error, line }: CallStep): Message => {
  const { name, state } = nameOf(timeline, end, line);
  switch (error) {
    case 'connection already exists':
      return say`${call}() fails: ${name} is in ${state}, it has this connection already`;
    case 'connection does not exist':
      return say`${call}() fails: ${name} is CLOSED, there is no connection`;
    case 'connection not established':
      return say`${call}() fails: ${name} is in ${state}, no peer has connected yet`;
    default:
      return say`${call}() fails: ${name} is in ${state}, its side of the connection is closing`;
  }
};
