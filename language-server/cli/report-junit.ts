// Findings as a JUnit report, the form of test results that build servers read: each file is a test, which errors make fail.
import { format } from '../core/flow/message.ts';
import type { Finding } from '../core/flow/finding.ts';
import type { Checked } from './checked.ts';

export const junitReport = (checked: readonly Checked[]): string => {
  const failures = checked.filter(({ findings }) => findings.some(isError)).length;
  const errors = checked.filter(({ failure }) => failure !== undefined).length;
  const counts = `tests="${checked.length}" failures="${failures}" errors="${errors}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="tflow check" ${counts}>
${checked.map(testCase).join('')}  </testsuite>
</testsuites>
`;
};

const isError = ({ severity }: Finding): boolean => severity === 'error';

const testCase = ({ file, findings, failure }: Checked): string => {
  const parts = [
    ...(failure === undefined ? [] : [`<error message="${escaped(failure)}"/>`]),
    ...failureOf(file, findings.filter(isError)),
    // What does not make a test fail is still there to be read.
    ...(findings.every(isError) ? [] : [`<system-out>${escaped(findings.filter((finding) => !isError(finding)).map((finding) => text(file, finding)).join('\n'))}</system-out>`]),
  ];
  const head = `    <testcase classname="tcpflow" name="${escaped(file)}"`;
  return parts.length === 0 ? `${head}/>\n` : `${head}>\n${parts.map((part) => `      ${part}\n`).join('')}    </testcase>\n`;
};

/** One, with all errors in it: of several, build servers show the first. */
const failureOf = (file: string, [first, ...more]: readonly Finding[]): readonly string[] => {
  if (first === undefined) return [];
  const message = `${format(first.message)}${more.length === 0 ? '' : ` (and ${more.length} more)`}`;
  return [`<failure type="${escaped(first.code)}" message="${escaped(message)}">${escaped([first, ...more].map((finding) => text(file, finding)).join('\n'))}</failure>`];
};

const text = (file: string, { line, span, severity, code, message }: Finding): string => `${file}:${line + 1}:${span.start + 1}: ${severity}[${code}]: ${format(message)}`;

/** XML has no way to write most control characters. */
const escaped = (value: string): string => value
  .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
  .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
