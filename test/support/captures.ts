// Bytes of a capture → the text of its flows beside the packets, the one way in which tests and scripts call the importer.
import { flowText, linesText } from '../../language-server/core/pcap/flow-text.ts';
import { importCapture, type Counts } from '../../language-server/core/pcap/import-capture.ts';
import type { Damage } from '../../language-server/core/pcap/capture-reader.ts';
import type { Packet } from '../../language-server/core/pcap/packet.ts';
import { summaries, type ConnectionSummary } from '../../language-server/core/pcap/summary.ts';
import { captureOf } from '../../language-server/core/pcap/export-capture.ts';
import { has, type Segment } from '../../language-server/core/tcp/segment.ts';
import { ACK, SYN } from '../../language-server/core/tcp/flags.ts';
import { seqAdd } from '../../language-server/core/tcp/seq.ts';
import type { Side, Timeline } from '../../language-server/core/timeline/timeline.ts';
import { check } from './check.ts';

export interface ImportedConnection {
  readonly summary: ConnectionSummary;
  readonly text: string;
  readonly packets: readonly (readonly [Packet, Side])[];
}

export interface Imported {
  readonly connections: readonly ImportedConnection[];
  readonly counts: Counts;
  readonly damage: Damage | undefined;
}

/** `chunk`: how many bytes are read at once. */
export const importBytes = (bytes: Uint8Array, name: string, { chunk = bytes.length, payload = false } = {}): Imported => {
  const gathered = summaries();
  const packets: (readonly [Packet, Side])[][] = [];
  const reading = importCapture((packet, place) => {
    gathered.add(packet, place);
    (packets[place.connection - 1] ??= []).push([packet, place.side]);
  });
  for (let at = 0; at < bytes.length; at += Math.max(1, chunk)) reading.read(bytes.subarray(at, at + Math.max(1, chunk)));
  reading.end();
  const connections = [...gathered].map((summary, index): ImportedConnection => {
    const writer = flowText(summary, { name, payload });
    return { summary, packets: packets[index]!, text: writer.head + linesText(packets[index]!.map(([packet, side]) => writer.line(packet, side)), true) + writer.foot };
  });
  return { connections, counts: reading.counts, damage: reading.damage };
};

/** The capture that flows become. */
export const captureBytes = (timelines: readonly Timeline[]): Uint8Array => Uint8Array.from(Buffer.concat([...captureOf(timelines)]));

/** The segments of a flow's text, everything filled in, in the form of `wireSegments`. */
export const textSegments = (text: string): readonly string[] =>
  check(text).timelines.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'segment' ? [shown(step.segment)] : [])));

/** The packets of a connection with numbers from the ISN and windows scaled, as a line of text each. */
export const wireSegments = ({ packets }: ImportedConnection): readonly string[] => {
  const isn = (of: Side): number | undefined => packets.find(([{ segment }, side]) => side === of && has(segment, SYN))?.[0].segment.seq;
  const bases: [number | undefined, number | undefined] = [isn(0), isn(1)];
  const scales: [number | undefined, number | undefined] = [undefined, undefined];
  return packets.map(([{ segment }, side]) => {
    const peer = side === 0 ? 1 : 0;
    bases[side] ??= seqAdd(segment.seq, -1);
    if (has(segment, ACK)) bases[peer] ??= seqAdd(segment.ack, -1);
    if (has(segment, SYN)) scales[side] ??= segment.options.ws ?? -1;
    const scaled = !has(segment, SYN) && (scales[0] ?? -1) >= 0 && (scales[1] ?? -1) >= 0;
    const from = (base: number | undefined, seq: number): number => seqAdd(seq, -(base ?? 0));
    return shown({
      ...segment,
      seq: from(bases[side], segment.seq), ack: has(segment, ACK) ? from(bases[peer], segment.ack) : 0,
      wnd: scaled ? segment.wnd * 2 ** Math.min(scales[side]!, 14) : segment.wnd,
      urg: (segment.flags & 0x020) === 0 ? 0 : segment.urg,
      options: {
        ...segment.options,
        ...(segment.options.sack === undefined ? {} : { sack: segment.options.sack.map(({ left, right }) => ({ left: from(bases[peer], left), right: from(bases[peer], right) })) }),
      },
    });
  });
};

const shown = ({ flags, seq, ack, len, wnd, urg, options: { mss, ws, sackPermitted, tsval, tsecr, sack, tfo, other, ecn } }: Segment): string =>
  JSON.stringify({ flags, seq, ack, len, wnd, urg, mss, ws, sackPermitted, tsval, tsecr, sack, tfo, other, ecn });
