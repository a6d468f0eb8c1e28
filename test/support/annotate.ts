// Findings as comment lines below the lines they are about, so that an annotated file is its own snapshot.
// Knows lines, spans and messages; not where findings come from.
import { format } from '../../language-server/core/flow/message.ts';
import type { Finding } from '../../language-server/core/flow/finding.ts';

/** A fixture without its markers. */
export interface Stripped {
  readonly text: string;
  readonly lines: readonly string[];
  /** The lines, from 0, below which a `//=` line stood. */
  readonly revealed: ReadonlySet<number>;
  /** The lines below which a `//>` line stood. */
  readonly told: ReadonlySet<number>;
}

/**
 * The lines with their findings below, and below those what was asked for with `//>` (what would be right instead, and the other places that explain
 * the finding, by the lines between) and with `//=`:
 *
 *     client -> server: [SYN] seq=0
 *     //= client SYN-SENT, server SYN-RECEIVED
 *     server -> client: [SYN, ACK] seq=0 ack=7
 *     //                                 ^^^^^ error[ack-of-unsent-data]: acknowledges 7, but …
 *     //> instead: ack=1
 *     //> 1 above, [SYN]: …
 *
 * `reveal` says what to write for a line; without it, or where it knows nothing, the `//=` line stays empty.
 */
export const annotate = (
  { lines, revealed, told }: Stripped,
  findings: readonly Finding[],
  reveal: (line: number) => string | undefined = () => undefined,
): string => {
  const byLine = new Map<number, Finding[]>();
  for (const finding of findings) byLine.set(finding.line, [...(byLine.get(finding.line) ?? []), finding]);
  const annotated = lines.flatMap((text, line) => [
    text,
    ...(byLine.get(line) ?? []).toSorted(byColumn).map(marker),
    ...(told.has(line) ? more(lines, (byLine.get(line) ?? []).toSorted(byColumn)) : []),
    ...(revealed.has(line) ? [`//= ${reveal(line) ?? ''}`.trimEnd()] : []),
  ]);
  // A finding on a line that does not exist must not get lost.
  const astray = findings.filter(({ line }) => line < 0 || line >= lines.length).map((each) => `//! line ${each.line}: ${marker(each)}`);
  return [...annotated, ...astray].join('\n');
};

/** Takes the markers out again. */
export const strip = (annotated: string): Stripped => {
  const lines: string[] = [];
  const revealed = new Set<number>();
  const told = new Set<number>();
  for (const line of annotated.split(/\r\n|\n|\r/)) {
    if (/^\/\/=(?: |$)/.test(line)) revealed.add(lines.length - 1);
    else if (/^\/\/>(?: |$)/.test(line)) told.add(lines.length - 1);
    else if (!markerLine.test(line)) lines.push(line);
  }
  return { text: lines.join('\n'), lines, revealed, told };
};

// Two columns are taken by the slashes: a span that begins there is written as numbers. Better to indent the fixture.
const marker = ({ span: { start, end }, severity, code, message }: Finding): string => {
  const place = start < 2 ? `//@${start}-${end}` : `//${' '.repeat(start - 2)}${'^'.repeat(Math.max(1, end - start))}`;
  return `${place} ${severity}[${code}]: ${format(message)}`;
};

const more = (lines: readonly string[], findings: readonly Finding[]): readonly string[] => {
  const said = findings.flatMap(({ line, fix, fixSpan, related = [] }) => [
    ...(fix === undefined ? [] : [`//> ${fixSpan === undefined ? 'instead' : `instead of ${lines[line]!.slice(fixSpan.start, fixSpan.end)}`}: ${fix}`.trimEnd()]),
    ...related.map((other) => `//> ${line - other.line} above, ${lines[other.line]!.slice(other.span.start, other.span.end)}: ${format(other.message)}`),
  ]);
  return said.length === 0 ? ['//>'] : said;
};

const markerLine = /^\/\/(?: *\^+|@\d+-\d+|! line .*) (?:error|warning|info|hint)\[[\w-]+\]: /;

const byColumn = (a: Finding, b: Finding): number =>
  a.span.start - b.span.start || a.span.end - b.span.end || a.code.localeCompare(b.code);
