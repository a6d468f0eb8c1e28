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

/** No lines, to begin with. `longest`: how many lines a chunk may have; short ones have as many joints in a small file as a long file has. */
export const emptyChunks = (longest: number = longestChunk): Chunks => {
  let nextId = 0;
  const place = (line: Line, number: number): PlacedLine => ({ id: nextId++, line: number, index: 0, ...line });
  let lines: PlacedLine[] = [];
  const chunks: Chunk[] = [];

  /** The index of the chunk that has the line; the last one for a line behind all others. */
  const chunkOf = (line: number): number => {
    let [low, high] = [0, Math.max(0, chunks.length - 1)];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (chunks[middle]!.lines[0]!.line <= line) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  return {
    get lines() { return lines; },
    get chunks() { return chunks; },
    replace: (from, to, fresh) => {
      const first = chunkOf(from);
      let last = chunkOf(Math.max(from, to - 1));
      const start = chunks[first]?.lines[0]!.line ?? 0;
      let count = fresh.length - (to - from);
      for (let at = first; at <= last; at++) count += chunks[at]?.lines.length ?? 0;
      // Many small chunks would be as slow as many lines.
      while (count < longest / 2 && last < chunks.length - 1) count += chunks[++last]!.lines.length;
      const placed = fresh.map((line, index) => place(line, from + index));
      if (fresh.length === to - from) for (const [index, line] of placed.entries()) lines[from + index] = line;
      else if (from === lines.length) for (const line of placed) lines.push(line);
      else {
        lines = lines.slice(0, from).concat(placed, lines.slice(to));
        for (let at = from + placed.length; at < lines.length; at++) (lines[at] as { line: number }).line = at;
      }
      const behind = chunks.splice(first).slice(last - first + 1);
      for (const chunk of [...cut(lines.slice(start, start + count), longest), ...behind]) chunks.push(chunk);
    },
  };
};

/** Into chunks of about one length. */
const cut = (lines: readonly PlacedLine[], longest: number): Chunk[] => {
  const length = Math.ceil(lines.length / Math.ceil(lines.length / longest));
  const chunks: Chunk[] = [];
  for (let at = 0; at < lines.length; at += length) chunks.push({ lines: lines.slice(at, at + length) });
  return chunks;
};
