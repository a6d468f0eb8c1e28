// tcpflow/count: how much is found in a text that no document has yet.
import { analyze } from '../core/analyze.ts';
import type { FindingCounts } from '../protocol.ts';
import { parseLines } from '../syntax/lines.ts';

export const countFindings = (text: string): FindingCounts => {
  const { findings } = analyze(parseLines(text));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return { errors, warnings, others: findings.length - errors - warnings };
};
