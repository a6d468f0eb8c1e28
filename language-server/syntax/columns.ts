// Spans and words as shared values: most lines of a flow have the same words in the same columns, and with a value of
// its own for each, a line would take three times the memory. Knows nothing of the language.
import type { Span, Word } from '../core/flow/statement.ts';

/** The span of these columns; the same object for the same columns. */
export const columns = (start: number, end: number): Span => {
  const key = start * 0x10000 + end;
  let span = spans.get(key);
  if (span === undefined) {
    if (spans.size >= mostShared) spans.clear();
    span = { start, end };
    spans.set(key, span);
  }
  return span;
};

/** The word at this column; the same object for the same name at the same column. Numbers differ too much to share. */
export const wordAt = (text: string, start: number): Word => {
  const span = columns(start, start + text.length);
  if (text.length > 30 || text.charCodeAt(0) < 0x41) return { text, span };
  let words = wordsBySpan.get(span);
  if (words === undefined) wordsBySpan.set(span, words = new Map());
  let word = words.get(text);
  if (word === undefined) {
    if (words.size >= mostShared) words.clear();
    word = { text, span };
    words.set(text, word);
  }
  return word;
};

// An editor meets every prefix of every word, so that what is shared must have a limit. Clearing costs nothing but sharing.
const mostShared = 20_000;
const spans = new Map<number, Span>();
const wordsBySpan = new WeakMap<Span, Map<string, Word>>();
