// A line whose time lies before that of the line above it.
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

export const timeWentBack = rule({
  code: 'time-went-back',
  severity: 'error',
  summary: '`@` earlier than the line above',
  *passage({ timeProblems }) {
    for (const { line, span, ms, before } of timeProblems) {
      yield { line, span, message: say`${ms} ms is before ${before} ms, the time of what stands above: time does not run backwards` };
    }
  },
});
