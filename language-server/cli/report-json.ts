// Findings as JSON for other programs. Lines and columns count from 1; columns are UTF-16 units, as in editors.
import { format } from '../core/flow/message.ts';
import type { Checked } from './checked.ts';

export const jsonReport = (checked: readonly Checked[]): string => {
  const diagnostics = checked.flatMap(({ file, findings }) => findings.map(({ line, span, severity, code, message }) => ({
    file, line: line + 1, column: span.start + 1, endLine: line + 1, endColumn: span.end + 1, severity, code, message: format(message),
  })));
  return `${JSON.stringify({ diagnostics }, undefined, 2)}\n`;
};
