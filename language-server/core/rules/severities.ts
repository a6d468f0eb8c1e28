// How much findings weigh after what the reader and the author have set. A flow is played and judged before that, so
// that no setting changes what else is found.
import type { Finding } from '../flow/finding.ts';
import type { SetRule } from '../flow/flow.ts';
import { incompleteCode } from '../flow/incomplete.ts';
import type { Severities, Setting } from '../flow/severity.ts';

/** `outer` are the reader's settings; what is written in the file comes after them. */
export const severitiesOf = (outer: Severities, rules: readonly SetRule[]): Severities =>
  (rules.length === 0
    ? outer
    : Object.fromEntries([...Object.entries(outer), ...rules.flatMap(({ statement: { name, setting } }) => (setting === undefined ? [] : [[name.text, setting]]))]));

/** The findings with these severities, without those that are off. What breaks a rule on purpose stays a hint. */
export const weighed = (findings: readonly Finding[], severities: Severities): readonly Finding[] =>
  (isEmpty(severities) ? findings : findings.flatMap((finding) => {
    const setting: Setting | undefined = finding.code !== incompleteCode && Object.hasOwn(severities, finding.code) ? severities[finding.code] : undefined;
    if (setting === undefined) return [finding];
    if (setting === 'off') return [];
    return [finding.onPurpose === true ? finding : { ...finding, severity: setting }];
  }));

const isEmpty = (severities: Severities): boolean => {
  for (const _ in severities) return false;
  return true;
};
