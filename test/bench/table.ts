// What benchmarks print: a table to read, and the same as JSON behind it.

export type Row = Readonly<Record<string, string | number>>;

export const print = (title: string, rows: readonly Row[]): void => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const text = (value: string | number | undefined): string => (typeof value === 'number' ? String(Number(value.toPrecision(3))) : value ?? '');
  console.log(`\n## ${title}\n`);
  console.log(`| ${columns.join(' | ')} |`);
  console.log(`|${' --- |'.repeat(columns.length)}`);
  for (const row of rows) console.log(`| ${columns.map((column) => text(row[column])).join(' | ')} |`);
  console.log(`\n${JSON.stringify({ title, rows })}`);
};

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
