// A name of a sequence number or of a delayed segment that nothing has.
import { nearest } from '../flow/nearest.ts';
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

export const unknownName = rule({
  code: 'unknown-name',
  severity: 'error',
  summary: 'a name that nothing has: an ISN or a delayed segment',
  *passage({ nameProblems }) {
    for (const problem of nameProblems) {
      if (problem.kind !== 'unknown-name') continue;
      const { word, line, known } = problem;
      const meant = nearest(word.text, known);
      yield meant === undefined
        ? { line, span: word.span, message: say`nothing is called ${word.text} here` }
        : { line, span: word.span, message: say`nothing is called ${word.text} here; did you mean ${meant}?`, fix: meant };
    }
  },
});
