// Lines in columns: how segments that follow each other stand below one another, and the comments behind them. Knows no
// statement and no token: whoever writes lines hands them over in their parts.
import { each } from './turns.ts';
import { width } from './width.ts';

/** A line in its parts. */
export interface Row {
  /** The indentation. */
  readonly head: string;
  /** A segment's time, sender, arrow, receiver, flags, seq, ack and everything else, each as wide as its column; one part for any other line. */
  cells: readonly string[];
  /** Cells with the same key, one below the other, share their columns. Absent: they share them with nothing. */
  readonly key?: string;
  /** Begins with `//`, or is empty. */
  readonly comment: string;
  /** How far the comment stands behind the rest. */
  gap: number;
}

/** Which rows share columns with a segment's: those of the same block, with or without times. */
export const segmentKey = (head: string, time: string): string => `${head}:${time === '' ? '' : '@'}`;

/** Widens cells and gaps where rows stand one below the other, in small steps. */
export const align = function* (rows: readonly Row[]): Generator<undefined, void> {
  yield* alignSegments(rows);
  yield* alignComments(rows);
};

/** The row as a line, without its end. */
export const rowText = (row: Row): string => {
  const code = row.head + codeOf(row);
  return row.comment === '' ? code : code + ' '.repeat(row.gap) + row.comment;
};

/** The parts next to each other; none ends in blanks but a line that could not be read. */
const codeOf = ({ cells }: Row): string => {
  const text = cells.filter((cell) => cell !== '').join(' ');
  return cells.length === 1 ? text : text.trimEnd();
};

/** The runs of rows of one key. */
const runsOf = function* (rows: readonly Row[], keyOf: (row: Row) => string | undefined): Generator<readonly Row[], void> {
  for (let start = 0, end = 0; start < rows.length; start = end) {
    const key = keyOf(rows[start]!);
    for (end = start + 1; end < rows.length && key !== undefined && keyOf(rows[end]!) === key;) end++;
    if (key !== undefined) yield rows.slice(start, end);
  }
};

/** Sender, receiver and flags always stand in columns, seq and ack where each row of the run has them: a hole says nothing. */
const alignSegments = function* (rows: readonly Row[]): Generator<undefined, void> {
  for (const run of runsOf(rows, ({ key }) => key)) {
    const widths = run[0]!.cells.map(() => 0);
    yield* each(run, ({ cells }) => cells.forEach((cell, column) => (widths[column] = cell === '' ? NaN : Math.max(widths[column]!, width(cell)))));
    yield* each(run, (row) => (row.cells = row.cells.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column]! || 0) - width(cell))))));
  }
};

const alignComments = function* (rows: readonly Row[]): Generator<undefined, void> {
  for (const run of runsOf(rows, ({ head, comment }) => (comment === '' ? undefined : head))) {
    const widths: number[] = [];
    yield* each(run, (row) => widths.push(width(codeOf(row))));
    const widest = widths.reduce((most, one) => Math.max(most, one), 0);
    yield* each(run, (row, index) => (row.gap = widest - widths[index]! + 2));
  }
};
