// tcpflow/count: how much is found in texts that no document has yet.
import type { Finding } from '../core/flow/finding.ts';
import type { Severities } from '../core/flow/severity.ts';
import type { CountParams, FindingCounts } from '../protocol.ts';
import { openDocument } from './document.ts';

/** In small steps. `severities` gives what the reader has set at that time. */
export const countFindings = function* ({ texts }: CountParams, severities: () => Severities): Generator<undefined, readonly FindingCounts[]> {
  const counts: FindingCounts[] = [];
  for (const text of texts) counts.push(countOf((yield* openDocument('', 0, text, severities).work()).findings));
  return counts;
};

const countOf = (findings: readonly Finding[]): FindingCounts => {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return { errors, warnings, others: findings.length - errors - warnings };
};
