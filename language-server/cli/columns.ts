// How text takes up the columns of a terminal: what is shown of a line, and how wide it is.
import type { Span } from '../core/flow/statement.ts';

/** A part of a line, ready to be underlined. */
export interface Excerpt {
  readonly text: string;
  /** What stands below the text up to the span: blanks as wide as the text above, tabs kept. */
  readonly indent: string;
  /** How many columns the span takes; at least one. */
  readonly marked: number;
}

/** A line longer than this is shown around the place that is meant. */
const shownLength = 160;

/** The line, or the part of a long one around the span. */
export const excerpt = (line: string, { start, end }: Span): Excerpt => {
  const from = line.length <= shownLength ? 0 : Math.max(0, start - shownLength / 2);
  const to = from + shownLength;
  const head = from > 0 ? '…' : '';
  const tail = to < line.length ? '…' : '';
  return {
    text: `${head}${printable(line.slice(from, to))}${tail}`,
    indent: head.replace('…', ' ') + blanks(printable(line.slice(from, start))),
    marked: Math.max(1, width(printable(line.slice(start, Math.min(end, to))))),
  };
};

/** Control characters and changes of direction in a document must not steer the terminal. */
export const printable = (text: string): string => text.replaceAll(/(?!\t)[\p{Cc}\p{Bidi_C}\u2028\u2029]/gu, '\u{FFFD}');

const blanks = (text: string): string =>
  Array.from(text, (character) => (character === '\t' ? '\t' : ' '.repeat(columns(character)))).join('');

const width = (text: string): number => Array.from(text, columns).reduce((sum, one) => sum + one, 0);

/** None for combining marks, two for East Asian wide and full-width characters and for pictures. */
const columns = (character: string): number => {
  if (/[\p{M}\p{Cf}]/u.test(character)) return 0;
  const code = character.codePointAt(0)!;
  return code >= 0x1100 && wide.some(([first, last]) => first <= code && code <= last) ? 2 : 1;
};

/** Unicode's East_Asian_Width W and F, in blocks. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x2e80, 0x303e], [0x3041, 0xa4cf], [0xa960, 0xa97f], [0xac00, 0xd7a3], [0xf900, 0xfaff],
  [0xfe30, 0xfe6f], [0xff00, 0xff60], [0xffe0, 0xffe6], [0x1f300, 0x1f64f], [0x1f680, 0x1f6ff], [0x1f900, 0x1faff], [0x20000, 0x3fffd],
];
