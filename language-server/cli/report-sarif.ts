// Findings as SARIF 2.1.0 (OASIS), which code scanning services read. Lines and columns count from 1, columns are UTF-16 units.
import type { Finding, Severity } from '../core/flow/finding.ts';
import { format } from '../core/flow/message.ts';
import type { Span } from '../core/flow/statement.ts';
import { ruleOf } from '../core/rules/index.ts';
import { isIncomplete, type Checked } from './checked.ts';

const levels: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

export const sarifReport = (checked: readonly Checked[]): string => {
  const codes = [...new Set(checked.flatMap(({ findings }) => findings.map(({ code }) => code)))].sort();
  const failures = checked.filter(({ failure }) => failure !== undefined);
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'tflow', rules: codes.map(descriptor) } },
      columnKind: 'utf16CodeUnits',
      invocations: [{
        executionSuccessful: !checked.some(isIncomplete),
        ...(failures.length === 0 ? {} : {
          toolExecutionNotifications: failures.map(({ file, failure }) => (
            { level: 'error', message: { text: failure }, locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }] })),
        }),
      }],
      results: checked.flatMap(({ file, findings }) => findings.map((finding) => result(file, finding, codes))),
    }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

const descriptor = (code: string): object => {
  const rule = ruleOf(code);
  if (rule === undefined) return { id: code };
  return {
    id: code,
    shortDescription: { text: rule.summary },
    defaultConfiguration: { level: levels[rule.severity] },
    ...(rule.rfc === undefined ? {} : { help: { text: `RFC ${rule.rfc}` } }),
  };
};

const result = (file: string, { code, severity, line, span, message, related = [], onPurpose }: Finding, codes: readonly string[]): object => ({
  ruleId: code,
  ruleIndex: codes.indexOf(code),
  level: levels[severity],
  message: { text: format(message) },
  locations: [{ physicalLocation: place(file, line, span) }],
  // The line says `violates`.
  ...(onPurpose === true ? { suppressions: [{ kind: 'inSource' }] } : {}),
  ...(related.length === 0 ? {} : {
    relatedLocations: related.map((other) => ({ physicalLocation: place(file, other.line, other.span), message: { text: format(other.message) } })),
  }),
});

const place = (file: string, line: number, { start, end }: Span): object => ({
  artifactLocation: { uri: uriOf(file) },
  region: { startLine: line + 1, startColumn: start + 1, endLine: line + 1, endColumn: Math.max(start, end) + 1 },
});

/** A path as a URI: relative ones stay so, a drive letter is no scheme. */
const uriOf = (file: string): string => {
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]%3A\//.test(path)) return `file:///${path.replace('%3A', ':')}`;
  return path.startsWith('/') ? `file://${path}` : path;
};
