// Findings as workflow commands of GitHub Actions, which become annotations on the lines of a pull request.
import type { Severity } from '../core/flow/finding.ts';
import { format } from '../core/flow/message.ts';
import type { Checked } from './checked.ts';

const commands: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' };

/** One line a finding; nothing for files without any. Columns count from 1, the end included. */
export const githubReport = (checked: readonly Checked[]): string => checked.flatMap(({ file, findings }) =>
  findings.map(({ line, span, severity, code, message }) => {
    const place = `file=${property(file)},line=${line + 1},endLine=${line + 1},col=${span.start + 1},endColumn=${Math.max(span.end, span.start + 1)}`;
    return `::${commands[severity]} ${place},title=${property(code)}::${data(format(message))}\n`;
  })).join('');

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
