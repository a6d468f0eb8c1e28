// `violates` or `rule` with a word that no rule has. The catalogue knows the rules, so it fills them in.
import { nearest } from '../flow/nearest.ts';
import { say } from '../flow/message.ts';
import type { Word } from '../flow/statement.ts';
import type { Step } from '../timeline/timeline.ts';
import { rule, type Rule, type RuleFinding } from './rule.ts';

export const unknownRule = (known: ReadonlySet<string>): Rule => rule({
  code: 'unknown-rule',
  severity: 'error',
  summary: '`violates` or `rule` names a rule that does not exist',
  passage: ({ steps }) => steps.flatMap(violated).filter(({ word }) => !known.has(word.text)).map((one) => unknown(one, known)),
  ending: ({ flow: { rules } }) =>
    rules.map(({ line, statement: { name } }) => ({ line, word: name })).filter(({ word }) => !known.has(word.text)).map((one) => unknown(one, known)),
});

interface Named {
  readonly line: number;
  readonly word: Word;
}

const unknown = ({ line, word }: Named, known: ReadonlySet<string>): RuleFinding => {
  const meant = nearest(word.text, known);
  return meant === undefined
    ? { line, span: word.span, message: say`no rule is called ${word.text}` }
    : { line, span: word.span, message: say`no rule is called ${word.text}; did you mean ${meant}?`, fix: meant };
};

const violated = (step: Step): readonly Named[] =>
  (step.kind === 'segment' && step.statement.violates !== undefined ? [{ line: step.line, word: step.statement.violates }] : []);
