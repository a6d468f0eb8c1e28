// `violates` with a word that no rule has. The catalogue knows the rules, so it fills them in.
import { nearest } from '../flow/nearest.ts';
import { say } from '../flow/message.ts';
import { rule, type Rule } from './rule.ts';

export const unknownRule = (known: ReadonlySet<string>): Rule => rule({
  code: 'unknown-rule',
  severity: 'error',
  summary: '`violates` names a rule that does not exist',
  *passage({ steps }) {
    for (const step of steps) {
      const word = step.kind === 'segment' ? step.statement.violates : undefined;
      if (word === undefined || known.has(word.text)) continue;
      const meant = nearest(word.text, known);
      yield meant === undefined
        ? { line: step.line, span: word.span, message: say`no rule is called ${word.text}` }
        : { line: step.line, span: word.span, message: say`no rule is called ${word.text}; did you mean ${meant}?`, fix: meant };
    }
  },
});
