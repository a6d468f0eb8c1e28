// tcpflow/count: how much is found in texts that no document has yet. Long ones are looked at in turns, so that what a person
// types in between comes first.
import type { Finding } from '../core/flow/finding.ts';
import type { Severities } from '../core/flow/severity.ts';
import type { CountParams, FindingCounts } from '../protocol.ts';
import { background } from './background.ts';
import { openDocument } from './document.ts';

/** `severities` gives what the reader has set at that time. */
export const findingCounter = (severities: () => Severities): ((params: CountParams) => Promise<readonly FindingCounts[]>) => {
  const checking = background(() => undefined);
  let asked = 0;
  return async ({ texts }) => {
    const name = String(asked++);
    const counts: FindingCounts[] = [];
    let problem: unknown;
    checking.start(name, (function* () {
      try {
        for (const text of texts) counts.push(countOf((yield* openDocument('', 0, text, severities).work()).findings));
      } catch (thrown) {
        problem = thrown;
      }
    })());
    await checking.idle(name);
    if (problem !== undefined) throw problem instanceof Error ? problem : new Error(String(problem));
    return counts;
  };
};

const countOf = (findings: readonly Finding[]): FindingCounts => {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return { errors, warnings, others: findings.length - errors - warnings };
};
