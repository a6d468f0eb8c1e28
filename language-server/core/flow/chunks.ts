// The lines of a file where they stand, in chunks: an edit replaces the chunks that it touches and leaves all others as they
// are. Knows lines and their numbers, not what they say.
import type { PlacedLine } from './flow.ts';
import type { Line } from './statement.ts';

/** Lines one below the other. It is the same object for as long as none of them is touched. */
export interface Chunk {
  readonly lines: readonly PlacedLine[];
}

/** How many lines a chunk has at most, and so how many steps of a flow are played again for one that is touched. */
export const longestChunk = 64;

export interface Chunks {
  readonly lines: readonly PlacedLine[];
  readonly chunks: readonly Chunk[];
  /** Lines from `from` up to but without `to` become `fresh`. The lines behind move. */
  replace(from: number, to: number, fresh: readonly Line[]): void;
}

export const chunksOf = (initial: readonly Line[]): Chunks => {
  let nextId = 0;
  const place = (line: Line, number: number): PlacedLine => ({ id: nextId++, line: number, index: 0, ...line });
  let lines = initial.map(place);
  let chunks = cut(lines);

  /** The chunks from the one with line `from` to the one with line `to - 1`, and the first line of the first. */
  const touched = (from: number, to: number): { first: number; last: number; start: number } => {
    let [first, start] = [0, 0];
    while (first < chunks.length - 1 && start + chunks[first]!.lines.length <= from) start += chunks[first++]!.lines.length;
    let last = first;
    for (let end = start; last < chunks.length - 1 && (end += chunks[last]!.lines.length) < to;) last++;
    return { first, last, start };
  };

  return {
    get lines() { return lines; },
    get chunks() { return chunks; },
    replace: (from, to, fresh) => {
      const { first, last: lastTouched, start } = touched(from, to);
      let last = lastTouched;
      let count = fresh.length - (to - from);
      for (let at = first; at <= last; at++) count += chunks[at]?.lines.length ?? 0;
      // Many small chunks would be as slow as many lines.
      while (count < longestChunk / 2 && last < chunks.length - 1) count += chunks[++last]!.lines.length;
      const placed = fresh.map((line, index) => place(line, from + index));
      if (fresh.length === to - from) for (const [index, line] of placed.entries()) lines[from + index] = line;
      else {
        lines = lines.slice(0, from).concat(placed, lines.slice(to));
        for (let at = from + placed.length; at < lines.length; at++) (lines[at] as { line: number }).line = at;
      }
      chunks = chunks.slice(0, first).concat(cut(lines.slice(start, start + count)), chunks.slice(last + 1));
    },
  };
};

/** Into chunks of about one length. */
const cut = (lines: readonly PlacedLine[]): Chunk[] => {
  const length = Math.ceil(lines.length / Math.ceil(lines.length / longestChunk));
  const chunks: Chunk[] = [];
  for (let at = 0; at < lines.length; at += length) chunks.push({ lines: lines.slice(at, at + length) });
  return chunks;
};
