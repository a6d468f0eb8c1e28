// Lines in columns: how segments that follow each other stand below one another, and the comments behind them. Knows no
// statement and no token: whoever writes lines hands them over in their parts.
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

/** Widens cells and gaps where rows stand one below the other. */
export const align = (rows: readonly Row[]): void => {
  alignSegments(rows);
  alignComments(rows);
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

/** Calls `work` with each run of rows of one key. */
const forEachRun = (rows: readonly Row[], keyOf: (row: Row) => string | undefined, work: (run: readonly Row[]) => void): void => {
  for (let start = 0, end = 0; start < rows.length; start = end) {
    const key = keyOf(rows[start]!);
    for (end = start + 1; end < rows.length && key !== undefined && keyOf(rows[end]!) === key;) end++;
    if (key !== undefined) work(rows.slice(start, end));
  }
};

/** Sender, receiver and flags always stand in columns, seq and ack where each row of the run has them: a hole says nothing. */
const alignSegments = (rows: readonly Row[]): void => forEachRun(rows, ({ key }) => key, (run) => {
  const widths = run[0]!.cells.map((_, column) =>
    (run.every(({ cells }) => cells[column] !== '') ? run.reduce((most, { cells }) => Math.max(most, width(cells[column]!)), 0) : 0));
  for (const row of run) row.cells = row.cells.map((cell, column) => cell + ' '.repeat(Math.max(0, widths[column]! - width(cell))));
});

const alignComments = (rows: readonly Row[]): void => forEachRun(rows, ({ head, comment }) => (comment === '' ? undefined : head), (run) => {
  const widths = run.map((row) => width(codeOf(row)));
  const widest = widths.reduce((most, one) => Math.max(most, one), 0);
  run.forEach((row, index) => (row.gap = widest - widths[index]! + 2));
});
