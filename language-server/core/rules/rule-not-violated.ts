// `violates` on a line that does not break that rule. Rules about segments are asked while the flow is played; the catalogue
// knows the others, so it fills them in.
import type { Finding } from '../flow/finding.ts';
import { say } from '../flow/message.ts';
import type { Word } from '../flow/statement.ts';
import type { Judge } from '../timeline/situation.ts';
import { rule, type Rule } from './rule.ts';

const head = {
  code: 'rule-not-violated',
  severity: 'error',
  summary: '`violates` on a line that does not break that rule',
} as const;

/** `others`: the rules that judge no segments. */
export const ruleNotViolated = (others: readonly Rule[]): Rule => rule({
  ...head,
  *passage(passage) {
    for (const step of passage.steps) {
      const word = step.kind === 'segment' ? step.statement.violates : undefined;
      const meant = others.find(({ code, ending, follow }) => code === word?.text && ending === undefined && follow === undefined);
      if (meant === undefined || [...meant.passage?.(passage) ?? []].some(({ line }) => line === step.line)) continue;
      yield notBroken(step.line, word!);
    }
  },
  *ending(ending) {
    for (const { line, statement } of ending.violating) {
      const word = statement.violates!;
      const meant = others.find((one) => one.code === word.text && one.ending !== undefined);
      if (meant === undefined || [...meant.ending!(ending)].some((finding) => finding.line === line)) continue;
      yield notBroken(line, word);
    }
  },
});

/** A line that keeps the rule which it says it breaks. */
export const notBroken = (line: number, word: Word): Finding => ({ code: head.code, severity: head.severity, line, span: word.span, message: say`this line does not break ${word.text}` });

export const notViolated: Judge['notViolated'] = (word, instead) => ({
  code: head.code,
  severity: head.severity,
  at: word.span,
  says: instead === undefined
    ? say`this line does not break ${word.text}: TCP allows it`
    : say`this line does not break ${word.text}, it breaks ${instead.code}`,
  goOn: { kind: 'meant' },
});
