// Readings in which a line above was another than is written: the last segment of an end was shorter, or was sent by the other end, or a line is
// missing. The slips show in the numbers of the lines below.
import { ACK, FIN, RST, SYN } from '../tcp/flags.ts';
import { addRange } from '../tcp/segment-arrives.ts';
import { dataStart, has, segEnd, type Segment } from '../tcp/segment.ts';
import { newestSent, withoutOverlapping, withSent, type Sent, type SentSegments } from '../tcp/sent-segments.ts';
import { seqAdd, seqAfter, seqBefore, seqDistance, seqMin, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { otherSide, withTcb, type Reading } from './reading.ts';
import type { Side } from './timeline.ts';

/** The readings that a segment of `side` speaks for by its numbers. */
export const otherLines = (reading: Reading, side: Side, segment: Segment): readonly Reading[] => {
  if (has(segment, SYN) || has(segment, RST)) return [];
  const ends = [[side, segment.seq], ...(has(segment, ACK) ? [[otherSide(side), segment.ack]] as const : [])] as const;
  // The data of a SYN may be shorter, too.
  const shorter = ends.flatMap(([who, end]) => shortened(reading, who, end));
  if (reading.tcbs.some(({ state }) => !isSynchronized(state))) return shorter;
  const longer = ends.filter(([who, end]) => seqAfter(end, reading.tcbs[who].snd.nxt));
  return [...longer.flatMap(([who, end]) => [...(who === side ? unseen(reading, who, end) : []), ...turnedAbove(reading, who, end)]), ...shorter];
};

/** The side has just sent new data of which its line is told to be too long. */
export const knownTooLong = (reading: Reading, side: Side, segment: Segment): Reading => {
  const sender = reading.tcbs[side];
  const last = newestSent(sender.sent);
  return last?.segment !== segment ? reading : withTcb(reading, side, { ...sender, sent: withSent(without(sender.sent, last), { ...last, tooLong: true }) });
};

/** The reading in which what `side` has sent last, and is known to be too long, ended where the lines below say. */
export const asLongAsTold = (reading: Reading, side: Side, end: Seq): readonly Reading[] =>
  (newestSent(reading.tcbs[side].sent)?.tooLong === true ? shortened(reading, side, end) : []);

/** The line that sent what lies before `seq` is missing: it was lost, or has arrived above a gap. Had it arrived in order, that would be `adopt`. */
const unseen = (reading: Reading, side: Side, seq: Seq): readonly Reading[] => {
  const [sender, receiver] = [reading.tcbs[side], reading.tcbs[otherSide(side)]];
  const lost = withTcb(reading, side, { ...sender, snd: { ...sender.snd, nxt: seq } });
  if (receiver.rcv.nxt === sender.snd.nxt) return [lost];
  const kept = addRange(receiver.rcv.kept, { left: sender.snd.nxt, right: seq });
  return [lost, withTcb(lost, otherSide(side), { ...receiver, rcv: { ...receiver.rcv, kept } })];
};

/** What the peer has sent last was sent by this end, whose numbers it has as well: its arrow points the wrong way. */
const turnedAbove = (reading: Reading, side: Side, seq: Seq): readonly Reading[] => {
  const [own, peer] = [reading.tcbs[side], reading.tcbs[otherSide(side)]];
  const last = newestSent(peer.sent);
  if (last === undefined || has(last.segment, FIN) || last.segment.seq !== own.snd.nxt || segEnd(last.segment) !== seq || seq !== own.rcv.nxt || seq !== peer.snd.nxt) return [];
  const before = last.segment.seq;
  const sender: Tcb = {
    ...own,
    snd: { ...own.snd, nxt: seq },
    rcv: { ...own.rcv, nxt: before, floor: before },
    sent: withSent(own.sent, { ...last, arrived: true }),
  };
  const receiver: Tcb = {
    ...peer,
    snd: { ...peer.snd, nxt: before },
    rcv: { ...peer.rcv, nxt: seq, floor: seq },
    sent: without(peer.sent, last),
  };
  return [withTcb(withTcb(reading, side, sender), otherSide(side), receiver)];
};

/** What the side has sent last ended before `end`, though not where it began. */
const shortened = (reading: Reading, side: Side, end: Seq): readonly Reading[] => {
  const [sender, receiver] = [reading.tcbs[side], reading.tcbs[otherSide(side)]];
  const { nxt } = sender.snd;
  const last = newestSent(sender.sent);
  // A payload that is written out has the length that it has.
  if (last === undefined || segEnd(last.segment) !== nxt || last.segment.payload !== undefined || !seqBefore(end, nxt)) return [];
  const fin = sender.fin === undefined ? undefined : seqAdd(end, -1);
  const start = dataStart(last.segment);
  if (!seqAfter(fin ?? end, start)) return [];
  const { tooLong: __, ...known } = last;
  const shorter: Sent = { ...known, segment: { ...last.segment, len: seqDistance(start, fin ?? end) } };
  const sent: Tcb = {
    ...sender,
    ...(fin === undefined ? {} : { fin }),
    snd: { ...sender.snd, nxt: end, una: seqMin(sender.snd.una, end) },
    sent: withSent(without(sender.sent, last), shorter),
  };
  const upTo = (seq: Seq): Seq => (seqAfter(seq, end) ? end : seq);
  // Its acknowledgments that were left out have promised less, too.
  const { nxt: received, floor, kept, promised: _, ...rcv } = receiver.rcv;
  const taken: Tcb = {
    ...receiver,
    ...(receiver.peerFin === undefined ? {} : { peerFin: fin ?? receiver.peerFin }),
    ...(receiver.heldFin === undefined ? {} : { heldFin: fin ?? receiver.heldFin }),
    rcv: {
      ...rcv, nxt: upTo(received), floor: upTo(floor),
      kept: kept.map(({ left, right }) => ({ left, right: upTo(right) })),
    },
  };
  return [withTcb(withTcb(reading, side, sent), otherSide(side), taken)];
};

const without = (all: SentSegments, one: Sent): SentSegments => withoutOverlapping(all, one.segment, (other) => other === one);
