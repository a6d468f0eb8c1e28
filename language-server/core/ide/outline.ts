// The outline of a file and the parts of it that fold. Knows statements and braces, not what they mean.
import { deepestNesting } from '../flow/flows.ts';
import { opensBlock } from '../flow/nesting.ts';
import { isOpening, type Line, type Span, type Statement } from '../flow/statement.ts';
import { flagsText } from '../tcp/flags.ts';

export interface OutlineEntry {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'flow' | 'section' | 'cross' | 'endpoint' | 'segment';
  /** Lines from 0, both included. */
  readonly line: number;
  readonly endLine: number;
  readonly span: Span;
  readonly children: readonly OutlineEntry[];
}

type Draft = { -readonly [Key in keyof OutlineEntry]: Key extends 'children' ? Draft[] : OutlineEntry[Key] };

/** Flows, sections, endpoints and segments, one inside the other. */
export const outline = (lines: readonly Line[]): readonly OutlineEntry[] => {
  const top: Draft[] = [];
  // A block without an entry is a broken line's: its braces pair all the same.
  const open: (Draft | undefined)[] = [];
  lines.forEach((parsed, line) => {
    const { statement } = parsed;
    if (statement?.kind === 'flow') for (const entry of open.splice(0)) if (entry !== undefined) entry.endLine = line - 1;
    if (statement?.kind === 'close') {
      const closed = open.pop();
      if (closed !== undefined) closed.endLine = line;
      return;
    }
    const entries = statement === undefined ? [] : entriesOf(statement, line);
    // Deeper blocks are a mistake, and stand side by side: an outline must not be deeper than an editor's stack.
    (open.slice(0, deepestNesting).findLast((entry) => entry !== undefined)?.children ?? top).push(...entries);
    if (opensBlock(parsed)) open.push(isOpening(statement) ? entries[0] : undefined);
  });
  for (const entry of open) if (entry !== undefined) entry.endLine = Math.max(entry.line, lines.length - 1);
  return top;
};

const entriesOf = (statement: Statement, line: number): Draft[] => {
  const entry = (kind: Draft['kind'], name: string, detail: string, span: Span): Draft =>
    ({ kind, name: name === '' ? kind : name, detail, line, endLine: line, span, children: [] });
  switch (statement.kind) {
    case 'flow':
    case 'section':
    case 'cross':
      return [entry(statement.kind, statement.title?.text.trim() ?? '', '', statement.span)];
    case 'endpoint':
      return statement.declarations.map(({ name, state }) => entry('endpoint', name.text, state?.state ?? '', name.span));
    case 'segment':
      return [entry('segment', `${statement.from.name.text} → ${statement.to.name.text} [${flagsText(statement.flags)}]`, statement.fate?.fate ?? '', statement.span)];
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
export const folds = (lines: readonly Line[], isComment: (line: number) => boolean): readonly Fold[] => [
  ...blockFolds(lines),
  ...commentFolds(lines, isComment),
].sort((a, b) => a.line - b.line);

const blockFolds = (lines: readonly Line[]): readonly Fold[] => {
  const found: Fold[] = [];
  const open: number[] = [];
  lines.forEach((parsed, line) => {
    const kind = parsed.statement?.kind;
    if (kind === 'flow') open.length = 0;
    if (kind === 'close') {
      const start = open.pop();
      // The closing brace stays in sight.
      if (start !== undefined && line - 1 > start) found.push({ line: start, endLine: line - 1, kind: 'block' });
    } else if (opensBlock(parsed)) {
      open.push(line);
    }
  });
  return found;
};

const commentFolds = (lines: readonly Line[], isComment: (line: number) => boolean): readonly Fold[] => {
  const found: Fold[] = [];
  let first: number | undefined;
  for (let line = 0; line <= lines.length; line++) {
    if (line < lines.length && lines[line]?.statement === undefined && isComment(line)) {
      first ??= line;
      continue;
    }
    if (first !== undefined && line - 1 > first) found.push({ line: first, endLine: line - 1, kind: 'comment' });
    first = undefined;
  }
  return found;
};
