// What is selected when a selection grows: the word, its field, the statement, the line, the block, the file. Knows spans and
// braces, not what they mean.
import { deepestNesting } from '../flow/flows.ts';
import { nesting, opensBlock } from '../flow/nesting.ts';
import type { Line, Span } from '../flow/statement.ts';

/** From a column of a line to a column of the same or a later one. */
export interface Stretch {
  readonly line: number;
  readonly start: number;
  readonly endLine: number;
  readonly end: number;
}

/** At each of some columns of lines: from the smallest to the whole file; each holds the one before it. In small steps. */
export const selections = function* (
  lines: readonly Line[], lineText: (line: number) => string, places: readonly { readonly line: number; readonly column: number }[],
): Generator<undefined, readonly (readonly Stretch[])[]> {
  const depths = (yield* nesting(lines)).map(({ depth }) => depth);
  const all: (readonly Stretch[])[] = [];
  for (const { line, column } of places) {
    yield;
    all.push(selectionsAt(lines, depths, lineText, line, column));
  }
  return all;
};

const selectionsAt = (lines: readonly Line[], depths: readonly number[], lineText: (line: number) => string, line: number, column: number): readonly Stretch[] => {
  const text = lineText(line);
  const { statement } = lines[line] ?? {};
  const within = [...wordsIn(text), ...spansIn(statement), ...commentOf(text, statement?.span), trimmed(text)]
    .filter(({ start, end }) => start <= column && column <= end)
    .map(({ start, end }): Stretch => ({ line, start, endLine: line, end }))
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  const whole = (first: number, last: number): Stretch => ({ line: first, start: 0, endLine: last, end: lineText(last).length });
  const around = blocksAround(lines, depths, line).flatMap(([first, last]) => (last - first > 1 ? [whole(first + 1, last - 1), whole(first, last)] : [whole(first, last)]));
  const all: Stretch[] = [];
  for (const next of [...within, whole(line, line), ...around, whole(0, Math.max(0, lines.length - 1))]) {
    const last = all.at(-1);
    if (last === undefined || (holds(next, last) && !holds(last, next))) all.push(next);
  }
  return all;
};

const holds = (outer: Stretch, inner: Stretch): boolean =>
  (outer.line < inner.line || (outer.line === inner.line && outer.start <= inner.start))
  && (inner.endLine < outer.endLine || (inner.endLine === outer.endLine && inner.end <= outer.end));

const spanOf = (match: RegExpExecArray): Span => ({ start: match.index, end: match.index + match[0].length });

const wordsIn = (text: string): readonly Span[] => [...text.matchAll(/[\p{L}\p{M}\p{Nd}_]+/gu)].map(spanOf);

/** All that a statement knows a place of. */
const spansIn = (value: unknown): readonly Span[] => {
  if (typeof value !== 'object' || value === null) return [];
  if ('start' in value && 'end' in value) return [value as Span];
  return Object.values(value).flatMap(spansIn);
};

const commentOf = (text: string, statement: Span | undefined): readonly Span[] => {
  if (statement === undefined) return [];
  const start = text.indexOf('//', statement.end);
  return start < 0 ? [] : [{ start, end: text.length }];
};

const trimmed = (text: string): Span => ({ start: text.length - text.trimStart().length, end: Math.max(text.trimEnd().length, text.length - text.trimStart().length) });

/** The first and last lines of the blocks around a line, innermost first. A line that opens or closes a block is in it. */
const blocksAround = (lines: readonly Line[], depths: readonly number[], line: number): readonly (readonly [first: number, last: number])[] => {
  const found: (readonly [number, number])[] = [];
  let inner = depths[line] ?? 0;
  if (lines[line] !== undefined && (opensBlock(lines[line]) || lines[line].statement?.kind === 'close')) inner++;
  let first = line;
  let last = line;
  // Deeper blocks are a mistake, and no editor's stack must end on them.
  for (let count = 0; inner > 0 && count < deepestNesting; inner--, count++) {
    while (first > 0 && !(depths[first] === inner - 1 && opensBlock(lines[first]!))) first--;
    if (last === first) last++;
    while (last < lines.length && depths[last]! >= inner) last++;
    found.push([first, lines[last]?.statement?.kind === 'close' ? last : Math.max(first, last - 1)]);
  }
  return found;
};
