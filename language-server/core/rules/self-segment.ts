// A segment from an endpoint to itself.
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

export const selfSegment = rule({
  code: 'self-segment',
  severity: 'error',
  summary: 'source and destination are one endpoint',
  *passage({ nameProblems }) {
    for (const { kind, word, line } of nameProblems) {
      if (kind === 'self-segment') yield { line, span: word.span, message: say`${word.text} sends to itself: a segment goes from one endpoint to another` };
    }
  },
});
