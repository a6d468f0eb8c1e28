// Captures on the command line: reads one twice, first for the list of its connections, then for the text of their flows.
import { format } from '../core/flow/message.ts';
import { flowText, type FlowText } from '../core/pcap/flow-text.ts';
import { importCapture, type Counts } from '../core/pcap/import-capture.ts';
import type { Packet } from '../core/pcap/packet.ts';
import type { Place } from '../core/pcap/connections.ts';
import { summaries, type ConnectionSummary } from '../core/pcap/summary.ts';
import { formatText } from '../syntax/format.ts';
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
  for await (const chunk of terminal.readBytes(file)) reading.read(chunk);
  reading.end();
  const { damage } = reading;
  return {
    file, connections: gathered.list(), counts: reading.counts,
    ...(damage === undefined ? {} : { damage: `damaged at byte ${damage.offset}: ${format(damage.message)}` }),
  };
};

/** A piece of a flow's text, in order. */
export interface FlowPiece {
  readonly connection: ConnectionSummary;
  readonly text: string;
  /** The flow is complete with this piece. */
  readonly last: boolean;
}

/** A flow of more packets than this is written as it is read, without columns: it is not held in memory. */
const longestFormatted = 10_000;
/** How much of such a flow waits, UTF-16 units. */
const pieceLength = 65_536;

/** The text of the connections that are wanted, in the order in which they end. Flows of one name are formatted where they are not very long. */
export async function* flowPieces({ file, connections }: Capture, terminal: Terminal, wanted: (number: number) => boolean, payload: boolean): AsyncGenerator<FlowPiece, void, undefined> {
  const open = new Map<number, { readonly writer: FlowText; text: string; left: number }>();
  let ready: FlowPiece[] = [];
  const each = (packet: Packet, { connection: number, side, begins }: Place): void => {
    if (!wanted(number)) return;
    const connection = connections[number - 1]!;
    if (begins) {
      const writer = flowText(connection, { name: baseName(file), payload });
      open.set(number, { writer, text: writer.head, left: connection.packets });
    }
    const one = open.get(number)!;
    one.text += one.writer.line(packet, side);
    const long = connection.packets > longestFormatted;
    if (--one.left === 0) {
      const text = one.text + one.writer.foot;
      ready.push({ connection, text: long ? text : formatText(text), last: true });
      open.delete(number);
    } else if (long && one.text.length >= pieceLength) {
      ready.push({ connection, text: one.text, last: false });
      one.text = '';
    }
  };
  const reading = importCapture(each);
  for await (const chunk of terminal.readBytes(file)) {
    reading.read(chunk);
    yield* ready;
    ready = [];
  }
}
