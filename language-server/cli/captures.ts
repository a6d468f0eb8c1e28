// Captures on the command line: reads one first for the list of its connections, then for the text of their flows, as often as it
// takes to hold only so much of it at once.
import { format } from '../core/flow/message.ts';
import type { Row } from '../core/flow/columns.ts';
import { flowText, linesText, type FlowText } from '../core/pcap/flow-text.ts';
import { importCapture, type Counts } from '../core/pcap/import-capture.ts';
import type { Packet } from '../core/pcap/packet.ts';
import type { Place } from '../core/pcap/connections.ts';
import { summaries, type ConnectionSummary } from '../core/pcap/summary.ts';
import { progressOn, type Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

export interface Capture {
  /** As it was asked for. */
  readonly file: string;
  readonly connections: readonly ConnectionSummary[];
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
    file, connections: gathered.list(), counts: reading.counts,
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
/** The capture is read again for the flows that do not fit beside those of so many packets. */
const packetsHeld = 150_000;

export interface Wanted {
  /** Only the connection of this number. */
  readonly number?: number;
  readonly payload: boolean;
  /** What it is for, as a person is told meanwhile. */
  readonly doing: string;
}

/**
 * The text of the connections that are wanted. Flows of at most `longestFormatted` packets are in columns, and come in one piece.
 * `held`: the flows of so many packets are held at once.
 */
export async function* flowPieces(capture: Capture, terminal: Terminal, { number, payload, doing }: Wanted, held = packetsHeld): AsyncGenerator<FlowPiece, void, undefined> {
  const connections = number === undefined ? capture.connections : capture.connections.filter((one) => one.number === number);
  const progress = progressOn(terminal, `${capture.file}: ${doing}`);
  const shares = sharesOf(connections, held);
  for (const [index, share] of shares.entries()) {
    const part: Progress = { show: (read, size) => progress.show(index * size + read, shares.length * size), clear: progress.clear };
    yield* piecesOf(capture.file, share, terminal, payload, part);
  }
}

/** Runs of connections that fit into memory together; one that does not is a run of its own. */
const sharesOf = (connections: readonly ConnectionSummary[], held: number): readonly (readonly ConnectionSummary[])[] => {
  const shares: ConnectionSummary[][] = [];
  let packets = Infinity;
  for (const connection of connections) {
    if (packets + connection.packets > held) {
      shares.push([]);
      packets = 0;
    }
    shares.at(-1)!.push(connection);
    packets += connection.packets;
  }
  return shares;
};

/** In the order in which they end. */
async function* piecesOf(file: string, share: readonly ConnectionSummary[], terminal: Terminal, payload: boolean, progress: Progress): AsyncGenerator<FlowPiece, void, undefined> {
  const [first, last] = [share[0]!.number, share.at(-1)!.number];
  const open = new Map<number, { readonly writer: FlowText; text: string; rows: Row[]; left: number }>();
  let ready: FlowPiece[] = [];
  let unfinished = share.length;
  const each = (packet: Packet, { connection: number, side }: Place): void => {
    if (number < first || number > last) return;
    const connection = share[number - first]!;
    let one = open.get(number);
    if (one === undefined) {
      const writer = flowText(connection, { name: baseName(file), payload });
      open.set(number, one = { writer, text: writer.head, rows: [], left: connection.packets });
    }
    one.rows.push(one.writer.line(packet, side));
    const long = connection.packets > longestFormatted;
    if (--one.left > 0 && !(long && one.rows.length >= pieceLength)) return;
    const text = one.text + linesText(one.rows, !long);
    const isLast = one.left === 0;
    ready.push({ connection, text: isLast ? text + one.writer.foot : text, last: isLast });
    one.text = '';
    one.rows = [];
    if (!isLast) return;
    open.delete(number);
    unfinished--;
  };
  const reading = importCapture(each);
  for await (const chunk of chunksOf(file, terminal, progress)) {
    reading.read(chunk);
    // What is written now may go to the same terminal.
    if (ready.length > 0) progress.clear();
    yield* ready;
    ready = [];
    if (unfinished === 0) return;
  }
}
