// An application's call that the state refuses.
import { say, type Message } from '../flow/message.ts';
import type { CallStep, Passage } from '../timeline/timeline.ts';
import { nameOf, sinceWhen } from './end-of-step.ts';
import { rule } from './rule.ts';

export const impossibleCall = rule({
  code: 'impossible-call',
  severity: 'error',
  rfc: '9293 §3.10',
  summary: 'a call that the state refuses',
  *passage(passage) {
    for (const step of passage.steps) {
      if (step.kind !== 'call' || step.error === undefined) continue;
      const related = sinceWhen(nameOf(passage, step.end), step.state, step.since);
      yield { line: step.line, span: step.statement.callSpan, message: refusal(passage, step), ...related };
    }
  },
});

const refusal = (passage: Passage, { statement: { call }, end, error, state }: CallStep): Message => {
  const name = nameOf(passage, end);
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
