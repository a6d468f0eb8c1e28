// SEGMENT ARRIVES: what one end makes of a segment, in the order of RFC 9293 §3.10.7. Knows nothing of the flow.
import { isAcceptable } from './acceptability.ts';
import { ACK, FIN, RST, SYN } from './flags.ts';
import { dataStart, finSeq, has, hasCookie, isPureAck, segEnd, segLen, type Range, type Segment } from './segment.ts';
import { noneSent, withoutAcknowledged } from './sent-segments.ts';
import { seqAdd, seqAfter, seqAtOrAfter, seqAtOrBefore, seqBefore, seqDistance, seqMax, seqMin, type Seq } from './seq.ts';
import type { State } from './state.ts';
import { freshTcb, negotiated, type OwedReset, type Tcb } from './tcb.ts';
import { transition, type Event } from './transitions.ts';

/** What became of a segment that arrived. */
export type Outcome =
  | 'accepted'        // in order, taken
  | 'acknowledged'    // nothing but an acknowledgement, taken
  | 'duplicate'       // nothing new in it; answered with an ACK
  | 'kept'            // inside the window but above a gap: kept for later (SHLD-31)
  | 'outside-window'  // not acceptable; answered with an ACK
  | 'outdated'        // its timestamp is older than TS.Recent: answered with an ACK (RFC 7323 §5.3)
  | 'reset'           // a valid RST
  | 'reset-ignored'   // a RST outside the window, or for an end that ignores it
  | 'challenged'      // answered with a challenge ACK (RFC 5961)
  | 'refused'         // answered with a RST
  | 'acks-unsent'     // acknowledges what was not sent: answered with an ACK, dropped
  | 'dropped'         // dropped without an answer
  | 'checksum-failed'; // discarded before TCP looks at it (MUST-3)

/** The receiver after a segment arrived. */
export interface Reception {
  readonly tcb: Tcb;
  readonly outcome: Outcome;
  /** What happened to the state, in order. */
  readonly events: readonly Event[];
}

/** `now`: milliseconds since the flow began, for the start of TIME-WAIT and the age of timestamps. */
export const segmentArrives = (tcb: Tcb, segment: Segment, now: number): Reception => {
  const reception = arrives(withoutRanOut(tcb), segment, now);
  const taken = reception.tcb.tsRecent !== undefined && reception.tcb.tsRecent === segment.options.tsval;
  return taken ? { ...reception, tcb: { ...reception.tcb, stampedAt: now } } : reception;
};

const arrives = (tcb: Tcb, segment: Segment, now: number): Reception => {
  switch (tcb.state) {
    case 'CLOSED':
      return arrivesInClosed(tcb, segment);
    case 'LISTEN':
      return arrivesInListen(tcb, segment);
    case 'SYN-SENT':
      return arrivesInSynSent(tcb, segment, now);
    default:
      // While nobody has said that it listens, it may as well be closed, and owe a reset for all that arrives.
      return arrivesInOtherStates(tcb.unsaid && !has(segment, RST) ? owing(tcb, segment) : tcb, segment, now);
  }
};

/** Something has happened since its retransmission timer ran out. */
export const withoutRanOut = (tcb: Tcb): Tcb => {
  if (tcb.ranOut === undefined) return tcb;
  const { ranOut: _, ...rest } = tcb;
  return rest;
};

const outcome = (tcb: Tcb, what: Outcome): Reception => ({ tcb, outcome: what, events: [] });

/** The state that an event leads to. An event that the table does not know there is a mistake of the caller. */
export const move = (tcb: Tcb, event: Event): Tcb => ({ ...tcb, state: transition(tcb.state, event)!.to });

/** The reset that RFC 9293 §3.10.7.1 forms in answer to a segment. */
const resetFor = (segment: Segment): OwedReset =>
  has(segment, ACK) ? { seq: segment.ack } : { seq: 0, ack: segEnd(segment) };

// More unanswered strays than these say nothing new.
const owedResetsKept = 32;

const owing = ({ aborting: _, ...tcb }: Tcb, segment: Segment): Tcb => withOwed(tcb, resetFor(segment));

const withOwed = (tcb: Tcb, owed: OwedReset): Tcb => ({ ...tcb, owedResets: [...tcb.owedResets, owed].slice(-owedResetsKept) });

/**
 * Two SYNs came to a listener, and it has answered neither. Which it takes and which it refuses is its own affair (§3.10.7.2), and so is when:
 * the reset may leave when it is no longer in LISTEN.
 */
const maybeRefusing = (tcb: Tcb, segment: Segment): Tcb => {
  const before = tcb.irs === undefined || tcb.iss !== undefined ? tcb : withOwed(tcb, { seq: 0, ack: reach(seqAdd(tcb.irs, 1), tcb.rcv.kept) });
  return owing(before, segment);
};

const refuse = (tcb: Tcb, segment: Segment): Reception => outcome(owing(tcb, segment), 'refused');

/** §3.10.7.1 */
const arrivesInClosed = (tcb: Tcb, segment: Segment): Reception => {
  if (has(segment, RST)) return outcome(tcb, 'reset-ignored');
  // Nobody has said that this end is closed, and a SYN comes in: it was listening.
  // If it was not, its answer is the reset.
  if (tcb.unsaid && has(segment, SYN) && !has(segment, ACK)) {
    const listening = arrivesInListen(asListener(owing(tcb, segment)), segment);
    return { ...listening, tcb: { ...listening.tcb, unsaid: true } };
  }
  return refuse(tcb, segment);
};

/** The end as a listener that has forgotten the connection before. */
export const asListener = (tcb: Tcb): Tcb => ({ ...forget(tcb), state: 'LISTEN', opened: 'passive', unsaid: false });

/** What remains when a TCB is deleted and a new one takes its place: the window it offers and the ISN it is to use. */
export const forget = ({ isn, unsaid, rcv, owedResets, doubt }: Tcb): Tcb =>
  ({ ...freshTcb('CLOSED', rcv.wnd, unsaid), ...(isn === undefined ? {} : { isn }), owedResets, doubt });

/** §3.10.7.2 */
const arrivesInListen = (tcb: Tcb, segment: Segment): Reception => {
  if (has(segment, RST)) return outcome(tcb, 'reset-ignored');
  if (has(segment, ACK)) return refuse(tcb, segment);
  if (!has(segment, SYN)) return outcome(tcb, 'dropped');
  return { tcb: receiveSyn(move(tcb, 'rcv SYN'), segment), outcome: 'accepted', events: ['rcv SYN'] };
};

/** IRS, RCV.NXT and the window from the peer's SYN. Data that rides on it may be taken or not (§3.10.7.2, RFC 7413). */
const receiveSyn = (tcb: Tcb, segment: Segment): Tcb => {
  const first = seqAdd(segment.seq, 1);
  const end = seqAdd(first, segment.len);
  // Only a Fast Open cookie lets a server take the data before the handshake is complete.
  const taken = tcb.opened === 'passive' && hasCookie(segment.options);
  return {
    ...tcb,
    irs: segment.seq,
    peerSynOptions: segment.options,
    rcv: {
      // The window of a SYN is never scaled (RFC 7323 §2.2).
      ...tcb.rcv, nxt: taken ? end : first, floor: first, edge: seqAdd(first, Math.min(tcb.rcv.wnd, 0xffff)),
      kept: segment.len > 0 ? [{ left: first, right: end }] : [],
    },
    ...(segment.options.tsval === undefined ? {} : { tsRecent: segment.options.tsval }),
    snd: withWindow(tcb, segment),
  };
};

/** SND.WND and SND.WL1 from a segment (§3.10.7.3, §3.10.7.4 fifth). */
const withWindow = (tcb: Tcb, segment: Segment): Tcb['snd'] => ({ ...tcb.snd, wnd: segment.wnd, wl1: segment.seq });

/** §3.10.7.3 */
const arrivesInSynSent = (tcb: Tcb, segment: Segment, now: number): Reception => {
  const acknowledgesOurSyn = has(segment, ACK)
    && seqAfter(segment.ack, tcb.snd.una) && seqAtOrBefore(segment.ack, tcb.snd.nxt);
  if (has(segment, ACK) && !acknowledgesOurSyn) {
    return has(segment, RST) ? outcome(tcb, 'reset-ignored') : refuse(tcb, segment);
  }
  // Erratum 8167: the sequence number of a RST is not looked at here, there is no RCV.NXT yet.
  if (has(segment, RST)) {
    if (!acknowledgesOurSyn) return outcome(tcb, 'reset-ignored');
    return { tcb: close(move(tcb, 'rcv RST'), 'reset-received'), outcome: 'reset', events: ['rcv RST'] };
  }
  if (!has(segment, SYN)) return outcome(tcb, 'dropped');
  if (!acknowledgesOurSyn) {
    return { tcb: { ...receiveSyn(move(tcb, 'rcv SYN'), segment), crossed: true }, outcome: 'accepted', events: ['rcv SYN'] };
  }
  const established = acknowledge(receiveSyn(move(tcb, 'rcv SYN,ACK'), segment), segment.ack);
  // Data and FIN on the SYN,ACK go on at the sixth step.
  const rest = receiveText(established, segment, now);
  return { tcb: rest.tcb, outcome: 'accepted', events: ['rcv SYN,ACK', ...rest.events] };
};

/** §3.10.7.4 */
const arrivesInOtherStates = (tcb: Tcb, segment: Segment, now: number): Reception =>
  checkSequence(tcb, segment, now)
  ?? checkReset(tcb, segment)
  ?? checkSyn(tcb, segment)
  ?? checkAck(tcb, segment, now);

/** The crossing SYN,ACK of a simultaneous open, which by the letter of the window test comes too late (figure 7). */
const isCrossingSynAck = (tcb: Tcb, segment: Segment): boolean =>
  tcb.state === 'SYN-RECEIVED' && has(segment, SYN) && has(segment, ACK) && segment.seq === tcb.irs;

/** The furthest that this end has advertised: up to there it takes what comes (RFC 7323 §2.4). */
const rightEdge = ({ rcv }: Tcb): Seq => (seqAtOrAfter(rcv.edge, rcv.nxt) ? rcv.edge : seqAdd(rcv.nxt, rcv.wnd));

/** First, and before it PAWS (RFC 7323 §5.3 R1). */
const checkSequence = (tcb: Tcb, segment: Segment, now: number): Reception | undefined => {
  if (isCrossingSynAck(tcb, segment)) return undefined;
  const late = negotiated(tcb).timestamps && !has(segment, RST)
    && segment.options.tsval !== undefined && tcb.tsRecent !== undefined && seqBefore(segment.options.tsval, tcb.tsRecent);
  if (!late && isAcceptable(segment, tcb.rcv.nxt, seqDistance(tcb.rcv.nxt, rightEdge(tcb)))) return undefined;
  if (has(segment, RST)) return outcome(tcb, 'reset-ignored');
  if (tcb.state === 'TIME-WAIT' && startsNewConnection(tcb, segment)) return arrivesInListen(asListener(withoutIsn(tcb)), segment);
  if (late || seqAfter(segEnd(segment), tcb.rcv.nxt)) {
    // MUST-66: behind a closed window the acknowledgement of a segment at RCV.NXT still counts.
    const probe = !late && segment.seq === tcb.rcv.nxt && has(segment, ACK) && !has(segment, SYN);
    if (!probe) return outcome(late ? droppingOutdated(tcb, segment) : tcb, late ? 'outdated' : 'outside-window');
    const looked = checkAck(tcb, withoutText(segment), now);
    return { ...looked, tcb: maybeKept(withTsRecentOf(tcb, looked.tcb), segment), outcome: 'outside-window' };
  }
  // Whoever is in TIME-WAIT and sees the peer's FIN again answers it and waits anew.
  const again = tcb.state === 'TIME-WAIT' && has(segment, FIN);
  const other = tcb.state === 'SYN-RECEIVED' && tcb.opened === 'passive' && has(segment, SYN) && segment.seq !== tcb.irs;
  return outcome(again ? { ...tcb, timeWaitSince: now } : other ? maybeRefusing(tcb, segment) : tcb, segLen(segment) === 0 ? 'outside-window' : 'duplicate');
};

/** What PAWS has dropped may not be acknowledged. */
const droppingOutdated = (tcb: Tcb, segment: Segment): Tcb => (segLen(segment) === 0
  ? tcb
  : { ...tcb, outdated: { left: segment.seq, right: segEnd(segment), tsval: segment.options.tsval!, recent: tcb.tsRecent! } });

/** RFC 7323 §5.3 R2 comes before R3: what is not acceptable moves no TS.Recent. */
const withTsRecentOf = ({ tsRecent }: Tcb, { tsRecent: _, ...tcb }: Tcb): Tcb => ({ ...tcb, ...(tsRecent === undefined ? {} : { tsRecent }) });

/** Room may have come since the window was advertised: the receiver may take what lies beyond it, as it likes. */
const maybeKept = (tcb: Tcb, segment: Segment): Tcb => {
  if (!takesText(tcb)) return tcb;
  const left = seqMax(dataStart(segment), tcb.rcv.nxt);
  const right = seqAdd(dataStart(segment), segment.len);
  const fin = tcb.heldFin ?? finSeq(segment);
  return {
    ...tcb,
    ...(fin === undefined ? {} : { heldFin: fin }),
    ...(seqAfter(right, left) ? { rcv: { ...tcb.rcv, kept: addRange(tcb.rcv.kept, { left, right }) } } : {}),
  };
};

const takesText = ({ state }: Tcb): boolean => state === 'ESTABLISHED' || state === 'FIN-WAIT-1' || state === 'FIN-WAIT-2';

const withoutText = (segment: Segment): Segment => {
  const { payload: _, ...rest } = segment;
  return { ...rest, len: 0, flags: segment.flags & ~FIN };
};

/** RFC 9293 MAY-2, RFC 6191 §2: a SYN beyond everything of the old connection may open the next one. */
const startsNewConnection = (tcb: Tcb, segment: Segment): boolean =>
  has(segment, SYN) && !has(segment, ACK) && seqAfter(segment.seq, seqAdd(tcb.rcv.nxt, -1));

/** Second. */
const checkReset = (tcb: Tcb, segment: Segment): Reception | undefined => {
  if (!has(segment, RST)) return undefined;
  // RFC 5961 §3.2: only the exact number resets; anything else inside the window is challenged.
  if (segment.seq !== tcb.rcv.nxt) return outcome(tcb, 'challenged');
  return { tcb: reset(tcb), outcome: 'reset', events: ['rcv RST'] };
};

const reset = (tcb: Tcb): Tcb =>
  (tcb.state === 'SYN-RECEIVED' && tcb.opened === 'passive' ? listeningAgain(tcb) : close(move(tcb, 'rcv RST'), 'reset-received'));

/**
 * What else a segment may do to an end that did what TCP asks for: TIME-WAIT may answer a new SYN with a challenge ACK
 * (MAY-2) and may ignore a RST (RFC 1337 §3); before RFC 5961 every RST in the window was obeyed; and whether a RST is
 * exact, or a FIN was received, depends on what was kept. Undefined where there is only one way.
 */
export const otherwise = (before: Tcb, segment: Segment, { tcb, outcome }: Pick<Reception, 'tcb' | 'outcome'>): Tcb | undefined => {
  if (before.state === 'TIME-WAIT' && (outcome === 'reset' || tcb.state === 'SYN-RECEIVED')) return before;
  if (before.peerFin === undefined && tcb.peerFin !== undefined && tcb.rcv.floor !== tcb.rcv.nxt) return beforeFin(tcb);
  if (before.rcv.floor !== before.rcv.nxt && before.peerFin === undefined) {
    // An acknowledgment that lies in the window only if something was kept, or a RST that is exact only if nothing was.
    const less = segmentArrives({ ...before, rcv: { ...before.rcv, nxt: before.rcv.floor, kept: [] } }, segment, 0).tcb;
    if (less.snd.una !== tcb.snd.una || (has(segment, RST) && less.state !== tcb.state)) return less;
  }
  return outcome === 'challenged' && has(segment, RST) ? reset(before) : undefined;
};

/** What a SYN does to an end that has lost its connection without a segment, by a timeout or a crash, and listens anew. */
export const afterForgetting = (tcb: Tcb, segment: Segment): Tcb => arrivesInListen(asListener(withoutIsn(tcb)), segment).tcb;

/** Back in LISTEN, if it ever was there. */
const listeningAgain = (tcb: Tcb): Tcb => (tcb.unsaid ? forget(tcb) : asListener(withoutIsn(tcb)));

/** A declared ISN is used once; a new incarnation has a new one. */
export const withoutIsn = (tcb: Tcb): Tcb => {
  const { isn: _, ...rest } = tcb;
  return rest;
};

/** The connection has ended. The numbers stay, for late resets and for what is said about them. */
export const close = (tcb: Tcb, ending: NonNullable<Tcb['ending']>): Tcb => ({
  ...withoutIsn(tcb),
  state: 'CLOSED',
  ending,
  // What listened once may listen still: the next segment tells.
  unsaid: true,
  sent: noneSent,
});

/** Fourth. */
const checkSyn = (tcb: Tcb, segment: Segment): Reception | undefined => {
  if (!has(segment, SYN) || isCrossingSynAck(tcb, segment)) return undefined;
  // The same SYN again: only the data that rides on it lies in the window.
  if (tcb.state === 'SYN-RECEIVED' && segment.seq === tcb.irs) return outcome(tcb, 'duplicate');
  if (tcb.state === 'SYN-RECEIVED' && tcb.opened === 'passive') {
    // RFC 793 p. 71 resets the connection that it had begun: with SND.NXT, once it has sent a SYN of its own.
    const begun = tcb.iss === undefined ? tcb : withOwed(tcb, { seq: tcb.snd.nxt });
    return outcome(listeningAgain(maybeRefusing(begun, segment)), 'dropped');
  }
  if (tcb.state === 'TIME-WAIT' && startsNewConnection(tcb, segment)) return arrivesInListen(asListener(withoutIsn(tcb)), segment);
  return outcome(tcb, 'challenged');
};

/** Fifth, and what follows it. */
const checkAck = (tcb: Tcb, segment: Segment, now: number): Reception => {
  if (!has(segment, ACK)) return outcome(tcb, 'dropped');
  const acknowledgesNew = seqAfter(segment.ack, tcb.snd.una) && seqAtOrBefore(segment.ack, tcb.snd.nxt);
  const events: Event[] = [];
  let next = tcb;
  if (tcb.state === 'SYN-RECEIVED') {
    if (!acknowledgesNew) return refuse(tcb, segment);
    next = move(next, 'rcv ACK of SYN');
    events.push('rcv ACK of SYN');
  }
  if (seqAfter(segment.ack, next.snd.nxt)) return outcome(tcb, 'acks-unsent');
  if (acknowledgesNew) next = acknowledge(next, segment.ack);
  next = updateWindow(next, segment);
  const closing = finAcknowledged(next, now);
  if (closing !== undefined) {
    next = closing;
    events.push('rcv ACK of FIN');
  }
  next = updateTimestamp(next, segment);
  if (next.state === 'CLOSED' || isPureAck(segment)) return { tcb: next, outcome: 'acknowledged', events };
  const text = receiveText(next, segment, now);
  return { ...text, events: [...events, ...text.events] };
};

/** The block whose FIN is acknowledged now (figure 5); undefined where it is not, or was before. */
export const finAcknowledged = (tcb: Tcb, now: number): Tcb | undefined => {
  const waits = tcb.state === 'FIN-WAIT-1' || tcb.state === 'CLOSING' || tcb.state === 'LAST-ACK';
  if (!waits || tcb.fin === undefined || !seqAfter(tcb.snd.una, tcb.fin)) return undefined;
  const after = move(tcb, 'rcv ACK of FIN');
  if (after.state === 'CLOSED') return close(after, 'closed');
  return after.state === 'TIME-WAIT' ? { ...after, timeWaitSince: now } : after;
};

/** SND.UNA advances; what is acknowledged need not be sent again. */
const acknowledge = (tcb: Tcb, ack: Seq): Tcb => ({
  ...tcb,
  snd: { ...tcb.snd, una: ack },
  sent: withoutAcknowledged(tcb.sent, ack),
});

/** SND.WND follows the newest segment only (§3.10.7.4 fifth, RFC 1122 §4.2.2.20). SND.WL2 needs no look: it is never above SND.UNA. */
const updateWindow = (tcb: Tcb, segment: Segment): Tcb =>
  (seqBefore(segment.ack, tcb.snd.una) || seqBefore(segment.seq, tcb.snd.wl1) ? tcb : { ...tcb, snd: withWindow(tcb, segment) });

/** RFC 7323 §4.3: TS.Recent follows segments that start at or before what we last acknowledged. What is older has not come that far. */
const updateTimestamp = (tcb: Tcb, { seq, options: { tsval } }: Segment): Tcb =>
  (tsval !== undefined && seqAtOrBefore(seq, tcb.lastAck ?? tcb.rcv.nxt) ? { ...tcb, tsRecent: tsval } : tcb);

/** Seventh and eighth: the data, then the FIN once everything before it is there. */
const receiveText = (tcb: Tcb, segment: Segment, now: number): Reception => {
  if (!takesText(tcb)) return outcome(tcb, 'duplicate');
  const start = dataStart(segment);
  const edge = rightEdge(tcb);
  const whole = seqAdd(start, segment.len);
  const end = seqMin(whole, edge);
  const fin = finSeq(segment);
  const heldFin = fin ?? tcb.heldFin;
  const held: Tcb = heldFin === undefined ? tcb : { ...tcb, heldFin };

  if (seqAfter(start, tcb.rcv.nxt)) {
    const kept = seqAfter(end, start) ? addRange(tcb.rcv.kept, { left: start, right: end }) : tcb.rcv.kept;
    return outcome({ ...held, rcv: { ...tcb.rcv, kept } }, 'kept');
  }
  const inOrder = seqMax(end, tcb.rcv.nxt);
  const nxt = reach(inOrder, tcb.rcv.kept);
  const above = tcb.rcv.kept.filter((range) => seqAfter(range.right, inOrder));
  // What reaches over the right edge may be taken too, where room has come since.
  const kept = seqAfter(whole, edge) && seqAtOrAfter(edge, nxt) ? addRange(above, { left: edge, right: whole }) : above;
  // Only what continues what was taken for sure is taken for sure, up to where the window reached when it was told last: it may have shrunk.
  const certain = seqAtOrBefore(start, tcb.rcv.floor);
  const shown = tcb.lastAck === undefined || tcb.lastWnd === undefined ? end : seqMin(end, seqAdd(tcb.lastAck, tcb.lastWnd));
  const taken: Tcb = { ...held, rcv: { ...tcb.rcv, nxt, floor: certain ? seqMax(shown, tcb.rcv.floor) : tcb.rcv.floor, kept } };
  const finBeyond = heldFin !== undefined && seqAtOrAfter(heldFin, edge);
  return heldFin !== nxt || finBeyond ? outcome(taken, 'accepted') : receiveFin(taken, nxt, now, certain && fin === nxt);
};

/** RCV.NXT passes over the FIN; the state moves (figure 5). `certain`: nobody can have thrown it away. */
export const receiveFin = (tcb: Tcb, fin: Seq, now: number, certain: boolean): Reception => {
  const { heldFin: _, ...rest } = tcb;
  const after = seqAdd(fin, 1);
  const next = move({ ...rest, peerFin: fin, rcv: { ...tcb.rcv, nxt: after, floor: certain ? after : tcb.rcv.floor, kept: [] } }, 'rcv FIN');
  return {
    tcb: next.state === 'TIME-WAIT' ? { ...next, timeWaitSince: now } : next,
    outcome: 'accepted',
    events: ['rcv FIN'],
  };
};

/** The end as if the peer's FIN had not been received. */
export const beforeFin = (tcb: Tcb): Tcb => {
  const { peerFin, timeWaitSince: _, ...rest } = tcb;
  const state = statesBeforeFin[tcb.state];
  return state === undefined ? tcb : { ...rest, state, rcv: { ...tcb.rcv, nxt: peerFin! } };
};

const statesBeforeFin: Partial<Record<State, State>> = {
  'CLOSE-WAIT': 'ESTABLISHED', CLOSING: 'FIN-WAIT-1', 'LAST-ACK': 'FIN-WAIT-1', 'TIME-WAIT': 'FIN-WAIT-2',
};

/** How far one gets from `seq` over the ranges without a gap. */
export const reach = (seq: Seq, ranges: readonly Range[]): Seq => {
  let end = seq;
  for (const range of ranges) if (seqAtOrBefore(range.left, end)) end = seqMax(end, range.right);
  return end;
};

/** Ranges do not touch. The newest comes first, as SACK tells them (RFC 2018 §4). */
export const addRange = (ranges: readonly Range[], added: Range): readonly Range[] => {
  const touches = ({ left, right }: Range): boolean => seqAtOrAfter(right, added.left) && seqAtOrBefore(left, added.right);
  const apart = ranges.filter((range) => !touches(range));
  const merged = ranges.filter(touches).reduce<Range>((sum, range) => ({ left: seqMin(sum.left, range.left), right: seqMax(sum.right, range.right) }), added);
  return [merged, ...apart];
};
