// Captures on the command line: reads one first for the list of its connections, then for the text of their flows, as often as it
// takes to hold only so much of it at once.
import { format } from '../core/flow/message.ts';
import type { Row } from '../core/flow/columns.ts';
import { flowText, linesText, type FlowText } from '../core/pcap/flow-text.ts';
import { importCapture, type Counts } from '../core/pcap/import-capture.ts';
import { summaries, type ConnectionList, type ConnectionSummary } from '../core/pcap/summary.ts';
import { progressOn, type Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

export interface Capture {
  /** As it was asked for. */
  readonly file: string;
  readonly connections: ConnectionList;
  readonly counts: Counts;
  /** Why it could not be read to its end. */
  readonly damage?: string;
}

/** By its name, as editors and Wireshark tell. */
export const isCapture = (file: string): boolean => /\.(pcap|pcapng|cap)$/i.test(file);

/** The name of a file without its folder. */
export const baseName = (file: string): string => file.replace(/^.*[\\/]/, '');

/** What is in a capture. Rejects only when it cannot be opened: what is damaged is read as far as possible. */
export const openCapture = async (file: string, terminal: Terminal): Promise<Capture> => {
  const gathered = summaries();
  const reading = importCapture((packet, place) => gathered.add(packet, place));
  const progress = progressOn(terminal, `${file}: reading`);
  for await (const chunk of chunksOf(file, terminal, progress)) reading.read(chunk);
  reading.end();
  const { damage } = reading;
  return {
    file, connections: gathered, counts: reading.counts,
    ...(damage === undefined ? {} : { damage: `damaged at byte ${damage.offset}: ${format(damage.message)}` }),
  };
};

/** The bytes of a file, and on the terminal how far that is. */
async function* chunksOf(file: string, terminal: Terminal, progress: Progress): AsyncGenerator<Uint8Array, void, undefined> {
  const size = await terminal.sizeOf(file);
  let read = 0;
  try {
    for await (const chunk of terminal.readBytes(file)) {
      yield chunk;
      progress.show(read += chunk.length, size);
    }
  } finally {
    progress.clear();
  }
}

/** A piece of a flow's text, in order. */
export interface FlowPiece {
  readonly connection: ConnectionSummary;
  readonly text: string;
  /** The flow is complete with this piece. */
  readonly last: boolean;
}

/** A flow of more packets than this is written as it is read, without columns: it is not held in memory. */
const longestFormatted = 10_000;
/** How many lines of such a flow wait. */
const pieceLength = 1000;
/** So many lines wait for their turn. The capture is read again for the flows that have more. */
const linesHeld = 150_000;

export interface Wanted {
  /** Only the connection of this number. */
  readonly number?: number;
  readonly payload: boolean;
  /** What it is for, as a person is told meanwhile. */
  readonly doing: string;
}

/**
 * The text of the connections that are wanted, in the order of their numbers. Flows of at most `longestFormatted` packets are in columns, and
 * come in one piece. `held`: so many lines are held at once.
 */
export async function* flowPieces(capture: Capture, terminal: Terminal, { number, payload, doing }: Wanted, held = linesHeld): AsyncGenerator<FlowPiece, void, undefined> {
  const { file, connections } = capture;
  const end = number === undefined ? connections.length + 1 : Math.min(number, connections.length) + 1;
  for (let first = number ?? 1; first < end;) {
    const writing = flowWriting(capture, { first, end, payload, held });
    const progress = progressOn(terminal, `${file}: ${doing}${first === (number ?? 1) ? '' : ` from ${first} on`}`);
    for await (const chunk of chunksOf(file, terminal, progress)) {
      writing.read(chunk);
      const pieces = writing.taken();
      // What is written now may go to the same terminal.
      if (pieces.length > 0) progress.clear();
      yield* pieces;
      if (writing.next === writing.end) break;
    }
    // The file has changed meanwhile.
    if (writing.next === first) throw new Error('it is not the same file any more');
    first = writing.next;
  }
}

interface Waiting {
  readonly connection: ConnectionSummary;
  readonly writer: FlowText;
  text: string;
  rows: Row[];
  /** How many lines `text` and `rows` have, and how many are still to come. */
  lines: number;
  left: number;
}

interface FlowWriting {
  read(chunk: Uint8Array): void;
  /** The pieces whose turn has come. */
  taken(): readonly FlowPiece[];
  /** Whose turn it is; the first one that is not written in this reading. */
  readonly next: number;
  readonly end: number;
}

/** One reading of a capture, for the flows from `first` to before `end`. When too many lines wait, the last flows are left for another reading. */
const flowWriting = ({ file, connections }: Capture, wanted: { readonly first: number; readonly end: number; readonly payload: boolean; readonly held: number }): FlowWriting => {
  const { first, payload, held } = wanted;
  let [next, end, lines] = [first, wanted.end, 0];
  let ready: FlowPiece[] = [];
  // In the order of their numbers.
  const begun: number[] = [];
  const waiting = new Map<number, Waiting>();
  const begin = (number: number): Waiting => {
    const connection = connections.at(number);
    const writer = flowText(connection, { name: baseName(file), payload });
    const one: Waiting = { connection, writer, text: writer.head, rows: [], lines: 0, left: connection.packets };
    waiting.set(number, one);
    begun.push(number);
    return one;
  };
  /** Takes what can be written now. */
  const take = (): void => {
    for (let one = waiting.get(next); one !== undefined && (one.left === 0 || one.rows.length >= pieceLength && isLong(one.connection)); one = waiting.get(next)) {
      const { connection, text, rows, left } = one;
      ready.push({ connection, text: left === 0 ? text : text + linesText(rows, false), last: left === 0 });
      lines -= one.lines;
      if (left > 0) {
        Object.assign(one, { text: '', rows: [], lines: 0 });
        return;
      }
      waiting.delete(next++);
    }
  };
  const leave = (number: number): void => {
    lines -= waiting.get(number)!.lines;
    waiting.delete(number);
    end = number;
  };
  const reading = importCapture((packet, { connection: number, side }) => {
    if (number < next || number >= end) return;
    const one = waiting.get(number) ?? begin(number);
    one.rows.push(one.writer.line(packet, side));
    [one.lines, one.left, lines] = [one.lines + 1, one.left - 1, lines + 1];
    if (one.left === 0) {
      one.text += linesText(one.rows, !isLong(one.connection)) + one.writer.foot;
      one.rows = [];
    }
    if (number === next) take();
    while (lines > held && waiting.size > 1) leave(begun.pop()!);
  });
  return {
    read: (chunk) => reading.read(chunk),
    taken: () => {
      const pieces = ready;
      ready = [];
      return pieces;
    },
    get next() { return next; },
    get end() { return end; },
  };
};

const isLong = ({ packets }: ConnectionSummary): boolean => packets > longestFormatted;
