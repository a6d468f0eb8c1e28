// An endpoint that nobody declared, in a flow that declares its endpoints.
import { nearest } from '../flow/nearest.ts';
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

export const unknownEndpoint = rule({
  code: 'unknown-endpoint',
  severity: 'error',
  summary: 'an endpoint that is not declared',
  *passage({ nameProblems }) {
    for (const problem of nameProblems) {
      if (problem.kind !== 'unknown-endpoint') continue;
      const { word, line, known } = problem;
      const meant = nearest(word.text, known);
      yield meant === undefined
        ? { line, span: word.span, message: say`no endpoint is called ${word.text}` }
        : { line, span: word.span, message: say`no endpoint is called ${word.text}; did you mean ${meant}?`, fix: meant };
    }
  },
});
