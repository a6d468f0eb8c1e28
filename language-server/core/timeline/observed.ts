// What a place of observation has seen of a connection, and what follows for an end that is far from it: the most that
// this end may have known when it sent. Knows no rules; they are asked about the block that this makes.
import { ACK, FIN, RST, SYN } from '../tcp/flags.ts';
import { dataStart, finSeq, has, hasCookie, segEnd, segLen, type Range, type Segment, type SegmentOptions } from '../tcp/segment.ts';
import { close, reach, withoutIsn } from '../tcp/segment-arrives.ts';
import { seqAdd, seqAfter, seqAtOrAfter, seqAtOrBefore, seqBefore, seqDistance, seqMax, seqMin, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { sendEdge, type Tcb } from '../tcp/tcb.ts';
import type { Island, Latest, Observation, Seen } from './observation.ts';
import { adopt, otherSide, withTcb, type Reading } from './reading.ts';
import type { Situation } from './situation.ts';
import type { Side } from './timeline.ts';

const nothing: Seen = { above: [], joined: [], sack: [], incomplete: false };

/** Before the first line. */
export const unobserved: Observation = [nothing, nothing];

/** After a segment of `side` was seen. `statesWindow`: the flow says how large its window is. `at`: when, in milliseconds, where it says that. */
export const observe = (before: Observation, side: Side, segment: Segment, statesWindow: boolean, at?: number): Observation => {
  const [own, peer] = counting(before, side, segment);
  if (isStray(own, peer, segment)) return withOwn(before, side, { ...own, stray: segment.ack });
  if (isOlder(own, peer, segment)) return before;
  if (has(segment, RST) && (peer.stray === segment.seq || isStrayReset(own, peer, segment))) return before;
  // Where its number was acknowledged before, its SYN was only seen late.
  const again = isOpening(segment) && (own.iss !== undefined || peer.ack !== undefined) ? { askedAgain: true } as const : {};
  const [sender, receiver] = [sent(own, segment, statesWindow && !isUnscaled(peer, segment), at), { ...acknowledged(own, peer, segment), ...again }];
  return side === 0 ? [sender, receiver] : [receiver, sender];
};

/** The window of a SYN, ACK cannot be compared with those of later segments where these may be scaled or not. */
const isUnscaled = (peer: Seen, segment: Segment): boolean =>
  has(segment, SYN) && has(segment, ACK) && segment.options.ws !== undefined && peer.synOptions === undefined;

const isOpening = (segment: Segment): boolean => has(segment, SYN) && !has(segment, ACK);

/** What of both still counts when a segment comes: a SYN with a new number makes a new beginning. */
const counting = (observation: Observation, side: Side, segment: Segment): readonly [own: Seen, peer: Seen] => {
  const [own, peer] = [observation[side], observation[otherSide(side)]];
  if (isOpening(segment)) return opensNext(own, peer, segment) ? [nothing, nothing] : [own, peer];
  if (has(segment, SYN) && answersUnseen(own, peer, segment)) return [nothing, nothing];
  if (!has(segment, SYN) || !answersAnew(own, segment)) return [own, peer];
  const { ack: _, edge: __, latest: ___, ...asking } = peer;
  return [{ ...nothing, anew: true }, asking];
};

const withOwn = (before: Observation, side: Side, own: Seen): Observation => (side === 0 ? [own, before[1]] : [before[0], own]);

/** Whoever is asked for a connection and still has an older one tells of that (RFC 9293 §3.5.2). */
const isStray = (own: Seen, peer: Seen, segment: Segment): boolean =>
  (isAsked(own, peer) || isUnaware(own, peer)) && (segment.flags & (SYN | RST)) === 0 && segment.ack !== peer.nxt;

/** Whoever asks for a connection acknowledges nothing of it before an answer; what the peer has said so far belongs to an older one. */
const isOlder = (own: Seen, peer: Seen, segment: Segment): boolean =>
  peer.stray !== undefined && isAsked(peer, own) && has(segment, ACK) && !has(segment, SYN) && !has(segment, RST);

/** What has told of an older connection resets that one. */
const isStrayReset = (own: Seen, peer: Seen, segment: Segment): boolean => isAsked(own, peer) && own.stray !== undefined && !has(segment, ACK);

/** It was sent before the SYN of its own sender, by whom nobody could be reached yet, and comes after it. */
const isEarlyRefusal = (own: Seen, peer: Seen, segment: Segment): boolean =>
  has(segment, ACK) && own.iss !== undefined && own.ack === undefined && peer.iss !== undefined && segment.ack === seqAdd(peer.iss, 1);

/** The peer has answered its SYN with another number than before, and it has not yet shown that it knows. */
const isUnaware = (own: Seen, peer: Seen): boolean => peer.anew === true && own.ack === undefined;

/** The peer has sent a SYN, and nothing that follows it was seen. */
const isAsked = (own: Seen, peer: Seen): boolean => own.wnd === undefined && peer.iss !== undefined && peer.ack === undefined;

/**
 * A SYN with another number opens the next connection. No line need tell that the one before was given up: a timeout ends it without a
 * segment, and so does a crash.
 */
const opensNext = (own: Seen, peer: Seen, segment: Segment): boolean =>
  own.nxt !== undefined && own.iss !== segment.seq && !isAnswered(own, peer, segment);

/** Its SYN, ACK was seen before the SYN. */
const isAnswered = (own: Seen, peer: Seen, segment: Segment): boolean =>
  own.iss === undefined && peer.iss !== undefined && peer.ack === seqAdd(segment.seq, 1);

/** A SYN, ACK with another number, of an end that was asked again. */
const answersAnew = (own: Seen, segment: Segment): boolean => own.askedAgain === true && own.iss !== undefined && own.iss !== segment.seq;

/** Behind the end of a connection a SYN, ACK may answer the SYN of the next one, which no line shows. */
const answersUnseen = (own: Seen, peer: Seen, segment: Segment): boolean =>
  own.iss !== undefined && own.iss !== segment.seq && [own, peer].some(({ fin, rst }) => fin !== undefined || rst !== undefined)
  && peer.nxt !== undefined && seqAfter(segment.ack, peer.nxt);

const sent = (own: Seen, segment: Segment, statesWindow: boolean, at: number | undefined): Seen => {
  if (has(segment, RST)) {
    return { ...own, wnd: segment.wnd, rst: segment.seq };
  }
  const end = segEnd(segment);
  const acks = has(segment, ACK);
  // What is left out is what was said last.
  const offers = statesWindow || own.edge !== undefined || own.synWnd !== undefined;
  return {
    ...own,
    ...(has(segment, SYN) ? { iss: own.iss ?? segment.seq, synOptions: own.synOptions ?? segment.options } : {}),
    ...covering(own, { left: segment.seq, right: end, ...optional('since', at), ...optional('tsval', segment.options.tsval) }),
    nxt: highest(own.nxt, end),
    ...(segment.len > 0 ? { data: highest(own.data, seqAdd(dataStart(segment), segment.len)) } : {}),
    wnd: segment.wnd,
    sack: segment.options.sack ?? [],
    ...(acks && (own.ack === undefined || seqAtOrAfter(segment.ack, own.ack)) ? { ackWnd: segment.wnd } : {}),
    ...(isOpening(segment) ? optional('asked', at) : {}),
    ...(acks && own.roundTrip === undefined && own.asked !== undefined && at !== undefined ? { roundTrip: at - own.asked } : {}),
    ...(acks ? { ack: highest(own.ack, segment.ack), ...(offers ? { edge: highest(own.edge, seqAdd(segment.ack, segment.wnd)) } : {}) } : {}),
    ...(!acks && offers ? { synWnd: Math.min(own.synWnd ?? Infinity, segment.wnd) } : {}),
    ...(has(segment, FIN) && own.fin === undefined ? { fin: finSeq(segment)! } : {}),
    ...(segment.options.tsval === undefined ? {} : { tsval: highest(own.tsval, segment.options.tsval) }),
    ...(has(segment, SYN) ? {} : latestOf(own, segment)),
  };
};

const highest = (a: Seq | undefined, b: Seq): Seq => (a === undefined ? b : seqMax(a, b));

// Holes that nobody ever fills are forgotten, the oldest first.
const rangesKept = 64;

/** The parts that were seen, with one more. */
const covering = (own: Seen, part: Island): Partial<Pick<Seen, 'inOrder' | 'above' | 'joined'>> => {
  const { left: seq, right: end } = part;
  const { inOrder = seq } = own;
  // What was on its way when the observation began is not missed.
  if (own.wnd === undefined) return { inOrder: seqMax(inOrder, end) };
  if (seqAtOrBefore(seq, inOrder)) return upTo(own, reach(seqMax(inOrder, end), own.above));
  if (seq === end) return {};
  const apart = own.above.filter(({ left, right }) => seqBefore(right, seq) || seqAfter(left, end));
  const touching = own.above.filter((range) => !apart.includes(range));
  const merged = touching.reduce<Island>((sum, one) => ({
    left: seqMin(sum.left, one.left), right: seqMax(sum.right, one.right),
    ...optional('since', one.since === undefined ? sum.since : Math.min(one.since, sum.since ?? one.since)), ...optional('tsval', lowestOf(sum.tsval, one.tsval)),
  }), part);
  const above = [...apart, merged].sort((a, b) => (seqBefore(a.left, b.left) ? -1 : 1));
  return above.length <= rangesKept ? { above } : { inOrder: above[0]!.right, above: above.slice(1) };
};

/** Everything before `reached` is there. */
const upTo = ({ above, joined }: Seen, reached: Seq): Pick<Seen, 'inOrder' | 'above' | 'joined'> => {
  const within = above.filter(({ right }) => seqAtOrBefore(right, reached));
  return { inOrder: reached, above: above.filter(({ right }) => seqAfter(right, reached)), joined: within.length === 0 ? joined : within };
};

const latestOf = (own: Seen, segment: Segment): Pick<Seen, 'latest'> => {
  if (segLen(segment) > 0 || !tellsPlace(own, segment)) return {};
  const { latest } = own;
  const ack = has(segment, ACK) ? segment.ack : undefined;
  const { tsval } = segment.options;
  if (latest === undefined || isLater(latest, segment)) {
    return {
      latest: {
        seq: segment.seq,
        ...optional('ackBefore', highestOf(latest?.ackBefore, latest?.ackHere)), ...optional('tsvalBefore', highestOf(latest?.tsvalBefore, latest?.tsvalHere)),
        ...optional('ackHere', ack), ...optional('tsvalHere', tsval),
      },
    };
  }
  return { latest: { ...latest, ...optional('ackHere', highestOf(latest.ackHere, ack)), ...optional('tsvalHere', highestOf(latest.tsvalHere, tsval)) } };
};

/** Everything from `latest` was sent before the segment: an empty segment with the number of new data was sent before that. */
const isLater = ({ seq }: Latest, segment: Segment): boolean => segLen(segment) > 0 || seqAfter(segment.seq, seq);

/** The segment shows SND.NXT. One with a lower number may have been overtaken, or is sent again, or probes. */
const tellsPlace = ({ nxt }: Seen, segment: Segment): boolean => nxt === undefined || seqAtOrAfter(segment.seq, nxt);

const highestOf = (a: Seq | undefined, b: Seq | undefined): Seq | undefined => (a === undefined ? b : b === undefined ? a : seqMax(a, b));

const lowestOf = (a: Seq | undefined, b: Seq | undefined): Seq | undefined => (a === undefined ? b : b === undefined ? a : seqMin(a, b));

const optional = <K extends string>(key: K, value: Seq | undefined): Partial<Record<K, Seq>> =>
  (value === undefined ? {} : { [key]: value } as Partial<Record<K, Seq>>);

/** What an acknowledgment shows of the peer: it has sent everything before. */
const acknowledged = (own: Seen, before: Seen, segment: Segment): Seen => {
  if (!carriesAck(segment)) return before;
  const { ack } = segment;
  const peer = isUnseenEcho(before, segment) || (isShown(before) && unseenBlocks(own, before, segment).length > 0) ? { ...before, incomplete: true } : before;
  if (peer.inOrder === undefined) return { ...peer, inOrder: ack, nxt: ack };
  if (!seqAfter(ack, peer.inOrder)) return peer;
  const reached = reach(ack, peer.above);
  return {
    ...peer, ...upTo(peer, reached), nxt: highest(peer.nxt, ack),
    incomplete: peer.incomplete || isUnseen(peer, ack),
  };
};

/** An acknowledgment of what the lines do not show, though they show the peer. */
const isUnseen = ({ inOrder, wnd }: Seen, ack: Seq): boolean => wnd !== undefined && inOrder !== undefined && seqAfter(ack, inOrder);

/** The lines show the peer, and lack nothing of it that we know of. */
const isShown = ({ wnd, incomplete }: Seen): boolean => wnd !== undefined && !incomplete;

/** SACK blocks of what the lines do not show of the peer, though whoever reports them had room for it. */
const unseenBlocks = (own: Seen, peer: Seen, segment: Segment): readonly Range[] => {
  const { options: { sack = [] }, ack, wnd } = segment;
  if (sack.length === 0 || !carriesAck(segment)) return [];
  const isScaleKnown = own.synOptions !== undefined && peer.synOptions !== undefined;
  const room = isScaleKnown && own.edge !== undefined ? seqMax(own.edge, seqAdd(ack, wnd)) : seqAdd(ack, noLimit);
  return sack.filter(({ left, right }) => seqAfter(right, peer.nxt ?? ack) && seqBefore(left, right) && seqAfter(left, ack) && seqAtOrBefore(right, room));
};

/** An echo of a timestamp above all that the lines show of the peer. */
const isUnseenEcho = ({ tsval, incomplete }: Seen, { options: { tsecr } }: Segment): boolean =>
  !incomplete && tsval !== undefined && tsecr !== undefined && seqAfter(tsecr, tsval);

/** What both ends may have agreed on where a SYN was not seen: everything that the segment makes use of. */
const agreeable = ({ options, wnd }: Segment): SegmentOptions => ({
  sackPermitted: true,
  // The largest shift: a window of any size fits.
  ...(wnd > 0xffff ? { ws: 14 } : {}),
  ...(options.tsval === undefined ? {} : { tsval: 0, tsecr: 0 }),
});

/** The options of both SYNs, as far as they were seen. The MSS is no limit: network cards cut and join what the stack hands them. */
const handshake = (own: Seen, peer: Seen, segment: Segment): Pick<Tcb, 'synOptions' | 'peerSynOptions'> => {
  const { mss: _, ...theirs } = peer.synOptions ?? {};
  if (own.synOptions !== undefined && peer.synOptions !== undefined) {
    // Timestamps that were not agreed on are one mistake, not one a segment.
    const again = own.tsval !== undefined && segment.options.tsval !== undefined ? { tsval: 0, tsecr: 0 } : {};
    return { synOptions: { ...own.synOptions, ...again }, peerSynOptions: { ...theirs, ...again } };
  }
  if (has(segment, SYN)) return peer.synOptions === undefined ? {} : { peerSynOptions: theirs };
  return { synOptions: agreeable(segment), peerSynOptions: agreeable(segment) };
};

/** Larger than any window: what is not known does not limit. */
const noLimit = 0x4000_0000;

/** The window that the peer has offered is known: all its segments were seen, and the scale too. */
const isWindowKnown = (own: Seen, peer: Seen): boolean =>
  peer.edge !== undefined && !peer.incomplete && own.synOptions !== undefined && peer.synOptions !== undefined;

/** The sender's block with the numbers that a line leaves out: those that the lines above show, which a reader can see. */
export const asSeen = (tcb: Tcb, observation: Observation, side: Side): Tcb => {
  const [own, peer] = [observation[side], observation[otherSide(side)]];
  const { ending: _, lastWnd: __, iss: ___, fin: ____, ...rest } = tcb;
  return {
    ...rest,
    owedResets: [],
    ...optional('iss', own.iss),
    ...optional('fin', own.fin),
    ...optional('lastWnd', own.wnd),
    // Both SYNs scale the windows, in whatever order they were seen.
    ...(own.synOptions === undefined || peer.synOptions === undefined ? {} : { synOptions: own.synOptions, peerSynOptions: peer.synOptions }),
    snd: { ...tcb.snd, nxt: own.nxt ?? tcb.snd.nxt },
    rcv: { ...tcb.rcv, nxt: peer.inOrder ?? tcb.rcv.nxt },
  };
};

/**
 * The situation as it is best for the segment: every number of which the lines do not tell is as high or as low as some order
 * of deliveries makes it. What is a fault then is a fault in every order. `far`: its sender is far from where the lines were seen.
 */
export const observedSituation = (situation: Situation, observation: Observation, side: Side, far: boolean): Situation => {
  const { segment } = situation;
  const counted = counting(observation, side, segment);
  const [own, peer] = isUnaware(...counted) && isStray(...counted, segment) ? unobserved : counted;
  const receiver: Tcb = has(segment, RST) ? resetReceiver(situation.receiver, own, peer, segment) : shownSender(situation.receiver, peer, segment);
  const retold = far ? (segment.options.sack ?? []).filter(({ right }) => seqAtOrBefore(right, segment.ack)) : [...own.sack, ...peer.joined];
  const unseen = isShown(peer) ? unseenBlocks(own, peer, segment) : [];
  return {
    ...situation,
    observed: true,
    ...(far ? { far } : { heardEdges: heardEdges(situation.sender, peer) }),
    retold,
    sender: far ? farSender(own.iss === observation[side].iss ? situation.sender : withoutIsn(situation.sender), own, peer, segment) : nearSender(situation.sender, own, peer, segment),
    receiver,
    ...(carriesAck(segment) && isUnseenEcho(peer, segment) && !isStray(own, peer, segment) ? { unseenEcho: true } : {}),
    ...(isLacking(peer, segment) && !isStray(own, peer, segment) ? { unseenRange: lackingIn(peer, segment) } : {}),
    unseenBlocks: unseen,
  };
};

/** Linux takes a window from a segment whose timestamp lies one tick back, though PAWS has it dropped (RFC 7323 §5.3). */
const heardEdges = (tcb: Tcb, { ack, ackWnd }: Seen): readonly Seq[] =>
  [sendEdge(tcb), ...(ack === undefined || ackWnd === undefined ? [] : [seqAdd(ack, ackWnd)])];

/** What the segment's receiver has sent itself. What it echoes of that is looked at apart: `unseenEcho`. */
const shownSender = (tcb: Tcb, peer: Seen, segment: Segment): Tcb => {
  const { lastTsval: _, ...rest } = tcb;
  const nxt = peer.nxt === undefined || peer.incomplete ? seqAdd(segment.ack, noLimit) : peer.nxt;
  return { ...rest, snd: { ...tcb.snd, nxt }, ...optional('iss', peer.iss ?? tcb.iss), ...optional('fin', peer.fin ?? tcb.fin) };
};

/** The segment acknowledges what no line shows of the peer. */
const isLacking = (peer: Seen, segment: Segment): boolean => carriesAck(segment) && isUnseen(peer, segment.ack);

/** What it lacks first: up to where lines show the peer again. */
const lackingIn = ({ inOrder, above }: Seen, { ack }: Segment): Range => ({ left: inOrder!, right: above.reduce((end, { left }) => seqMin(end, left), ack) });

const carriesAck = (segment: Segment): boolean => has(segment, ACK) && !has(segment, RST);

const farSender = (tcb: Tcb, own: Seen, peer: Seen, segment: Segment): Tcb => {
  const { ending: _, iss: __, fin: ___, lastTsval: ____, lastAck: _____, tsRecent: ______, irs: _______, ...rest } = tcb;
  const isNew = own.nxt === undefined || seqAtOrAfter(segment.seq, own.nxt);
  // Whatever stands below what was sent before may be late, or sent again; with next to nothing in it, it may probe.
  const probes = !isNew && segment.len <= 1 && !has(segment, FIN);
  const una = isNew ? seqMin(peer.ack ?? segment.seq, segment.seq) : probes ? seqAdd(segment.seq, 1) : segment.seq;
  const nxt = isNew ? segment.seq : probes ? seqAdd(segment.seq, 1) : isOvertakenFin(own, segment) ? finSeq(segment)! : own.nxt;
  const received = seqMax(peer.nxt ?? segment.ack, segment.ack);
  const known = leastKnown(own, segment);
  const ack = highestOf(known.ack, firstAck(own, peer, segment));
  // A window that was offered with a lower acknowledgment was offered before.
  const promised = own.ack !== undefined && seqAfter(segment.ack, own.ack) ? own.edge : undefined;
  // It can be compared with later windows where the scale is known.
  const synWnd = own.synOptions !== undefined && peer.synOptions !== undefined ? own.synWnd : undefined;
  return {
    ...rest,
    state: stateOf(own, peer, segment),
    unsaid: false,
    doubt: false,
    owedResets: [],
    lastAck: segment.ack,
    ...optional('iss', own.iss),
    ...optional('irs', peer.iss),
    ...optional('fin', own.fin),
    ...optional('lastTsval', known.tsval),
    ...handshake(own, peer, segment),
    snd: { ...tcb.snd, una, nxt, wnd: isWindowKnown(own, peer) ? seqDistance(una, seqMax(una, peer.edge!)) : noLimit },
    rcv: {
      nxt: received, wnd: segment.wnd, edge: seqAdd(received, segment.wnd), floor: ack ?? segment.ack,
      // What lies between the parts that were seen may have been sent too.
      kept: [
        ...(segment.options.sack ?? []).filter(({ left, right }) => seqAfter(right, left) && (peer.incomplete || peer.nxt === undefined || seqAtOrBefore(right, peer.nxt))),
        ...unseenBlocks(own, peer, segment),
      ],
      ...optional('promised', promised),
      ...optional('synWnd', synWnd),
    },
  };
};

/** A segment that was sent after the FIN was seen before it: nothing but that FIN has its number. */
const isOvertakenFin = ({ fin, nxt, data }: Seen, segment: Segment): boolean => {
  const seq = finSeq(segment);
  return fin === undefined && seq !== undefined && seqAdd(seq, 1) === nxt && (data === undefined || seqAtOrBefore(data, seq));
};

/** Who has answered a SYN has received it. That tells nothing where the numbers have gone halfway around since. */
const firstAck = (own: Seen, peer: Seen, segment: Segment): Seq | undefined =>
  (peer.iss !== undefined && seqAfter(seqMax(peer.nxt ?? segment.ack, segment.ack), peer.iss) && (own.iss !== undefined || has(segment, SYN)) ? seqAdd(peer.iss, 1) : undefined);

/** What the end knew for sure: what its earlier segments tell. */
const leastKnown = (own: Seen, segment: Segment): { readonly ack?: Seq; readonly tsval?: number } => {
  const { latest } = own;
  if (latest === undefined || !tellsPlace(own, segment)) return {};
  const later = isLater(latest, segment);
  return {
    ...optional('ack', later ? highestOf(latest.ackBefore, latest.ackHere) : latest.ackBefore),
    ...optional('tsval', later ? highestOf(latest.tsvalBefore, latest.tsvalHere) : latest.tsvalBefore),
  };
};

/** The state in which most is allowed of those that the end may have been in. */
const stateOf = (own: Seen, peer: Seen, segment: Segment): Tcb['state'] => {
  if (has(segment, SYN)) {
    if (!has(segment, ACK)) return 'SYN-SENT';
    if (own.iss === undefined || own.iss === segment.seq) return 'SYN-RECEIVED';
    return peer.ack === undefined ? 'SYN-SENT' : 'ESTABLISHED';
  }
  // Whoever takes data with a SYN may go on at once, and its own SYN may be lost (RFC 7413 §4.2.2).
  if (isAsked(own, peer) && hasCookie(peer.synOptions)) return 'ESTABLISHED';
  // Whoever has only been asked for a connection answers with a SYN, refuses, or tells of an older one.
  return isAsked(own, peer) && (segment.ack === peer.nxt || has(segment, RST)) ? 'SYN-RECEIVED' : 'ESTABLISHED';
};

/** Who receives a RST: with everything in its window that was ever inside. In doubt where the lines do not tell what that is. */
const resetReceiver = (tcb: Tcb, own: Seen, peer: Seen, segment: Segment): Tcb => {
  if (isStrayReset(own, peer, segment) || isEarlyRefusal(own, peer, segment) || peer.stray === segment.seq) return { ...tcb, doubt: true };
  if (isAsked(own, peer)) {
    return { ...tcb, doubt: false, state: 'SYN-SENT', iss: peer.iss!, snd: { ...tcb.snd, una: peer.iss!, nxt: peer.nxt! } };
  }
  if (!isWindowKnown(own, peer) || own.iss === undefined) return { ...tcb, doubt: true };
  const wnd = seqDistance(own.iss, seqMax(peer.edge!, own.nxt ?? own.iss)) + 1;
  return { ...tcb, doubt: false, state: 'ESTABLISHED', rcv: { ...tcb.rcv, nxt: own.iss, wnd, edge: seqAdd(own.iss, wnd) } };
};

/** The reading in which the end has given up its connection before it opens the next one with this segment; the same where it does not. */
export const anew = (reading: Reading, side: Side, segment: Segment): Reading => {
  const tcb = reading.tcbs[side];
  const opens = isOpening(segment) && tcb.iss !== undefined && tcb.iss !== segment.seq && tcb.state !== 'CLOSED';
  return opens ? withTcb(reading, side, close({ ...tcb, state: 'CLOSED' }, 'timed-out')) : reading;
};

/** The near end's block is what the simulation has, but for what the lines have not revealed. */
const nearSender = (tcb: Tcb, own: Seen, peer: Seen, segment: Segment): Tcb => {
  // What the capture lacks has arrived all the same, as far as there was room for it.
  const isRoom = own.edge === undefined || seqAtOrBefore(segment.ack, own.edge);
  const sentByPeer = peer.wnd === undefined || (isRoom && isLacking(peer, segment)) ? segment.ack : peer.nxt;
  const gap = sentByPeer !== undefined && seqAfter(sentByPeer, tcb.rcv.nxt) ? [{ left: tcb.rcv.nxt, right: sentByPeer }] : [];
  // Where lines of it are missing, it has sent more than they show.
  const snd = own.incomplete && !has(segment, SYN) ? { ...tcb.snd, nxt: seqMax(tcb.snd.nxt, segment.seq) } : tcb.snd;
  return {
    ...tcb,
    // Its first line tells where it stands, unless it is the SYN with which it begins.
    doubt: tcb.doubt || (own.nxt === undefined && !begins(tcb, peer, segment)),
    ...handshake(own, peer, segment),
    // An older acknowledgment may come late, with a window that was smaller then: what was offered once stays offered.
    snd: isWindowKnown(own, peer) ? { ...snd, wnd: Math.max(snd.wnd, seqDistance(snd.una, seqMax(snd.una, peer.edge!))) } : { ...snd, wnd: noLimit },
    rcv: { ...tcb.rcv, kept: [...tcb.rcv.kept, ...gap, ...unseenBlocks(own, peer, segment)] },
  };
};

/** A SYN that asks for a connection, or answers the one that was seen and has come. */
const begins = ({ irs }: Tcb, peer: Seen, segment: Segment): boolean => isOpening(segment) || (has(segment, SYN) && irs !== undefined && irs === peer.iss);

/** The far end's block goes on from its segment; the near end's stays what it is, once it is known. */
export const adoptObserved = (reading: Reading, side: Side, segment: Segment, now: number, receiverIsFar: boolean): Reading => {
  const meant = adopt(reading, side, segment, now);
  const sender = meant.tcbs[side];
  // What it has received the lines show; that nothing was lost, they do not.
  const adopted = withTcb(meant, side, { ...sender, rcv: { ...sender.rcv, kept: [] } });
  const receiver = reading.tcbs[otherSide(side)];
  return receiverIsFar || !isSynchronized(receiver.state) ? adopted : withTcb(adopted, otherSide(side), receiver);
};
