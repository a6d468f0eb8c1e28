// How text takes up the columns of a terminal: what is shown of a line, and how wide it is.
import { printable } from '../core/flow/printable.ts';
import type { Span } from '../core/flow/statement.ts';
import { columnsOf, width } from '../core/flow/width.ts';

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

const blanks = (text: string): string =>
  Array.from(text, (character) => (character === '\t' ? '\t' : ' '.repeat(columnsOf(character)))).join('');
