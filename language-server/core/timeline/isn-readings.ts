// Readings in which a SYN had another number than is written: the slip that shows in what answers it.
import { ACK, SYN } from '../tcp/flags.ts';
import { has, type Segment } from '../tcp/segment.ts';
import { eachSent, sentSegments } from '../tcp/sent-segments.ts';
import { seqAdd, seqDistance, type Seq } from '../tcp/seq.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { otherSide, withTcb, type Reading } from './reading.ts';
import type { Side } from './timeline.ts';

/** The readings with the number that a segment of `side` speaks for, as long as nothing but the SYN has been sent. */
export const otherIsns = (reading: Reading, side: Side, segment: Segment): readonly Reading[] => [
  ...renumbered(reading, side, has(segment, SYN) ? segment.seq : seqAdd(segment.seq, -1)),
  ...(has(segment, ACK) ? renumbered(reading, otherSide(side), seqAdd(segment.ack, -1)) : []),
];

const renumbered = (reading: Reading, side: Side, iss: Seq): readonly Reading[] => {
  const [own, peer] = [reading.tcbs[side], reading.tcbs[otherSide(side)]];
  if (own.iss === undefined || own.snd.nxt !== seqAdd(own.iss, 1)) return [];
  const by = seqDistance(own.iss, iss);
  const moved = (seq: Seq): Seq => seqAdd(seq, by);
  const sender: Tcb = {
    ...own, iss,
    snd: { ...own.snd, una: moved(own.snd.una), nxt: moved(own.snd.nxt) },
    sent: sentSegments([...eachSent(own.sent)].map((sent) => ({ ...sent, segment: { ...sent.segment, seq: moved(sent.segment.seq) } }))),
  };
  if (peer.irs !== own.iss) return [withTcb(reading, side, sender)];
  const { nxt, edge, floor, promised } = peer.rcv;
  const receiver: Tcb = {
    ...peer, irs: iss,
    ...(peer.lastAck === undefined ? {} : { lastAck: moved(peer.lastAck) }),
    snd: { ...peer.snd, wl1: moved(peer.snd.wl1) },
    rcv: {
      ...peer.rcv, nxt: moved(nxt), edge: moved(edge), floor: moved(floor),
      ...(promised === undefined ? {} : { promised: moved(promised) }),
    },
  };
  return [withTcb(withTcb(reading, side, sender), otherSide(side), receiver)];
};
