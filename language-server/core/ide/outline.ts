// The outline of a file and the parts of it that fold. Knows statements and braces, and in which states a block leaves its ends.
import { deepestNesting } from '../flow/flows.ts';
import { opensBlock } from '../flow/nesting.ts';
import { isOpening, type Line, type SegmentEnd, type Span, type Statement } from '../flow/statement.ts';
import { each } from '../flow/turns.ts';
import { flagsText } from '../tcp/flags.ts';
import { flowAt } from '../timeline/at-line.ts';
import type { Side, Timeline } from '../timeline/timeline.ts';
import { endName } from './ends-table.ts';
import { referenceIn } from './moment-before.ts';

export interface OutlineEntry {
  readonly name: string;
  /** What the line says besides; of a flow or a section, in which states it leaves both ends. */
  readonly detail: string;
  readonly kind: 'flow' | 'section' | 'cross' | 'endpoint' | 'segment';
  /** Lines from 0, both included. */
  readonly line: number;
  readonly endLine: number;
  readonly span: Span;
  readonly children: readonly OutlineEntry[];
}

type Draft = { -readonly [Key in keyof OutlineEntry]: Key extends 'children' ? Draft[] : OutlineEntry[Key] };

/** Each section's states cost the playing of a part of its flow: of a file with more, only the flows' are told. */
const sectionsAtMost = 100;
/** Where a flow has more connections, a line of states would tell nobody anything. */
const connectionsAtMost = 2;
/** Nobody looks through more: the outline of a longer file is without them, and finds what is around them. */
const segmentsAtMost = 10_000;

/**
 * Flows, sections, endpoints and segments, one inside the other, in small steps. `lineText`: the text of a line; without timelines no states
 * are told.
 */
export const outline = function* (
  lines: readonly Line[], lineText: (line: number) => string, timelines: readonly Timeline[] = [],
): Generator<undefined, readonly OutlineEntry[]> {
  const top: Draft[] = [];
  const blocks: Draft[] = [];
  // A block without an entry is a broken line's: its braces pair all the same.
  const open: (Draft | undefined)[] = [];
  const withSegments = lines.length <= segmentsAtMost || lines.filter(({ statement }) => statement?.kind === 'segment').length <= segmentsAtMost;
  yield* each(lines, (parsed, line) => {
    const { statement } = parsed;
    if (statement?.kind === 'segment' && !withSegments) return;
    if (statement?.kind === 'flow') for (const entry of open.splice(0)) if (entry !== undefined) entry.endLine = line - 1;
    if (statement?.kind === 'close') {
      const closed = open.pop();
      if (closed !== undefined) closed.endLine = line;
      return;
    }
    const entries = statement === undefined ? [] : entriesOf(statement, line, lineText(line));
    if (isOpening(statement)) blocks.push(...entries);
    // Deeper blocks are a mistake, and stand side by side: an outline must not be deeper than an editor's stack.
    (open.slice(0, deepestNesting).findLast((entry) => entry !== undefined)?.children ?? top).push(...entries);
    if (opensBlock(parsed)) open.push(isOpening(statement) ? entries[0] : undefined);
  });
  for (const entry of open) if (entry !== undefined) entry.endLine = Math.max(entry.line, lines.length - 1);
  const sections = blocks.filter(({ kind }) => kind === 'section');
  for (const entry of blocks) if (entry.kind === 'flow' || (entry.kind === 'section' && sections.length <= sectionsAtMost)) entry.detail = statesBehind(timelines, entry);
  return top;
};

/** `client TIME-WAIT, server CLOSED` */
const statesBehind = (timelines: readonly Timeline[], { kind, line, endLine }: Draft): string => {
  const timeline = flowAt(timelines, line);
  if (timeline === undefined || timeline.connections.length > connectionsAtMost) return '';
  return timeline.connections.flatMap(({ id: connection }) => ([0, 1] as const).flatMap((side: Side) => {
    const tcb = kind === 'flow' ? timeline.end[connection]![side] : timeline.standing({ connection, side }, endLine, false).tcb;
    // What a capture has not shown is not known to us either.
    return timeline.observed && tcb.doubt ? [] : [`${referenceIn(timeline, { connection, side }) ?? endName(timeline, { connection, side })} ${tcb.state}`];
  })).join(', ');
};

const entriesOf = (statement: Statement, line: number, text: string): Draft[] => {
  const said = (start: number, end: number): string => text.slice(start, end).replaceAll(/\s+/g, ' ').replace(/^ | ?,? ?$/g, '').slice(0, detailAtMost);
  const entry = (kind: Draft['kind'], name: string, detail: string, span: Span): Draft =>
    ({ kind, name: name === '' ? kind : name, detail, line, endLine: line, span, children: [] });
  switch (statement.kind) {
    case 'flow':
    case 'section':
    case 'cross':
      return [entry(statement.kind, statement.title?.text.trim() ?? '', '', statement.span)];
    case 'endpoint':
      return statement.declarations.map(({ name }, index, all) => entry('endpoint', name.text, said(name.span.end, all[index + 1]?.name.span.start ?? statement.span.end), name.span));
    case 'segment': {
      const { from, to, flags, flagsSpan, span } = statement;
      return [entry('segment', `${endText(from)} → ${endText(to)} [${flagsText(flags)}]`, said(flagsSpan.end, span.end), span)];
    }
    default:
      return [];
  }
};

/** In characters: a payload may be long. */
const detailAtMost = 100;

const endText = ({ name, port }: SegmentEnd): string => (port === undefined ? name.text : `${name.text}:${port.value}`);

/** Lines from 0, both included. */
export interface Fold {
  readonly line: number;
  readonly endLine: number;
  readonly kind: 'block' | 'comment';
}

/** Blocks, and runs of comment lines. `isComment` tells a comment from a blank line. */
export const folds = function* (lines: readonly Line[], isComment: (line: number) => boolean): Generator<undefined, readonly Fold[]> {
  return [...yield* blockFolds(lines), ...yield* commentFolds(lines, isComment)].sort((a, b) => a.line - b.line);
};

const blockFolds = function* (lines: readonly Line[]): Generator<undefined, readonly Fold[]> {
  const found: Fold[] = [];
  const open: number[] = [];
  yield* each(lines, (parsed, line) => {
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

const commentFolds = function* (lines: readonly Line[], isComment: (line: number) => boolean): Generator<undefined, readonly Fold[]> {
  const found: Fold[] = [];
  let first: number | undefined;
  const end = (line: number): void => {
    if (first !== undefined && line - 1 > first) found.push({ line: first, endLine: line - 1, kind: 'comment' });
    first = undefined;
  };
  yield* each(lines, ({ statement }, line) => {
    if (statement === undefined && isComment(line)) first ??= line;
    else end(line);
  });
  end(lines.length);
  return found;
};
