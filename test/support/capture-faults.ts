// Single faults put into the packets of a clean capture: what a broken TCP, or a broken middlebox, would have sent in place of one segment.
import { flowText, linesText } from '../../language-server/core/pcap/flow-text.ts';
import { ACK, FIN, RST, SYN } from '../../language-server/core/tcp/flags.ts';
import { has, isPureAck, type Segment } from '../../language-server/core/tcp/segment.ts';
import { seqAdd, seqAfter, seqMax, type Seq } from '../../language-server/core/tcp/seq.ts';
import type { Side } from '../../language-server/core/timeline/timeline.ts';
import type { ImportedConnection } from './captures.ts';

/** What went before the segment: of its sender, and of its peer. */
interface Before {
  readonly own: End;
  readonly peer: End;
}

interface End {
  readonly synSeen: boolean;
  readonly fin: boolean;
  /** The highest number after a segment, and the highest acknowledgment. */
  readonly nxt?: Seq;
  readonly ack?: Seq;
  readonly timestamps: boolean;
}

type Fault = (segment: Segment, before: Before) => Segment | undefined;

const plain = (segment: Segment): boolean => has(segment, ACK) && !has(segment, SYN) && !has(segment, RST);
const withOptions = (segment: Segment, options: Segment['options']): Segment => ({ ...segment, options: { ...segment.options, ...options } });

/** Each gives the segment with its fault, or nothing where the fault makes no sense. */
export const captureFaults: Readonly<Record<string, Fault>> = {
  'acknowledges what the peer never sent': (segment, { peer }) => (plain(segment) && peer.nxt !== undefined ? { ...segment, ack: seqAdd(peer.nxt, 100_000) } : undefined),
  'acknowledges less than it did before': (segment, { own }) =>
    (plain(segment) && own.ack !== undefined && own.nxt !== undefined && segment.len > 0 && !seqAfter(own.nxt, segment.seq) ? { ...segment, ack: seqAdd(own.ack, -1) } : undefined),
  'new data begins 1,000 too far': (segment, { own }) => (plain(segment) && segment.len > 0 && segment.seq === own.nxt ? { ...segment, seq: seqAdd(segment.seq, 1000) } : undefined),
  'data beyond the window': (segment, { own }) => (plain(segment) && segment.len > 0 && segment.seq === own.nxt ? { ...segment, len: 65_000, seq: seqAdd(segment.seq, 1_000_000) } : undefined),
  'the ACK flag is missing': (segment) => (plain(segment) ? { ...segment, flags: segment.flags & ~ACK, ack: 0 } : undefined),
  'a SYN flag is added': (segment) => (plain(segment) ? { ...segment, flags: segment.flags | SYN } : undefined),
  'SYN and FIN together': (segment) => (has(segment, SYN) ? { ...segment, flags: segment.flags | FIN } : undefined),
  'the MSS option outside a SYN': (segment) => (plain(segment) ? withOptions(segment, { mss: 1460 }) : undefined),
  'the window scale outside a SYN': (segment) => (plain(segment) ? withOptions(segment, { ws: 3 }) : undefined),
  'the timestamp is missing': (segment, { own, peer }) => {
    const { tsval: _, tsecr: __, ...options } = segment.options;
    return plain(segment) && own.timestamps && peer.timestamps ? { ...segment, options } : undefined;
  },
  'a timestamp that was not agreed on': (segment, { own, peer }) =>
    (plain(segment) && own.synSeen && peer.synSeen && !(own.timestamps && peer.timestamps) ? withOptions(segment, { tsval: 7, tsecr: 7 }) : undefined),
  'the clock runs back': (segment, { own, peer }) =>
    (plain(segment) && own.timestamps && peer.timestamps ? withOptions(segment, { tsval: seqAdd(segment.options.tsval ?? 0, -1_000_000) }) : undefined),
  'an echo that was never sent': (segment, { own, peer }) =>
    (plain(segment) && own.timestamps && peer.timestamps ? withOptions(segment, { tsecr: seqAdd(segment.options.tsecr ?? 0, 1_000_000) }) : undefined),
  'a SACK block of what was never sent': (segment, { peer }) =>
    (isPureAck(segment) && plain(segment) && peer.nxt !== undefined ? withOptions(segment, { sack: [{ left: seqAdd(peer.nxt, 5000), right: seqAdd(peer.nxt, 6000) }] }) : undefined),
  'a SACK block that ends before it begins': (segment) =>
    (segment.options.sack === undefined ? undefined : withOptions(segment, { sack: segment.options.sack.map(({ left, right }) => ({ left: right, right: left })) })),
  'data behind the FIN': (segment, { own }) => (plain(segment) && own.fin && segment.seq === own.nxt ? { ...segment, len: 10 } : undefined),
  'the SYN again with another number': (segment, { own }) => (has(segment, SYN) && own.synSeen ? { ...segment, seq: seqAdd(segment.seq, 12_345) } : undefined),
  'a RST outside the window': (segment, { own }) => (plain(segment) && own.nxt !== undefined ? { ...segment, flags: RST, ack: 0, len: 0, seq: seqAdd(own.nxt, 0x4000_0000), options: {} } : undefined),
};

/** A flow with one fault: which, in which packet, and the line on which that stands, from 0. */
export interface FaultyFlow {
  readonly fault: string;
  readonly text: string;
  readonly line: number;
  readonly side: Side;
}

export const faultyFlows = function* ({ summary, packets }: ImportedConnection): Generator<FaultyFlow> {
  const ends: [End, End] = [{ synSeen: false, fin: false, timestamps: false }, { synSeen: false, fin: false, timestamps: false }];
  for (const [at, [packet, side]] of packets.entries()) {
    const before: Before = { own: ends[side], peer: ends[side === 0 ? 1 : 0] };
    for (const [fault, change] of Object.entries(captureFaults)) {
      const segment = change(packet.segment, before);
      if (segment === undefined) continue;
      const writer = flowText(summary, { name: 'faulty.pcap' });
      const rows = packets.map(([one, from], index) => writer.line(index === at ? { ...one, segment } : one, from));
      yield { fault, side, line: writer.head.split('\n').length - 1 + at, text: writer.head + linesText(rows, false) + writer.foot };
    }
    ends[side] = after(ends[side], packet.segment);
  }
};

const after = (end: End, segment: Segment): End => ({
  synSeen: end.synSeen || has(segment, SYN),
  fin: end.fin || has(segment, FIN),
  timestamps: end.timestamps || (has(segment, SYN) && segment.options.tsval !== undefined),
  ...(has(segment, RST) ? nextOf(end) : { nxt: end.nxt === undefined ? endOf(segment) : seqMax(end.nxt, endOf(segment)) }),
  ...(has(segment, ACK) ? { ack: end.ack === undefined ? segment.ack : seqMax(end.ack, segment.ack) } : end.ack === undefined ? {} : { ack: end.ack }),
});

const nextOf = ({ nxt }: End): { readonly nxt?: Seq } => (nxt === undefined ? {} : { nxt });
const endOf = (segment: Segment): Seq => seqAdd(segment.seq, segment.len + (has(segment, SYN) ? 1 : 0) + (has(segment, FIN) ? 1 : 0));
