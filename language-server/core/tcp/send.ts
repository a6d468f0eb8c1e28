// What sending a segment does to the sender: the numbers move on, and calls that the segment implies are taken as made.
// Whether the segment may be sent is for the rules to say; this goes on from any segment.
import { ACK, FIN, RST, SYN } from './flags.ts';
import { finSeq, has, segEnd, segLen, type Segment } from './segment.ts';
import { asListener, beforeFin, close, finAcknowledged, forget, move, reach, receiveFin, withoutRanOut } from './segment-arrives.ts';
import { changeOverlapping, withSent, type OnLine } from './sent-segments.ts';
import { seqAdd, seqAfter, seqBefore, seqMax, type Seq } from './seq.ts';
import { negotiated, type OwedReset, type Tcb } from './tcb.ts';
import { transition, type Event } from './transitions.ts';

/** The sender after a segment left. */
export interface Sending {
  readonly tcb: Tcb;
  /** What happened to the state: calls that the segment implies. */
  readonly events: readonly Event[];
}

/** `line`: where the segment stands, to be remembered with what is unacknowledged. `now`: milliseconds since the flow began. */
export const sendSegment = (tcb: Tcb, segment: Segment, line: OnLine, now: number): Sending => {
  if (has(segment, RST)) return sendReset(tcb, segment);
  const events: Event[] = [];
  let next = tcb;
  if (has(segment, SYN)) {
    if (!has(segment, ACK) && (next.state === 'CLOSED' || next.state === 'LISTEN')) {
      if (next.ending !== undefined) next = forget(next);
      next = { ...move(next, 'OPEN active'), opened: 'active' };
      events.push('OPEN active');
    }
    if (next.iss === undefined) {
      next = {
        ...next,
        iss: segment.seq,
        snd: { ...next.snd, una: segment.seq, nxt: segment.seq },
      };
    }
    // Whoever answers a SYN does not refuse it.
    next = { ...next, unsaid: false, synOptions: segment.options, owedResets: next.owedResets.filter(({ ack }) => !refusesSyn(next, ack)) };
  }
  if (has(segment, FIN)) {
    if (!next.closing && transition(next.state, 'CLOSE')?.sends === 'FIN') {
      next = move(next, 'CLOSE');
      events.push('CLOSE');
    }
    next = { ...next, closing: true, fin: next.fin ?? finSeq(segment)! };
  }
  if (has(segment, ACK)) {
    next = acknowledging(next, segment);
    // A FIN beyond the window, of which nobody could tell whether it was kept, is acknowledged: it was.
    if (next.heldFin !== undefined && segment.ack === seqAdd(next.heldFin, 1) && transition(next.state, 'rcv FIN') !== undefined) {
      const received = receiveFin(next, next.heldFin, now, true);
      next = received.tcb;
      events.push(...received.events);
    }
  }
  else next = { ...next, rcv: { ...next.rcv, wnd: segment.wnd }, lastWnd: segment.wnd };
  next = ticking(next, segment, now);
  if (segLen(segment) > 0) next = withoutRanOut(remember(next, segment, line));
  // The peer has acknowledged the FIN before this line has sent it.
  const closed = has(segment, FIN) ? finAcknowledged(next, now) : undefined;
  if (closed !== undefined) return { tcb: closed, events: [...events, 'rcv ACK of FIN'] };
  return { tcb: next, events };
};

/** The clock as our last segment showed it; one that should have shown it and did not leaves it open. What nobody agreed on shows nothing. */
const ticking = (tcb: Tcb, segment: Segment, now: number): Tcb => {
  const tsval = has(segment, SYN) || negotiated(tcb).timestamps ? segment.options.tsval : undefined;
  const { lastTsval, ...rest } = tcb;
  // One that went back has not been the latest.
  if (tsval !== undefined) return { ...rest, lastTsval: seqMax(lastTsval ?? tsval, tsval), stampedAt: now };
  return negotiated(tcb).timestamps ? rest : tcb;
};

/** What we acknowledge settles what we have received, where that was left open. */
const acknowledging = (tcb: Tcb, segment: Segment): Tcb => {
  // Below RCV.NXT nothing that was kept above a gap has been taken after all.
  const nxt = seqBefore(segment.ack, tcb.rcv.nxt) && seqBefore(segment.ack, tcb.rcv.floor) ? tcb.rcv.nxt : segment.ack;
  return {
    // A FIN that came above a gap was thrown away after all, when the end acknowledges less.
    ...(tcb.peerFin !== undefined && !seqAfter(nxt, tcb.peerFin) ? beforeFin(tcb) : tcb),
    lastAck: seqMax(tcb.lastAck ?? segment.ack, segment.ack),
    lastWnd: segment.wnd,
    rcv: {
      ...tcb.rcv,
      nxt,
      wnd: segment.wnd,
      edge: tcb.lastWnd === undefined ? seqAdd(segment.ack, segment.wnd) : seqMax(tcb.rcv.edge, seqAdd(segment.ack, segment.wnd)),
      floor: seqMax(tcb.rcv.floor, nxt),
      // What begins there was not kept: it would be acknowledged too.
      kept: tcb.rcv.kept.filter((range) => seqAfter(range.left, nxt)),
    },
  };
};

/** SND.NXT moves past what is new; what was sent before is now sent again. */
const remember = (tcb: Tcb, segment: Segment, line: OnLine): Tcb => {
  const end = segEnd(segment);
  const again = changeOverlapping(tcb.sent, segment, (sent) => ({ ...sent, lastLine: line, resentTo: end }));
  const sent = seqAfter(end, tcb.snd.nxt) ? withSent(again, { line, lastLine: line, segment, arrived: false }) : again;
  return caughtUp({ ...tcb, sent, snd: { ...tcb.snd, nxt: seqMax(tcb.snd.nxt, end) } });
};

/** What lay ahead follows. */
const caughtUp = ({ astray, ...tcb }: Tcb): Tcb => {
  if (astray === undefined) return tcb;
  const end = segEnd(astray.segment);
  if (seqAfter(astray.segment.seq, tcb.snd.nxt)) return { ...tcb, astray };
  return seqAfter(end, tcb.snd.nxt) ? { ...tcb, sent: withSent(tcb.sent, astray), snd: { ...tcb.snd, nxt: end } } : tcb;
};

/** Whether a RST is the one that §3.10.7 asks for in answer to something that arrived. */
export const answers = (owed: OwedReset, segment: Segment): boolean =>
  owed.seq === segment.seq && (owed.ack === undefined || (has(segment, ACK) && owed.ack === segment.ack));

/** Whether a RST with this acknowledgment refuses the SYN that the end has taken: it may count the data that rode on it, or not (§3.10.7.1). */
export const refusesSyn = ({ irs, rcv }: Tcb, ack: Seq | undefined): boolean => {
  if (irs === undefined) return false;
  const first = seqAdd(irs, 1);
  return ack === first || ack === reach(first, rcv.kept);
};

/** A RST either answers a stray segment, and changes nothing here, or aborts the connection. */
const sendReset = (tcb: Tcb, segment: Segment): Sending => {
  const owed = tcb.owedResets.find((reset) => answers(reset, segment));
  const { aborting: _, ...rest } = tcb;
  const answered: Tcb = { ...rest, owedResets: tcb.owedResets.filter((reset) => reset !== owed) };
  // A listener that refuses goes on listening; who never said so may have been closed all along.
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN') return { tcb: answered, events: [] };
  if (owed !== undefined && (tcb.state === 'SYN-SENT' || tcb.state === 'SYN-RECEIVED')) {
    // Another SYN than the one that it has taken.
    if (!refusesSyn(tcb, owed.ack)) return { tcb: answered, events: [] };
    if (!tcb.unsaid) return { tcb: asListener(answered), events: [] };
  }
  return { tcb: close(move(answered, 'ABORT'), 'reset-sent'), events: ['ABORT'] };
};

/** Marks what a segment that has arrived brought: it is not lost, only unacknowledged. */
export const markArrived = (tcb: Tcb, segment: Segment): Tcb => ({
  ...tcb,
  sent: changeOverlapping(tcb.sent, segment, (sent) => (sent.arrived ? sent : { ...sent, arrived: true })),
});

