// What a segment is in Wireshark's words: retransmission, duplicate ACK, window probe and so on. Wireshark guesses from
// what passes by; here both ends and all losses are known, so the words mean what they say. Judges nothing.
import { ACK, FIN, RST, SYN } from '../tcp/flags.ts';
import { has, hasCookie, isPureAck, segEnd, segLen, type Segment } from '../tcp/segment.ts';
import { seqAdd, seqAfter, seqAtOrAfter, seqAtOrBefore, seqBefore, type Seq } from '../tcp/seq.ts';
import { isDuplicateReport } from '../tcp/sack.ts';
import { noneSent, overlapping, withoutOverlapping, withSent, type SentSegments } from '../tcp/sent-segments.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { isSynchronized } from '../tcp/state.ts';
import { sendEdge, type Tcb } from '../tcp/tcb.ts';
import { otherSide } from './reading.ts';
import type { FlowStep } from '../flow/flow.ts';
import { each, toEnd } from '../flow/turns.ts';
import { deleteIn, emptyMap, getIn, setIn, type IntMap } from './int-map.ts';
import { isKnown, shownBlock, wasOvertaken } from './seen-from-afar.ts';
import type { Change, EndId, SegmentStep, Step, Timeline, TimeoutStep } from './timeline.ts';

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
export const classify = (timeline: Timeline): Found => classifySteps(timeline, timeline.steps, 0, nothingSeen).found;

// Nobody looks further up for the acknowledgment that is repeated, or for the probe that is answered.
const lookedBack = 2000;

/** What the segment of a step is, seen from not far above it: what a long flow's beginning says does not matter any more. */
export const classificationsOf = (timeline: Timeline, index: number, { arrivals }: SegmentStep): readonly Classification[] => {
  const from = Math.max(0, index - lookedBack);
  const steps = Array.from({ length: Math.max(index, arrivals.at(-1) ?? index) + 1 - from }, (_, offset) => timeline.step(from + offset)!);
  return classifySteps(timeline, steps, from, nothingSeen, from).found.get(index) ?? [];
};

/** What classification knows of the connections after some steps: a value, so that it goes on from there. By connection. */
export type Seen = IntMap<readonly [End, End]>;
export const nothingSeen: Seen = emptyMap;

export interface Classified {
  readonly found: Found;
  /** What these steps say of segments above them. */
  readonly late: readonly { readonly of: FlowStep; readonly classification: Classification }[];
  readonly after: Seen;
}

/** All at once. */
export const classifySteps = (...asked: Parameters<typeof classifying>): Classified => toEnd(classifying(...asked));

/** Some steps, one behind the other, the first of which has the index `first`, in small steps. `unseenSince`: the step before which the timeline knows how an end stands that was not seen yet. */
export const classifying = function* (timeline: Timeline, steps: readonly Step[], first: number, before: Seen, unseenSince = 0): Generator<undefined, Classified> {
  const found = new Map<number, readonly Classification[]>();
  const late: Classified['late'][0][] = [];
  const add = (index: number, more: readonly Classification[]): void => {
    if (more.length > 0) found.set(index, [...(found.get(index) ?? []), ...more]);
  };
  const known = new Map<number, readonly [End, End]>();
  const endsOf = (connection: number): readonly [End, End] => {
    const seen = known.get(connection);
    if (seen !== undefined) return seen;
    const [a, b] = getIn(before, connection)
      ?? [endAt(timeline, { connection, side: 0 }, unseenSince), endAt(timeline, { connection, side: 1 }, unseenSince)];
    // They are changed while steps are looked at; what was seen before stays as it was.
    const ends = [{ ...a }, { ...b }] as const;
    known.set(connection, ends);
    return ends;
  };

  yield* each(steps, (step, offset) => {
    const index = first + offset;
    if (step.kind === 'timeout') expire(endsOf(step.end.connection)[step.end.side], step);
    for (const change of step.changes) {
      const own = endsOf(change.connection)[change.side];
      const peer = endsOf(change.connection)[otherSide(change.side)];
      const { cause } = change;
      if (cause.kind === 'sent' && step.kind === 'segment') {
        add(index, whenSent({ at: timeline.lineOf(index)!, step, own, peer, ...blocksOf(step, own, peer), until: timeline.lineOf(step.arrivals.at(-1) ?? -1) }));
      }
      if (cause.kind === 'arrived' && cause.outcome !== 'checksum-failed') {
        const flight = getIn(peer.flying, cause.from.id);
        const sentAs = found.get(cause.step)?.map(({ term }) => term) ?? flight?.terms ?? [];
        const more = whenArrived(change, cause, sentAs, own, peer);
        if (cause.step >= first) add(cause.step, more);
        else for (const classification of more) late.push({ of: cause.from, classification });
        if (flight?.until === timeline.lineOf(index)) land(peer, flight!);
      }
      own.tcb = change.after;
    }
  });
  let after = before;
  for (const [connection, ends] of known) after = setIn(after, connection, ends);
  return { found, late, after };
};

/** An end before a step. */
const endAt = (timeline: Timeline, end: EndId, index: number): End => {
  if (index === 0) return beginning(timeline.connections[end.connection]!.ends[end.side].initial);
  const { tcb } = timeline.standing(end, timeline.step(index)!.line, true);
  return { ...beginning(tcb), ...(tcb.opened === 'active' && tcb.iss !== undefined ? { isn: tcb.iss } : {}) };
};

type Found = ReadonlyMap<number, readonly Classification[]>;

/** One end while the timeline is walked. Steps are referred to by their lines, which move with an edit. */
interface End {
  tcb: Tcb;
  /** The segment that arrived here last, and what it is. */
  lastArrival?: { readonly at: FlowStep; readonly terms: readonly Term[] };
  /** What it acknowledges, the step that said so first, and how often that was repeated. */
  acknowledgment?: { readonly at: FlowStep; readonly ack: Seq; readonly repeated: number };
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
  /** What this end has sent and is on its way, by the id of its line. */
  flying: IntMap<Flight>;
  /** What of it carries sequence numbers. */
  carrying: SentSegments<Flight>;
  /** The latest step of this end of which something has arrived at the peer. */
  ahead?: { readonly at: FlowStep; readonly seq: Seq };
}

interface Flight {
  readonly at: FlowStep;
  /** The step at which it arrives last. */
  readonly until: FlowStep;
  readonly segment: Segment;
  readonly terms: readonly Term[];
}

interface Sending {
  readonly at: FlowStep;
  readonly step: SegmentStep;
  readonly own: End;
  readonly peer: End;
  /** The blocks of both ends. */
  readonly sender: Tcb;
  readonly receiver: Tcb;
  /** Where it arrives last. */
  readonly until: FlowStep | undefined;
}

const beginning = (tcb: Tcb): End => ({ tcb, duplicates: 0, flying: emptyMap, carrying: noneSent });

const expire = (end: End, { statement: { timer } }: TimeoutStep): void => {
  end.timer = timer;
  // What the timer sends again is no fast retransmission.
  if (timer === 'retransmission') end.duplicates = 0;
};

const takeOff = (end: End, flight: Flight): void => {
  end.flying = setIn(end.flying, flight.at.id, flight);
  if (segLen(flight.segment) > 0) end.carrying = withSent(end.carrying, flight);
};

const land = (end: End, { at, segment }: Flight): void => {
  end.flying = deleteIn(end.flying, at.id);
  end.carrying = withoutOverlapping(end.carrying, segment, (one) => one.at === at);
};

// At the moment of sending

/** Of a far end only what was seen. */
const blocksOf = ({ sight, side }: SegmentStep, own: End, peer: End): Pick<Sending, 'sender' | 'receiver'> => {
  if (sight === undefined) return { sender: own.tcb, receiver: peer.tcb };
  const { before, far } = sight;
  const [ofSender, ofReceiver] = [before[side], before[otherSide(side)]];
  return {
    sender: far[0] ? shownBlock(own.tcb, ofSender, ofReceiver) : own.tcb,
    receiver: far[1] ? shownBlock(peer.tcb, ofReceiver, ofSender) : peer.tcb,
  };
};

const whenSent = (sending: Sending): readonly Classification[] => {
  const { at, step, own, until } = sending;
  const { meant } = step;
  const classified = [...aboutWindow(sending), ...aboutAcknowledgment(sending), ...aboutNumbers(sending), ...aboutOptions(sending)];

  const { acknowledgment } = own;
  const isOvertaken = step.sight?.far[0] === true && acknowledgment !== undefined && seqBefore(meant.ack, acknowledgment.ack);
  if (has(meant, ACK) && !has(meant, RST) && !isOvertaken) {
    const repeats = acknowledgment?.ack === meant.ack;
    const duplicate = classified.some(({ term }) => term === 'Dup ACK');
    own.acknowledgment = { at: repeats ? acknowledgment.at : at, ack: meant.ack, repeated: (repeats ? acknowledgment.repeated : 0) + (duplicate ? 1 : 0) };
  }
  if (classified.some(({ term }) => term === 'ZeroWindowProbe') && meant.len > 0) own.probe = meant.seq;
  if (classified.some(({ term }) => term === 'Fast Retransmission')) own.duplicates = 0;
  if (has(meant, SYN) && !has(meant, ACK)) own.isn = meant.seq;
  if (step.fate !== 'corrupted' && until !== undefined && until.index > at.index) {
    takeOff(own, { at, until, segment: meant, terms: classified.map(({ term }) => term) });
  }
  delete own.timer;
  return classified;
};

const isPlain = (segment: Segment): boolean => !has(segment, SYN) && !has(segment, FIN) && !has(segment, RST);

const aboutWindow = (sending: Sending): readonly Classification[] => {
  const { step: { meant }, sender: tcb } = sending;
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
const isZeroWindowProbe = ({ step: { meant }, sender: tcb, own: { timer } }: Sending): boolean =>
  tcb.snd.wnd === 0 && isWindowProbe(tcb, meant) && !(timer === 'keepalive' && meant.len === 0);

/** A segment that does nothing but repeat the last acknowledgment. */
const repeats = ({ step: { meant }, sender: tcb }: Sending): boolean =>
  isPureAck(meant) && isPlain(meant) && isSynchronized(tcb.state) && meant.seq === tcb.snd.nxt && meant.ack === tcb.lastAck;

const isWindowUpdate = (sending: Sending): boolean => {
  const { step: { meant }, sender: tcb } = sending;
  return repeats(sending) && meant.wnd !== 0 && meant.wnd !== tcb.lastWnd && meant.options.sack === undefined;
};

const aboutAcknowledgment = (sending: Sending): readonly Classification[] => {
  const { step: { meant }, own, sender, receiver } = sending;
  if (!repeats(sending)) return [];
  const sameWindow = meant.wnd === sender.lastWnd;
  const { lastArrival, acknowledgment } = own;
  if (lastArrival?.terms.includes('Keep-Alive')) return [{ term: 'Keep-Alive ACK', step: lastArrival.at.index }];
  if (sameWindow && meant.wnd === 0 && lastArrival?.terms.includes('ZeroWindowProbe')) {
    return [{ term: 'ZeroWindowProbeAck', step: lastArrival.at.index }];
  }
  // RFC 5681 §2: its receiver has data outstanding, and has seen this acknowledgment before.
  const waits = receiver.snd.una === meant.ack && receiver.snd.una !== receiver.snd.nxt;
  if (!waits || meant.wnd === 0 || (!sameWindow && meant.options.sack === undefined)) return [];
  const first = acknowledgment?.ack === meant.ack ? acknowledgment : undefined;
  return [{ term: 'Dup ACK', number: (first?.repeated ?? 0) + 1, ...(first === undefined ? {} : { step: first.at.index }) }];
};

const aboutNumbers = (sending: Sending): readonly Classification[] => {
  const { step: { meant, retransmits }, own: { isn, probe, duplicates, ahead }, sender: tcb } = sending;
  if (has(meant, RST) || segLen(meant) === 0) return [];
  if (has(meant, SYN) && !has(meant, ACK) && isn !== undefined && isn !== meant.seq) return [{ term: 'Port numbers reused' }];
  const again = has(meant, SYN) ? isSynAgain(tcb, meant) : isSynchronized(tcb.state) && seqBefore(meant.seq, tcb.snd.nxt);
  const continuesProbe = meant.len > 1 && meant.seq === probe && seqAfter(segEnd(meant), tcb.snd.nxt);
  if (!again || continuesProbe || isKeepAlive(tcb, meant) || isZeroWindowProbe(sending)) return [];
  if (isLateFromAfar(sending)) return [{ term: 'Out-Of-Order', ...(ahead === undefined ? {} : { step: ahead.at.index }) }];
  const first = retransmits === undefined ? {} : { step: retransmits };
  if (isThere(sending)) return [{ term: 'Spurious Retransmission' }];
  const copy = copyOnItsWay(sending);
  if (copy !== undefined) return [{ term: 'Spurious Retransmission', step: copy }];
  // RFC 5681 §3.2: the third duplicate asks for the segment at SND.UNA, long before the timer would.
  const fast = duplicates >= 3 && meant.seq === tcb.snd.una;
  return [{ term: fast ? 'Fast Retransmission' : 'Retransmission', ...first }];
};

/** Who looks at an end from afar may see what it sent in another order. */
const isLateFromAfar = ({ step: { meant, side, sight, retransmits, at }, own }: Sending): boolean => {
  if (sight?.far[0] !== true || has(meant, SYN) || retransmits !== undefined) return false;
  const seen = sight.before[side];
  return !isKnown(seen, meant) && wasOvertaken(seen, sight.before[otherSide(side)], meant, own, at);
};

/** The first SYN,ACK of a simultaneous open repeats the SYN, but says more: it is the first acknowledgment. */
const isSynAgain = ({ iss, ending, lastAck }: Tcb, { seq, flags }: Segment): boolean =>
  iss === seq && ending === undefined && ((flags & ACK) === 0 || lastAck !== undefined);

/** The receiver has all of it: in order, or kept above a gap. What lies at RCV.NXT it did not take (data on a SYN). */
const isThere = ({ step: { meant }, receiver: tcb }: Sending): boolean => {
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
const copyOnItsWay = ({ step: { meant }, own: { carrying } }: Sending): number | undefined =>
  overlapping(carrying, meant).find(({ segment }) => seqAtOrBefore(segment.seq, meant.seq) && seqAtOrAfter(segEnd(segment), segEnd(meant)))?.at.index;

const aboutOptions = ({ step: { meant }, sender: tcb }: Sending): readonly Classification[] => {
  const { options: { sack = [] }, ack, len } = meant;
  const opens = has(meant, SYN) && !has(meant, ACK);
  const answersData = has(meant, SYN) && has(meant, ACK) && hasCookie(tcb.peerSynOptions) && tcb.rcv.kept.length > 0;
  const takesData = tcb.irs !== undefined && seqAfter(ack, seqAdd(tcb.irs, 1));
  return [
    ...(opens && hasCookie(meant.options) && len > 0 ? [{ term: 'SYN with TFO Cookie' } as const] : []),
    ...(answersData ? [{ term: takesData ? 'SYN-ACK accepting TFO data' : 'SYN-ACK ignoring TFO data' } as const] : []),
    ...(has(meant, ACK) && isDuplicateReport(ack, sack) ? [{ term: 'D-SACK' } as const] : []),
  ];
};

// At the moment of arrival

/** `terms`: what the segment is said to be so far. */
const whenArrived = (
  { before, after }: Change, { from, segment: meant, outcome }: Extract<Change['cause'], { from: unknown }>, terms: readonly Term[], own: End, peer: End,
): readonly Classification[] => {
  own.lastArrival = { at: from, terms };
  if (before.snd.una !== after.snd.una) own.duplicates = 0;
  else if (terms.includes('Dup ACK') && meant.ack === after.snd.una) {
    if (own.duplicates === 0) own.told = meant.options.tsval;
    own.duplicates++;
  }
  if (segLen(meant) === 0) return [];
  const { ahead } = peer;
  if (ahead === undefined || from.index > ahead.at.index) peer.ahead = { at: from, seq: meant.seq };
  // Something sent later came first; what was sent again in the meantime is late, but nobody waits for it.
  const overtaken = ahead !== undefined && from.index < ahead.at.index && seqBefore(meant.seq, ahead.seq);
  const needed = outcome === 'accepted' || outcome === 'kept';
  return overtaken && needed && !terms.includes('Out-Of-Order') ? [{ term: 'Out-Of-Order', step: ahead.at.index }] : [];
};
