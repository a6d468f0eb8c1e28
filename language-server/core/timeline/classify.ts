// What a segment is in Wireshark's words: retransmission, duplicate ACK, window probe and so on. Wireshark guesses from
// what passes by; here both ends and all losses are known, so the words mean what they say. Judges nothing.
import { ACK, FIN, RST, SYN } from '../tcp/flags.ts';
import { has, isPureAck, segEnd, segLen, type Segment } from '../tcp/segment.ts';
import { seqAdd, seqAfter, seqAtOrAfter, seqAtOrBefore, seqBefore, type Seq } from '../tcp/seq.ts';
import { isDuplicateReport } from '../tcp/sack.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { isSynchronized } from '../tcp/state.ts';
import { sendEdge, type Tcb } from '../tcp/tcb.ts';
import { otherSide } from './reading.ts';
import type { Change, EndId, SegmentStep, Timeline, TimeoutStep } from './timeline.ts';

/** Wireshark's labels, as its Info column has them without `TCP`. */
export type Term = (typeof terms)[number];
export const terms = [
  'ZeroWindowProbe', 'ZeroWindow', 'Keep-Alive', 'Window Update', 'Window Full', 'Keep-Alive ACK', 'ZeroWindowProbeAck', 'Dup ACK',
  'Spurious Retransmission', 'Fast Retransmission', 'Out-Of-Order', 'Retransmission', 'Port numbers reused',
  'SYN with TFO Cookie', 'SYN-ACK accepting TFO data', 'SYN-ACK ignoring TFO data', 'D-SACK',
] as const;

export interface Classification {
  readonly term: Term;
  /** Which duplicate of the first acknowledgment it is, from 1; for `Dup ACK` only. */
  readonly number?: number;
  /**
   * The index of the step that it refers to: what is sent again, the first acknowledgment of this number, the probe that
   * is answered, the segment that came first. Absent where there is none, or none is known.
   */
  readonly step?: number;
}

/** `Dup ACK #2`, as Wireshark writes it. */
export const labelOf = ({ term, number }: Classification): string => (number === undefined ? term : `${term} #${number}`);

/** What each segment is, by the index of its step; most are nothing special, and are not in the map. One pass. */
export const classify = (timeline: Timeline): Found => walk(timeline, 0, timeline.length);

// Nobody looks further up for the acknowledgment that is repeated, or for the probe that is answered.
const lookedBack = 2000;

/** What the segment of a step is, seen from not far above it: what a long flow's beginning says does not matter any more. */
export const classificationsOf = (timeline: Timeline, index: number, { arrivals }: SegmentStep): readonly Classification[] =>
  walk(timeline, Math.max(0, index - lookedBack), Math.max(index, ...arrivals) + 1).get(index) ?? [];

/** Of the steps from `from` up to `to`. */
const walk = (timeline: Timeline, from: number, to: number): Found => {
  const found = new Map<number, readonly Classification[]>();
  const add = (index: number, more: readonly Classification[]): void => {
    if (more.length > 0) found.set(index, [...(found.get(index) ?? []), ...more]);
  };
  const known = new Map<number, readonly [End, End]>();
  const endsOf = (connection: number): readonly [End, End] => {
    const ends = known.get(connection) ?? [endAt(timeline, { connection, side: 0 }, from), endAt(timeline, { connection, side: 1 }, from)] as const;
    known.set(connection, ends);
    return ends;
  };

  for (let index = from; index < to; index++) {
    const step = timeline.step(index)!;
    if (step.kind === 'timeout') expire(endsOf(step.end.connection)[step.end.side], step);
    for (const change of step.changes) {
      const own = endsOf(change.connection)[change.side];
      const peer = endsOf(change.connection)[otherSide(change.side)];
      const { cause } = change;
      if (cause.kind === 'sent' && step.kind === 'segment') add(index, whenSent({ index, step, own, peer, found }));
      if (cause.kind === 'arrived') add(cause.step, whenArrived(change, timeline.step(cause.step) as SegmentStep, { own, peer, found }));
      own.tcb = change.after;
    }
  }
  return found;
};

/** An end before a step. */
const endAt = (timeline: Timeline, end: EndId, index: number): End => {
  if (index === 0) return beginning(timeline.connections[end.connection]!.ends[end.side].initial);
  const { tcb } = timeline.standing(end, timeline.step(index)!.line, true);
  return { ...beginning(tcb), ...(tcb.opened === 'active' && tcb.iss !== undefined ? { isn: tcb.iss } : {}) };
};

type Found = ReadonlyMap<number, readonly Classification[]>;

/** One end while the timeline is walked. */
interface End {
  tcb: Tcb;
  /** The step of the segment that arrived here last. */
  lastArrival?: number;
  /** What it acknowledges, the step that said so first, and how often that was repeated. */
  acknowledgment?: { readonly ack: Seq; readonly step: number; readonly repeated: number };
  /** How many duplicates of the acknowledgment of SND.UNA have arrived since the timer ran out last. */
  duplicates: number;
  /** The TSval of the first of them: who acts on it echoes that, or a later one. */
  told?: number | undefined;
  /** The timer that ran out here since the end sent last. */
  timer?: TimeoutStep['statement']['timer'];
  /** The number of the SYN that opened the latest connection. */
  isn?: Seq;
  /** Where the byte of the latest window probe stands. */
  probe?: Seq;
  /** What this end has sent and is on its way, and the step at which it arrives last. */
  flying: readonly { readonly step: number; readonly segment: Segment; readonly until: number }[];
  /** The latest step of this end of which something has arrived at the peer. */
  ahead?: { readonly step: number; readonly seq: Seq };
}

interface Ends {
  readonly own: End;
  readonly peer: End;
  readonly found: Found;
}

interface Sending extends Ends {
  readonly index: number;
  readonly step: SegmentStep;
}

const beginning = (tcb: Tcb): End => ({ tcb, duplicates: 0, flying: [] });

const expire = (end: End, { statement: { timer } }: TimeoutStep): void => {
  end.timer = timer;
  // What the timer sends again is no fast retransmission.
  if (timer === 'retransmission') end.duplicates = 0;
};

const is = (found: Found, step: number | undefined, term: Term): boolean =>
  step !== undefined && found.get(step)?.some((one) => one.term === term) === true;

// At the moment of sending

const whenSent = (sending: Sending): readonly Classification[] => {
  const { index, step, own } = sending;
  const { meant } = step;
  const classified = [...aboutWindow(sending), ...aboutAcknowledgment(sending), ...aboutNumbers(sending), ...aboutOptions(sending)];

  if (has(meant, ACK) && !has(meant, RST)) {
    const { acknowledgment } = own;
    const repeats = acknowledgment?.ack === meant.ack;
    const duplicate = classified.some(({ term }) => term === 'Dup ACK');
    own.acknowledgment = { ack: meant.ack, step: repeats ? acknowledgment.step : index, repeated: (repeats ? acknowledgment.repeated : 0) + (duplicate ? 1 : 0) };
  }
  if (classified.some(({ term }) => term === 'ZeroWindowProbe') && meant.len > 0) own.probe = meant.seq;
  if (classified.some(({ term }) => term === 'Fast Retransmission')) own.duplicates = 0;
  if (has(meant, SYN) && !has(meant, ACK)) own.isn = meant.seq;
  const until = step.fate === 'corrupted' ? -1 : Math.max(-1, ...step.arrivals);
  if (until > index) own.flying = [...own.flying.filter((one) => one.until > index), { step: index, segment: meant, until }];
  delete own.timer;
  return classified;
};

const isPlain = (segment: Segment): boolean => !has(segment, SYN) && !has(segment, FIN) && !has(segment, RST);

const aboutWindow = (sending: Sending): readonly Classification[] => {
  const { step: { meant }, own: { tcb } } = sending;
  if (!isPlain(meant) || !isSynchronized(tcb.state)) return [];
  const probe = isZeroWindowProbe(sending);
  return [
    ...(probe ? [{ term: 'ZeroWindowProbe' } as const] : []),
    ...(meant.wnd === 0 ? [{ term: 'ZeroWindow' } as const] : []),
    ...(!probe && isKeepAlive(tcb, meant) ? [{ term: 'Keep-Alive' } as const] : []),
    ...(isWindowUpdate(sending) ? [{ term: 'Window Update' } as const] : []),
    ...(!probe && meant.len > 0 && segEnd(meant) === sendEdge(tcb) ? [{ term: 'Window Full' } as const] : []),
  ];
};

/** With a closed window even Linux's empty probe is one, which Wireshark takes for a keep-alive. */
const isZeroWindowProbe = ({ step: { meant }, own: { tcb, timer } }: Sending): boolean =>
  tcb.snd.wnd === 0 && isWindowProbe(tcb, meant) && !(timer === 'keepalive' && meant.len === 0);

/** A segment that does nothing but repeat the last acknowledgment. */
const repeats = ({ step: { meant }, own: { tcb } }: Sending): boolean =>
  isPureAck(meant) && isPlain(meant) && isSynchronized(tcb.state) && meant.seq === tcb.snd.nxt && meant.ack === tcb.lastAck;

const isWindowUpdate = (sending: Sending): boolean => {
  const { step: { meant }, own: { tcb } } = sending;
  return repeats(sending) && meant.wnd !== 0 && meant.wnd !== tcb.lastWnd && meant.options.sack === undefined;
};

const aboutAcknowledgment = (sending: Sending): readonly Classification[] => {
  const { step: { meant }, own, peer, found } = sending;
  if (!repeats(sending)) return [];
  const sameWindow = meant.wnd === own.tcb.lastWnd;
  const { lastArrival, acknowledgment } = own;
  if (is(found, lastArrival, 'Keep-Alive')) return [{ term: 'Keep-Alive ACK', step: lastArrival! }];
  if (sameWindow && meant.wnd === 0 && is(found, lastArrival, 'ZeroWindowProbe')) return [{ term: 'ZeroWindowProbeAck', step: lastArrival! }];
  // RFC 5681 §2: its receiver has data outstanding, and has seen this acknowledgment before.
  const waits = peer.tcb.snd.una === meant.ack && peer.tcb.snd.una !== peer.tcb.snd.nxt;
  if (!waits || meant.wnd === 0 || (!sameWindow && meant.options.sack === undefined)) return [];
  const first = acknowledgment?.ack === meant.ack ? acknowledgment : undefined;
  return [{ term: 'Dup ACK', number: (first?.repeated ?? 0) + 1, ...(first === undefined ? {} : { step: first.step }) }];
};

const aboutNumbers = (sending: Sending): readonly Classification[] => {
  const { step: { meant, retransmits }, own } = sending;
  const { tcb, isn, probe } = own;
  if (has(meant, RST) || segLen(meant) === 0) return [];
  if (has(meant, SYN) && !has(meant, ACK) && isn !== undefined && isn !== meant.seq) return [{ term: 'Port numbers reused' }];
  const again = has(meant, SYN) ? isSynAgain(tcb, meant) : isSynchronized(tcb.state) && seqBefore(meant.seq, tcb.snd.nxt);
  const continuesProbe = meant.len > 1 && meant.seq === probe && seqAfter(segEnd(meant), tcb.snd.nxt);
  if (!again || continuesProbe || isKeepAlive(tcb, meant) || isZeroWindowProbe(sending)) return [];
  const first = retransmits === undefined ? {} : { step: retransmits };
  if (isThere(sending)) return [{ term: 'Spurious Retransmission' }];
  const copy = copyOnItsWay(sending);
  if (copy !== undefined) return [{ term: 'Spurious Retransmission', step: copy }];
  if (wasOvertaken(sending)) return [{ term: 'Out-Of-Order', ...(own.ahead === undefined ? {} : { step: own.ahead.step }) }];
  // RFC 5681 §3.2: the third duplicate asks for the segment at SND.UNA, long before the timer would.
  const fast = own.duplicates >= 3 && meant.seq === tcb.snd.una;
  return [{ term: fast ? 'Fast Retransmission' : 'Retransmission', ...first }];
};

/**
 * Who looks at an end from afar may see what it sent in another order. Of what was not seen before, its clock tells (RFC 7323 §5.3): it was
 * sent before a segment that shows more; and with the same, before its sender could have heard of a loss.
 */
const wasOvertaken = ({ step: { meant, retransmits }, own: { tcb, duplicates, told } }: Sending): boolean => {
  const { options: { tsval, tsecr } } = meant;
  if (has(meant, SYN) || retransmits !== undefined || tsval === undefined || tcb.lastTsval === undefined) return false;
  const untold = duplicates === 0 || (told !== undefined && tsecr !== undefined && seqBefore(tsecr, told));
  return seqBefore(tsval, tcb.lastTsval) || (tsval === tcb.lastTsval && untold);
};

/** The first SYN,ACK of a simultaneous open repeats the SYN, but says more: it is the first acknowledgment. */
const isSynAgain = ({ iss, ending, lastAck }: Tcb, { seq, flags }: Segment): boolean =>
  iss === seq && ending === undefined && ((flags & ACK) === 0 || lastAck !== undefined);

/** The receiver has all of it: in order, or kept above a gap. What lies at RCV.NXT it did not take (data on a SYN). */
const isThere = ({ step: { meant }, peer: { tcb } }: Sending): boolean => {
  if (has(meant, SYN)) {
    // In a simultaneous open the SYN is there, and its acknowledgment is what the peer waits for.
    const waits = has(meant, ACK) && tcb.state === 'SYN-RECEIVED';
    return tcb.irs === meant.seq && tcb.state !== 'CLOSED' && meant.len === 0 && !waits;
  }
  if (tcb.irs === undefined && !isSynchronized(tcb.state)) return false;
  const end = segEnd(meant);
  return seqAtOrBefore(end, tcb.rcv.nxt)
    || tcb.rcv.kept.some(({ left, right }) => left !== tcb.rcv.nxt && seqAtOrBefore(left, meant.seq) && seqAtOrAfter(right, end));
};

/** The step of an earlier copy that is on its way and will arrive. */
const copyOnItsWay = ({ step: { meant }, own: { flying }, index }: Sending): number | undefined => flying.find(({ until, segment }) =>
  until >= index && seqAtOrBefore(segment.seq, meant.seq) && seqAtOrAfter(segEnd(segment), segEnd(meant)))?.step;

const aboutOptions = ({ step: { meant }, own: { tcb } }: Sending): readonly Classification[] => {
  const { options: { sack = [], tfo = '' }, ack, len } = meant;
  const opens = has(meant, SYN) && !has(meant, ACK);
  const answersData = has(meant, SYN) && has(meant, ACK) && (tcb.peerSynOptions?.tfo ?? '') !== '' && tcb.rcv.kept.length > 0;
  const takesData = tcb.irs !== undefined && seqAfter(ack, seqAdd(tcb.irs, 1));
  return [
    ...(opens && tfo !== '' && len > 0 ? [{ term: 'SYN with TFO Cookie' } as const] : []),
    ...(answersData ? [{ term: takesData ? 'SYN-ACK accepting TFO data' : 'SYN-ACK ignoring TFO data' } as const] : []),
    ...(has(meant, ACK) && sack.length > 0 && isDuplicateReport(ack, sack) ? [{ term: 'D-SACK' } as const] : []),
  ];
};

// At the moment of arrival

const whenArrived = ({ before, after, cause }: Change, { meant }: SegmentStep, { own, peer, found }: Ends): readonly Classification[] => {
  if (cause.kind !== 'arrived' || cause.outcome === 'checksum-failed') return [];
  const { step, outcome } = cause;
  own.lastArrival = step;
  if (before.snd.una !== after.snd.una) own.duplicates = 0;
  else if (is(found, step, 'Dup ACK') && meant.ack === after.snd.una) {
    if (own.duplicates === 0) own.told = meant.options.tsval;
    own.duplicates++;
  }
  if (segLen(meant) === 0) return [];
  const { ahead } = peer;
  if (ahead === undefined || step > ahead.step) peer.ahead = { step, seq: meant.seq };
  // Something sent later came first; what was sent again in the meantime is late, but nobody waits for it.
  const overtaken = ahead !== undefined && step < ahead.step && seqBefore(meant.seq, ahead.seq);
  const needed = outcome === 'accepted' || outcome === 'kept';
  return overtaken && needed && !is(found, step, 'Out-Of-Order') ? [{ term: 'Out-Of-Order', step: ahead.step }] : [];
};
