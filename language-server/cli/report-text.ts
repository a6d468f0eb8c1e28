// Findings as a compiler prints them: the message, the place, the line with its carets, where TCP says so.
import { styleText } from 'node:util';
import type { Finding, Severity } from '../core/flow/finding.ts';
import { format } from '../core/flow/message.ts';
import { printable } from '../core/flow/printable.ts';
import type { Span } from '../core/flow/statement.ts';
import { ruleOf } from '../core/rules/index.ts';
import type { Checked } from './checked.ts';
import { excerpt } from './columns.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const styles: Record<Severity, Style> = { error: ['bold', 'red'], warning: ['bold', 'yellow'], info: ['bold', 'blue'], hint: ['bold', 'cyan'] };
const frame: Style = ['bold', 'blue'];

/** All findings, file by file, and one line that sums them up. */
export const textReport = (checked: readonly Checked[], colour: boolean): string => {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const reports = checked.flatMap((file) => file.findings.map((finding) => `${report(file, finding, paint)}\n`));
  return [...reports, `${summary(checked)}\n`].join('\n');
};

const report = ({ file, lines }: Checked, finding: Finding, paint: Paint): string => {
  const { code, severity, line, span, message, related = [] } = finding;
  const rfc = ruleOf(code)?.rfc;
  // As wide as the longest of the line numbers that are shown.
  const margin = ' '.repeat(String(Math.max(line, ...related.map((place) => place.line)) + 1).length);
  const bar = paint(frame, '|');
  const quote = (at: number, where: Span, mark: string, style: Style, says: string): readonly string[] => {
    const { text, indent, marked } = excerpt(lines[at] ?? '', where);
    const number = paint(frame, String(at + 1).padStart(margin.length));
    return [`${number} ${bar} ${text}`, `${margin} ${bar} ${indent}${paint(style, `${mark.repeat(marked)}${says}`)}`];
  };
  return [
    `${paint(styles[severity], `${severity}[${code}]`)}${paint('bold', `: ${printable(format(message))}`)}`,
    `${margin}${paint(frame, '-->')} ${file}:${line + 1}:${span.start + 1}`,
    `${margin} ${bar}`,
    ...quote(line, span, '^', styles[severity], ''),
    ...related.flatMap((place) => quote(place.line, place.span, '-', frame, ` ${printable(format(place.message))}`)),
    ...(rfc === undefined ? [] : [`${margin} ${paint(frame, '=')} RFC ${rfc}`]),
  ].join('\n');
};

const nouns: Record<Severity, readonly [one: string, many: string]> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  info: ['remark', 'remarks'],
  hint: ['hint', 'hints'],
};

const summary = (checked: readonly Checked[]): string => {
  const count = (number: number, [one, many]: readonly [string, string]): string => `${number} ${number === 1 ? one : many}`;
  const read = checked.filter(({ failure }) => failure === undefined);
  const found = Map.groupBy(read.flatMap(({ findings }) => findings), ({ severity }) => severity);
  const counts = (Object.keys(nouns) as Severity[]).flatMap((severity) => {
    const number = found.get(severity)?.length ?? 0;
    return number === 0 ? [] : [count(number, nouns[severity])];
  });
  if (read.length < checked.length) counts.push(`${checked.length - read.length} not checked`);
  return `${count(read.length, ['file', 'files'])} checked: ${counts.length === 0 ? 'no problems' : counts.join(', ')}`;
};
