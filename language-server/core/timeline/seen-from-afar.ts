// What passes by of an end that is far from the place of observation tells of it, in whatever order it does: how it stands, and whether
// data below what was seen comes late for the first time or is sent again. Judges nothing.
import { segEnd, type Segment } from '../tcp/segment.ts';
import { seqAfter, seqAtOrAfter, seqAtOrBefore, seqBefore } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import type { Tcb } from '../tcp/tcb.ts';
import type { Seen } from './observation.ts';

/** A far end's block with what was seen of it. The simulation's own follows each line as if it told where the end stands now. */
export const shownBlock = (tcb: Tcb, own: Seen, peer: Seen): Tcb => ({
  ...tcb,
  // Who was reset from here may not have heard of it.
  state: !isSynchronized(tcb.state) && own.ack !== undefined && peer.ack !== undefined ? 'ESTABLISHED' : tcb.state,
  ...(own.ack === undefined ? {} : { lastAck: own.ack, lastWnd: own.ackWnd! }),
  snd: { ...tcb.snd, una: peer.ack ?? tcb.snd.una, nxt: own.nxt ?? tcb.snd.nxt, wnd: peer.ackWnd ?? tcb.snd.wnd },
  rcv: { ...tcb.rcv, nxt: own.ack ?? tcb.rcv.nxt, kept: own.sack },
});

/** All of it was seen before, or its receiver has said so. */
export const isKnown = ({ inOrder, above }: Seen, segment: Segment): boolean => {
  const [{ seq }, end] = [segment, segEnd(segment)];
  return (inOrder !== undefined && seqAtOrBefore(end, inOrder)) || above.some(({ left, right }) => seqAtOrBefore(left, seq) && seqAtOrAfter(right, end));
};

/** What has come to an end that sends: duplicate acknowledgments, and the TSval of the first. */
interface Heard {
  readonly duplicates: number;
  readonly told?: number | undefined;
}

/** Where no handshake was seen: as long as Wireshark takes for it; ms. */
const unknownRoundTrip = 3;
/** No retransmission timer runs out earlier: the lower bound of Linux and others, RFC 6298 wants a second; ms. */
const shortestTimeout = 200;

/**
 * A segment with data that was not seen was sent before what was seen above it. Its clock tells (RFC 7323 §5.3): what is sent again is sent later
 * than all of that, and by whoever has heard of the gap. Where it does not, nobody can hear of a gap and fill it in less than a round trip from
 * when the gap was first seen, nor without three duplicate acknowledgments or SACK before a timer (RFC 5681 §3.2). `at`: when it was seen, ms.
 */
export const wasOvertaken = (own: Seen, peer: Seen, segment: Segment, { duplicates, told }: Heard, at: number | undefined): boolean => {
  const above = own.above.filter(({ right }) => seqAfter(right, segment.seq));
  const { tsval, tsecr } = segment.options;
  const clocks = above.flatMap((part) => part.tsval ?? []);
  if (tsval !== undefined) {
    if (clocks.some((clock) => seqBefore(clock, tsval))) return false;
    // It has ticked since, perhaps between what is above.
    if (own.tsval !== undefined && seqAfter(own.tsval, tsval)) return true;
  }
  const since = Math.min(...above.flatMap((part) => part.since ?? []));
  if (at === undefined || since === Infinity) {
    // In one tick, by whoever has not heard of the gap.
    return tsval !== undefined && (duplicates === 0 || (told !== undefined && seqBefore(tsecr ?? told, told)));
  }
  const waited = at - since;
  if (waited < (own.roundTrip ?? peer.roundTrip ?? unknownRoundTrip)) return true;
  const reportsGaps = own.synOptions?.sackPermitted === true && peer.synOptions?.sackPermitted === true;
  return !reportsGaps && duplicates < 3 && waited < shortestTimeout;
};
