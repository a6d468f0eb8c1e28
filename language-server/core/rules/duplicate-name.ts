// Two endpoints, ISNs or delayed segments of one name.
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

export const duplicateName = rule({
  code: 'duplicate-name',
  severity: 'error',
  summary: 'a name that is taken already',
  *passage({ nameProblems }) {
    for (const problem of nameProblems) {
      if (problem.kind !== 'duplicate-name') continue;
      const { word, line, first } = problem;
      yield { line, span: word.span, message: say`${word.text} is taken already: a name stands for one thing`, related: [{ ...first, message: say`${word.text} is declared here` }] };
    }
  },
});
