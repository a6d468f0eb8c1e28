// One reading of a connection: both TCBs as they are if the flow so far is understood in one way.
// Plays single segments on it. Where a slip of the author's leaves several ways open, the simulation keeps several readings.
import type { FlowStep } from '../flow/flow.ts';
import { ACK, FIN, RST, SYN } from '../tcp/flags.ts';
import { has, segEnd, segLen, type Range, type Segment, type SegmentOptions } from '../tcp/segment.ts';
import { addRange, afterForgetting, forget, otherwise, receiveFin, segmentArrives, type Outcome } from '../tcp/segment-arrives.ts';
import { markArrived, sendSegment } from '../tcp/send.ts';
import { newestSent, noneSent, overlapping } from '../tcp/sent-segments.ts';
import { seqAdd, seqAfter, seqAtOrAfter, seqBefore, seqMax, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { transition, type Event } from '../tcp/transitions.ts';
import { deleteIn, getIn, setIn, type IntMap } from './int-map.ts';
import type { Side } from './timeline.ts';

/** Where a reading parted from others: one way of several in which a step can be understood. */
export interface Branch {
  readonly step: FlowStep;
  /** Which of them: 0 is the one that is told while nothing speaks against it. */
  readonly way: number;
  /** Where a step asks more than once: the id of the step whose segment arrives, or the number of the expectation. */
  readonly among?: number;
  readonly before?: Branch;
}

/** A line that belongs below the next one. */
export interface EarlyLine {
  readonly step: FlowStep;
  readonly side: Side;
}

/** Both TCBs, and what is on its way between them. */
export interface Reading {
  readonly tcbs: readonly [Tcb, Tcb];
  /** How it came about, as long as there are others. */
  readonly branch?: Branch;
  /** Segments that have been sent and have not arrived, by the id of the step that sent them. */
  readonly flying: IntMap<Segment>;
  /** A line that stands too early: its segment is sent when the next one has arrived. */
  readonly early?: EarlyLine;
  /** One line more is wrong in it than in others; for so many lines it is followed nevertheless. */
  readonly trails?: number;
}

/** What is wrong in one reading may be right in all that follows, and the other way round: the lines that tell are near. */
const followedFor = 8;

/**
 * Those with the fewest wrong lines, the most plausible first, and those with one more. `before`: without this line, which is `wrong` or not.
 * `speaks`: of those with as many, it speaks for those in which it is right.
 */
export const contest = <One extends { readonly before: Reading; readonly wrong: boolean }>(all: readonly One[], speaks: boolean): { readonly leading: readonly One[]; readonly trailing: readonly One[] } => {
  if (all.length === 1) return { leading: all, trailing: [] };
  const wrongLines = ({ before: { trails }, wrong }: One): number => (trails === undefined ? 0 : 1) + (wrong ? 1 : 0);
  const fewest = Math.min(...all.map(wrongLines));
  const leading = all.filter((one) => wrongLines(one) === fewest);
  // Only where one has caught up they do not stand in their order.
  const caughtUp = leading.some(({ wrong }) => wrong) && leading.some(({ wrong }) => !wrong);
  return { leading: caughtUp ? leading.toSorted((a, b) => (speaks ? Number(a.wrong) - Number(b.wrong) : 0) || byPlausibility(a.before, b.before)) : leading, trailing: all.filter((one) => wrongLines(one) === fewest + 1) };
};

/** Where two readings parted, the one went a more plausible way. */
const byPlausibility = (a: Reading, b: Reading): number => {
  const [one, other] = [waysOf(a), waysOf(b)];
  const parted = one.findIndex((way, index) => way !== other[index]);
  return parted < 0 || parted >= other.length ? 0 : one[parted]! - other[parted]!;
};

const waysOf = ({ branch }: Reading): readonly number[] => {
  const ways: number[] = [];
  for (let at = branch; at !== undefined; at = at.before) ways.push(at.way);
  return ways.reverse();
};

/** The reading as one of those with the fewest wrong lines. */
export const abreast = ({ trails: _, ...reading }: Reading): Reading => reading;

/** The reading as if a line were wrong in it. */
export const asIfWrong = (reading: Reading): Reading => ({ ...reading, trails: followedFor });

/** The reading as one with one wrong line more, as long as it is followed. */
export const behind = ({ trails = followedFor + 1, ...reading }: Reading): readonly Reading[] => (trails > 1 ? [{ ...reading, trails: trails - 1 }] : []);

/** A reading that goes one of several ways at a step. */
export const branchOff = (reading: Reading, step: FlowStep, way: number, among?: number): Reading =>
  ({ ...reading, branch: { step, way, ...(among === undefined ? {} : { among }), ...(reading.branch === undefined ? {} : { before: reading.branch }) } });

/** The only reading that is left need not remember how it came about. */
export const alone = ({ branch: _, ...reading }: Reading): Reading => reading;

export const otherSide = (side: Side): Side => (side === 0 ? 1 : 0);

/** The reading with one side's block exchanged. */
export const withTcb = (reading: Reading, side: Side, tcb: Tcb): Reading =>
  ({ ...reading, tcbs: side === 0 ? [tcb, reading.tcbs[1]] : [reading.tcbs[0], tcb] });

/** A reading after one end did something, and what happened to that end's state. */
export interface Played {
  readonly reading: Reading;
  readonly events: readonly Event[];
}

/** The segment of a step is on its way from now on. `now`: milliseconds since the flow began. */
export const send = (reading: Reading, side: Side, segment: Segment, step: FlowStep, now: number): Played => {
  const sent = sendSegment(reading.tcbs[side], segment, step, now);
  const after = withTcb(reading, side, sent.tcb);
  return { reading: { ...after, flying: setIn(after.flying, step.id, segment) }, events: sent.events };
};

/** What is on its way from `side` since `step` arrives at the other side. `now`: milliseconds since the flow began. */
export const arrive = (reading: Reading, side: Side, step: FlowStep, now: number): Played & { readonly outcome: Outcome | undefined } => {
  const segment = getIn(reading.flying, step.id);
  if (segment === undefined) return { reading, events: [], outcome: undefined };
  const reception = segmentArrives(reading.tcbs[otherSide(side)], segment, now);
  const received = withTcb(reading, otherSide(side), reception.tcb);
  return { reading: withTcb(received, side, markArrived(received.tcbs[side], segment)), events: reception.events, outcome: reception.outcome };
};

/** The readings after it has arrived: what TCP asks for, then what else it allows. */
export const waysToArrive = (reading: Reading, side: Side, step: FlowStep, now: number, arrived = arrive(reading, side, step, now)): readonly Reading[] => {
  const receiver = otherSide(side);
  if (arrived.outcome === undefined) return [arrived.reading];
  const other = otherwise(reading.tcbs[receiver], getIn(reading.flying, step.id)!, { tcb: arrived.reading.tcbs[receiver], outcome: arrived.outcome });
  return other === undefined ? [arrived.reading] : [arrived.reading, withTcb(arrived.reading, receiver, other)];
};

/** The reading in which the receiver of a SYN had lost its connection before, of which an observed flow need not tell. */
export const arriveForgotten = (reading: Reading, side: Side, step: FlowStep): readonly Reading[] => {
  const segment = getIn(reading.flying, step.id);
  const receiver = reading.tcbs[otherSide(side)];
  const opening = segment !== undefined && has(segment, SYN) && !has(segment, ACK);
  return opening && receiver.state !== 'CLOSED' && receiver.state !== 'LISTEN' ? [withTcb(reading, otherSide(side), afterForgetting(receiver, segment))] : [];
};

/**
 * The reading in which the receiver went along with a segment that its sender may not send: it took what comes behind a FIN, or began a new
 * connection. None where there is nothing to go along with.
 */
export const goneAlong = (reading: Reading, side: Side, segment: Segment, step: FlowStep, now: number): readonly Reading[] => {
  const [sender, receiver] = [reading.tcbs[side], reading.tcbs[otherSide(side)]];
  if (segLen(segment) === 0) return [];
  if (!has(segment, SYN)) {
    const end = segEnd(segment);
    const taken = withTcb(reading, side, { ...sender, ...(sender.fin === undefined ? {} : { pastFin: true }), snd: { ...sender.snd, nxt: seqMax(sender.snd.nxt, end) } });
    // It may as well have thrown it away.
    return receiver.rcv.nxt === segment.seq ? [withTcb(taken, otherSide(side), { ...receiver, rcv: { ...receiver.rcv, nxt: end, kept: [] } })] : [];
  }
  if (has(segment, ACK)) return [];
  const opened = land(send(withTcb(reading, side, forget(sender)), side, segment, step, now).reading, step);
  return [withTcb(opened, otherSide(side), afterForgetting(receiver, segment))];
};

/** The segment will not arrive, or not again. */
export const land = (reading: Reading, step: FlowStep): Reading => ({ ...reading, flying: deleteIn(reading.flying, step.id) });

/** The reading in which the segment is right as it stands, and something before it was missing or wrong. `now`: milliseconds since the flow began. */
export const adopt = (reading: Reading, side: Side, segment: Segment, now: number): Reading => {
  if (has(segment, RST)) return reading;
  const [sender, receiver] = [reading.tcbs[side], reading.tcbs[otherSide(side)]];
  const both = has(segment, SYN) ? openingOf(sender, receiver, segment) : establishedOf(sender, receiver, segment, now);
  return withTcb(withTcb(reading, side, both.sender), otherSide(side), both.receiver);
};

interface Both {
  readonly sender: Tcb;
  readonly receiver: Tcb;
}

const openingOf = (sender: Tcb, receiver: Tcb, segment: Segment): Both => {
  if (!has(segment, ACK)) {
    return {
      sender: forget(sender),
      receiver: receiver.state === 'CLOSED' ? { ...forget(receiver), unsaid: true } : receiver,
    };
  }
  // A SYN,ACK: the SYN that it answers is missing.
  const syn = seqAdd(segment.ack, -1);
  const asked: Tcb = receiver.state === 'SYN-SENT' && receiver.iss === syn
    ? receiver
    : { ...forget(receiver), state: 'SYN-SENT', opened: 'active', iss: syn, snd: { ...receiver.snd, una: syn, nxt: segment.ack }, doubt: true };
  const { iss: _, ...answering } = sender.ending === undefined ? sender : forget(sender);
  // It takes up what the SYN has offered.
  const offered = agreed(segment.options, segment);
  return {
    sender: {
      ...answering, peerSynOptions: sender.peerSynOptions ?? receiver.synOptions ?? offered, state: 'SYN-RECEIVED', opened: 'passive', unsaid: false, irs: syn, sent: noneSent, doubt: true,
      ...(sender.irs === undefined ? { snd: { ...sender.snd, wnd: receiver.rcv.wnd } } : {}),
      rcv: { ...sender.rcv, nxt: segment.ack, floor: segment.ack, edge: seqAdd(segment.ack, sender.rcv.wnd), kept: [] },
    },
    receiver: { ...asked, synOptions: asked.synOptions ?? offered },
  };
};

const establishedOf = (sender: Tcb, receiver: Tcb, segment: Segment, now: number): Both => {
  const ackKnown = has(segment, ACK);
  const ack = ackKnown ? segment.ack : sender.rcv.nxt;
  const [sending, receiving] = [sender, receiver].map((tcb, end) => (isSynchronized(tcb.state) ? tcb : established(tcb, end === 0 ? receiver : sender, segment))) as [Tcb, Tcb];
  const told = [...(ackKnown ? [ack] : []), ...(segment.options.sack ?? []).map(({ right }) => right)];
  // It has taken the FIN that it acknowledges.
  const taken = receiving.fin !== undefined && ack === seqAdd(receiving.fin, 1) && transition(sending.state, 'rcv FIN') !== undefined
    ? receiveFin(acknowledgedBy(sending, receiving, ack, now), receiving.fin, now, true).tcb
    : sending;
  return {
    sender: {
      ...taken,
      snd: {
        ...taken.snd,
        nxt: isSynchronized(sender.state) && seqAtOrAfter(sender.snd.nxt, segment.seq) ? sender.snd.nxt : segment.seq,
        una: isSynchronized(sender.state) ? sender.snd.una : segment.seq,
      },
      rcv: { ...taken.rcv, nxt: ack, floor: ack, kept: [...reported(sender, segment), ...aboveLost(sender, receiver, segment)] },
      doubt: true,
    },
    receiver: {
      ...receiving,
      snd: {
        ...receiving.snd,
        nxt: isSynchronized(receiver.state) ? told.reduce(seqMax, receiver.snd.nxt) : ack,
        una: isSynchronized(receiver.state) ? receiver.snd.una : ack,
      },
      ...(isSynchronized(receiver.state) && seqAfter(ack, receiver.snd.nxt) ? { unwritten: { left: receiver.snd.nxt, right: ack } } : {}),
      // It has shown the clock that is echoed.
      ...(ackKnown && receiving.lastTsval !== undefined && segment.options.tsecr !== undefined ? { lastTsval: seqMax(receiving.lastTsval, segment.options.tsecr) } : {}),
      rcv: isSynchronized(receiver.state) && seqAtOrAfter(receiver.rcv.nxt, segment.seq)
        ? receiver.rcv
        : { ...receiver.rcv, nxt: segment.seq, floor: segment.seq, edge: seqAdd(segment.seq, receiver.rcv.wnd), kept: [] },
      doubt: true,
    },
  };
};

/** What the segment with the peer's FIN acknowledges, it has received, too. */
const acknowledgedBy = (tcb: Tcb, peer: Tcb, fin: Seq, now: number): Tcb => {
  const last = newestSent(peer.sent)?.segment;
  return last === undefined || !has(last, FIN) || !has(last, ACK) || segEnd(last) !== fin ? tcb : afterAck(tcb, last.ack, now);
};

/** The end's block after an acknowledgment of so much has arrived in order. */
const afterAck = (tcb: Tcb, ack: Seq, now: number): Tcb =>
  segmentArrives(tcb, { flags: ACK, seq: tcb.rcv.nxt, ack, len: 0, wnd: tcb.snd.wnd, urg: 0, options: {} }, now).tcb;

/** The readings in which everything that the peer of either end has received was acknowledged: the line that did so is missing. */
export const acknowledgedAll = (reading: Reading, now: number): readonly Reading[] => ([0, 1] as const).flatMap((side) => {
  const [tcb, peer] = [reading.tcbs[side], reading.tcbs[otherSide(side)]];
  return tcb.snd.una === peer.rcv.nxt || tcb.sent.length === 0 ? [] : [withTcb(reading, side, afterAck(tcb, peer.rcv.nxt, now))];
});

/** What the end has received above a gap: what it reports has come too. */
const reported = ({ rcv: { kept } }: Tcb, { ack, options: { sack = [] } }: Segment): readonly Range[] =>
  sack.filter(({ left, right }) => seqBefore(left, right)).reduce(addRange, kept).filter(({ left }) => seqAfter(left, ack));

/** What the end has received though it acknowledges less: the segment that begins there was lost, and not those above it. */
const aboveLost = ({ rcv }: Tcb, peer: Tcb, segment: Segment): readonly Range[] => {
  const begins = { ...segment, flags: 0, seq: segment.ack, len: 1 };
  const lost = has(segment, ACK) ? overlapping(peer.sent, begins).find(({ segment: { seq } }) => seq === segment.ack) : undefined;
  return lost !== undefined && seqBefore(segEnd(lost.segment), rcv.nxt) ? [{ left: segEnd(lost.segment), right: rcv.nxt }] : [];
};

/** Open, whatever was closed before: the FINs belong to that. */
const established = (tcb: Tcb, peer: Tcb, segment: Segment): Tcb => {
  const { ending: _, fin: __, peerFin: ___, heldFin: ____, ...rest } = tcb;
  // What is missing above has told it how much it may send.
  const snd = tcb.irs === undefined ? { ...tcb.snd, wnd: peer.rcv.wnd } : tcb.snd;
  const ours = tcb.synOptions ?? peer.peerSynOptions;
  const theirs = tcb.peerSynOptions ?? peer.synOptions;
  const known = ours ?? theirs;
  const options = known === undefined ? {} : { synOptions: ours ?? agreed(known, segment), peerSynOptions: theirs ?? agreed(known, segment) };
  return { ...rest, ...options, state: 'ESTABLISHED', unsaid: false, closing: false, snd, sent: noneSent };
};

/** What the SYN that no line shows has agreed to: what the other one has, and timestamps where the segment has them. */
const agreed = ({ mss: _, tfo: __, tsval, tsecr: ___, ...options }: SegmentOptions, segment: Segment): SegmentOptions =>
  ({ ...options, ...(tsval === undefined || segment.options.tsval === undefined ? {} : { tsval }) });

/** A segment of a sender that breaks a rule on purpose moves the sender's own numbers only where it continues them. */
export const continues = ({ state, iss, snd }: Tcb, { seq, flags }: Segment): boolean => {
  if ((flags & SYN) === 0) return !seqBefore(snd.nxt, seq);
  return state === 'CLOSED' || state === 'LISTEN' || (!isSynchronized(state) && (iss ?? seq) === seq);
};

/** The reading after a side has sent `segment` and broken a rule by it on purpose; `sent`: what it would be if the side had meant every word. */
export const afterOnPurpose = (before: Reading, sent: Reading, side: Side, segment: Segment, line: FlowStep, arrives: boolean): Reading => {
  const [sender, after] = [before.tcbs[side], sent.tcbs[side]];
  const { floor, nxt } = sender.rcv;
  if (continues(sender, segment)) {
    // Who acknowledges what has not come, or less than has come, has received no more and no less by that.
    const honest = !has(segment, ACK) || (sender.irs === undefined && !isSynchronized(sender.state)) || (!seqBefore(segment.ack, floor) && !seqAfter(segment.ack, nxt));
    return honest ? sent : withTcb(sent, side, { ...after, rcv: sender.rcv });
  }
  const unsent = { ...before, flying: sent.flying };
  if (segment.len === 0 || (segment.flags & (SYN | FIN | RST)) !== 0) return unsent;
  return withTcb(unsent, side, { ...sender, astray: { line, lastLine: line, segment, arrived: arrives } });
};
