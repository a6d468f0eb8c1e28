// The outline of a file and the parts of it that fold. Knows statements, not what they mean.
import { flagsText } from '../tcp/flags.ts';
import type { Line, Span, Statement } from '../flow/statement.ts';

export interface OutlineEntry {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'flow' | 'section' | 'cross' | 'endpoint' | 'segment';
  /** Lines from 0, both included. */
  readonly line: number;
  endLine: number;
  readonly span: Span;
  readonly children: OutlineEntry[];
}

/** Flows, sections, endpoints and segments, one inside the other. */
export const outline = (lines: readonly Line[]): readonly OutlineEntry[] => {
  const top: OutlineEntry[] = [];
  const open: OutlineEntry[] = [];
  lines.forEach(({ statement }, line) => {
    if (statement === undefined) return;
    if (statement.kind === 'close') {
      const closed = open.pop();
      if (closed !== undefined) closed.endLine = line;
      return;
    }
    for (const entry of entriesOf(statement, line)) {
      (open.at(-1)?.children ?? top).push(entry);
      if (statement.kind === 'flow' || statement.kind === 'section' || statement.kind === 'cross') open.push(entry);
    }
  });
  for (const entry of open) entry.endLine = Math.max(entry.line, lines.length - 1);
  return top;
};

const entriesOf = (statement: Statement, line: number): readonly OutlineEntry[] => {
  const entry = (kind: OutlineEntry['kind'], name: string, detail: string, span: Span): OutlineEntry =>
    ({ kind, name: name === '' ? kind : name, detail, line, endLine: line, span, children: [] });
  switch (statement.kind) {
    case 'flow':
    case 'section':
    case 'cross':
      return [entry(statement.kind, statement.title?.text.trim() ?? '', '', statement.span)];
    case 'endpoint':
      return statement.declarations.map(({ name, state }) => entry('endpoint', name.text, state?.state ?? '', name.span));
    case 'segment':
      return [entry('segment', `${statement.from.name.text} → ${statement.to.name.text}`, `[${flagsText(statement.flags)}]`, statement.span)];
    default:
      return [];
  }
};

/** Lines from 0, both included. */
export interface Fold {
  readonly line: number;
  readonly endLine: number;
  readonly kind: 'block' | 'comment';
}

/** Blocks, and runs of comment lines. `isComment` tells a comment from a blank line. */
export const folds = (lines: readonly Line[], isComment: (line: number) => boolean): readonly Fold[] => {
  const found: Fold[] = [];
  const open: number[] = [];
  let comment: number | undefined;
  lines.forEach(({ statement }, line) => {
    const commented = statement === undefined && isComment(line);
    if (commented) comment ??= line;
    else if (comment !== undefined) {
      if (line - 1 > comment) found.push({ line: comment, endLine: line - 1, kind: 'comment' });
      comment = undefined;
    }
    if (statement?.kind === 'flow' || statement?.kind === 'section' || statement?.kind === 'cross') open.push(line);
    if (statement?.kind !== 'close') return;
    const start = open.pop();
    // The closing brace stays in sight.
    if (start !== undefined && line - 1 > start) found.push({ line: start, endLine: line - 1, kind: 'block' });
  });
  return found;
};
