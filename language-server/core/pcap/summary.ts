// What a list of connections shows, and what the head of a flow needs to know before its first line: gathered packet by
// packet, a few numbers for each connection, so that a long capture is read twice and never held. Of connections that
// have fallen silent only these numbers are kept.
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { dataStart, has, segEnd, segLen } from '../tcp/segment.ts';
import { seqAfter, seqAtOrAfter, seqAtOrBefore, seqBefore, type Seq } from '../tcp/seq.ts';
import type { Observation } from '../timeline/observation.ts';
import { observe, unobserved } from '../timeline/observed.ts';
import { otherSide } from '../timeline/reading.ts';
import { same } from '../timeline/same.ts';
import type { Side } from '../timeline/timeline.ts';
import type { Place } from './connections.ts';
import type { Address, Packet } from './packet.ts';
import { guessPlace, type Evidence, type PlaceGuess } from './place.ts';
import { cellsOf, shelf } from './shelf.ts';

export interface ConnectionSummary {
  /** From 1, in the order in which the connections begin. */
  readonly number: number;
  readonly client: Address;
  readonly server: Address;
  /** Which side of its packets is the client. */
  readonly clientSide: Side;
  /** The numbers of the SYNs, by side. */
  readonly isns: readonly [Seq | undefined, Seq | undefined];
  readonly packets: number;
  /** Bytes of data, those that were sent again included. */
  readonly bytes: number;
  /** The number of its first packet, from 1. */
  readonly firstPacket: number;
  /** Nanoseconds since 1970. */
  readonly began?: bigint;
  /** Milliseconds from the first packet to the last. */
  readonly duration: number;
  readonly beginning: 'SYN' | 'middle';
  readonly ending: 'FIN' | 'RST' | 'open';
  readonly place: PlaceGuess;
  /** The number of the first packet with options that the capture does not have. */
  readonly optionsCut?: number;
}

/** Connections in the order of their numbers. Each is made when it is asked for: there may be very many. */
export interface ConnectionList extends Iterable<ConnectionSummary> {
  readonly length: number;
  /** `number` from 1 to `length`. */
  at(number: number): ConnectionSummary;
}

export interface Summaries extends ConnectionList {
  add(packet: Packet, place: Place): void;
}

interface Clock {
  readonly tsval: number;
  readonly time: bigint;
}

type Copied = Pick<Packet, 'time' | 'hopLimit' | 'segment'> & { readonly side: Side };

interface Gathered {
  /** Source and destination of the first packet. */
  readonly ends: readonly [Address, Address];
  readonly firstPacket: number;
  readonly began: bigint | undefined;
  last: bigint | undefined;
  packets: number;
  bytes: number;
  /** The number of the first packet whose options the capture cuts off. */
  optionsCut: number | undefined;
  /** Who sent the first SYN without ACK, or received the first one with it. */
  opener: Side | undefined;
  beganWithSyn: boolean;
  reset: boolean;
  /** The numbers of the FINs, and which of them were acknowledged. */
  readonly fins: [Seq | undefined, Seq | undefined];
  readonly finished: [boolean, boolean];
  readonly isns: [Seq | undefined, Seq | undefined];
  seen: Observation;
  readonly hopLimits: [number | undefined, number | undefined];
  readonly late: [number | undefined, number | undefined];
  readonly twice: [number | undefined, number | undefined];
  /** What came last, without its data, which may hold much memory. */
  previous?: Copied;
  /** Where the data begins that each side sent last. */
  readonly newest: [Seq | undefined, Seq | undefined];
  /** The newest TSval of each end in a segment that its peer waited for, and when it was seen. */
  readonly clock: [Clock | undefined, Clock | undefined];
  /** When the last SYN and the first SYN,ACK were seen, and the answer to the latter. */
  syn: bigint | undefined;
  accepted: bigint | undefined;
  answered: bigint | undefined;
}

/** Of so many connections more is kept than their numbers. */
const watched = 1000;

/** `inUse`: of how many connections. What comes when something was heard of so many others meanwhile is counted, but tells nothing more of the place. */
export const summaries = (inUse = watched): Summaries => {
  const all = shelf<number, Gathered>({ toLine, fromLine, inUse });
  let length = 0;
  const at = (number: number): ConnectionSummary => summaryOf(all.peek(number)!, number);
  return {
    add: (packet, { connection, side, begins }) => {
      if (begins) all.set(connection, begin(packet));
      gather(all.get(connection)!, packet, side);
      length = Math.max(length, connection);
    },
    get length() { return length; },
    at,
    * [Symbol.iterator]() { for (let number = 1; number <= length; number++) yield at(number); },
  };
};

const begin = ({ source, destination, number, time, segment }: Packet): Gathered => ({
  ends: [source, destination], firstPacket: number, began: time, last: time, packets: 0, bytes: 0,
  optionsCut: undefined, opener: undefined, beganWithSyn: has(segment, SYN), reset: false, fins: [undefined, undefined], finished: [false, false], isns: [undefined, undefined], seen: unobserved, hopLimits: [undefined, undefined], late: [undefined, undefined], twice: [undefined, undefined], newest: [undefined, undefined], clock: [undefined, undefined],
  syn: undefined, accepted: undefined, answered: undefined,
});

/** All but what only the next packets are compared with. */
const toLine = ({ ends: [a, b], firstPacket, began, last, packets, bytes, optionsCut, opener, beganWithSyn, reset, fins, finished, isns, hopLimits, late, twice, syn, accepted, answered }: Gathered): string => [
  a.address, a.port, b.address, b.port, firstPacket, began, last, packets, bytes, optionsCut, opener, Number(beganWithSyn), Number(reset), ...finished.map(Number),
  ...fins, ...isns, ...hopLimits, ...late, ...twice, syn, accepted, answered,
].join(' ');

const fromLine = (line: string): Gathered => {
  const { text, number, optional } = cellsOf(line);
  const each = (): [number | undefined, number | undefined] => [optional(Number), optional(Number)];
  return {
    ends: [{ address: text(), port: number() }, { address: text(), port: number() }], firstPacket: number(), began: optional(BigInt), last: optional(BigInt), packets: number(), bytes: number(),
    optionsCut: optional(Number), opener: optional(Number) as Side | undefined, beganWithSyn: number() === 1, reset: number() === 1,
    finished: [number() === 1, number() === 1], fins: each(), isns: each(), hopLimits: each(), late: each(), twice: each(),
    syn: optional(BigInt), accepted: optional(BigInt), answered: optional(BigInt),
    seen: unobserved, newest: [undefined, undefined], clock: [undefined, undefined],
  };
};

const gather = (one: Gathered, { segment, time, number, hopLimit, options }: Packet, side: Side): void => {
  one.packets++;
  one.bytes += segment.len;
  if (time !== undefined && (one.last === undefined || time > one.last)) one.last = time;
  one.hopLimits[side] ??= hopLimit;
  if (options === 'cut') one.optionsCut ??= number;
  const [syn, ack] = [has(segment, SYN), has(segment, ACK)];
  // Whoever was told of an older connection resets that, and asks again.
  if (has(segment, RST)) one.reset = true;
  else if (syn) one.reset = false;
  if (syn) one.isns[side] ??= segment.seq;
  if (syn) one.opener ??= ack ? otherSide(side) : side;
  if (one.opener !== undefined) {
    if (syn && !ack && side === one.opener && one.accepted === undefined) one.syn = time;
    else if (syn && ack && side !== one.opener) one.accepted ??= time;
    else if (ack && side === one.opener && one.accepted !== undefined) one.answered ??= time;
  }
  if (isLate(one, segment, side) || echoesLate(one, segment, side, time)) one.late[side] ??= number;
  const copied: Copied = { segment, hopLimit, side, ...(time === undefined ? {} : { time }) };
  if (one.previous !== undefined && isCopy(one.previous, copied)) one.twice[side] ??= number;
  one.previous = copied;
  if (time !== undefined && movesClock(one, segment, side)) one.clock[side] = { tsval: segment.options.tsval!, time };
  if (segment.len > 0) one.newest[side] = dataStart(segment);
  one.seen = observe(one.seen, side, segment, true);
  for (const end of [0, 1] as const) {
    const fin = one.fins[end] ??= one.seen[end].fin;
    one.finished[end] ||= fin !== undefined && seqAfter(one.seen[otherSide(end)].ack ?? fin, fin);
  }
};

/** Its sender has not yet seen what was captured before it: data, be it above a gap, or a reset. */
const isLate = ({ seen, newest }: Gathered, segment: Packet['segment'], side: Side): boolean => {
  const peer = seen[otherSide(side)];
  if (!has(segment, ACK) || has(segment, RST) || peer.wnd === undefined || seen[side].wnd === undefined) return false;
  return peer.rst !== undefined || (peer.inOrder !== undefined && seqBefore(segment.ack, peer.inOrder)) || lacks(segment, newest[otherSide(side)]);
};

/** It has what its peer waits for, and says nothing older than before: its timestamp is the one to echo. */
const movesClock = ({ seen, clock }: Gathered, segment: Packet['segment'], side: Side): boolean => {
  const [{ ack: expected, fin }, { ack: before }] = [seen[otherSide(side)], seen[side]];
  const { tsval } = segment.options;
  const newest = clock[side]?.tsval;
  if (tsval === undefined || expected === undefined || before === undefined || !has(segment, ACK) || (newest !== undefined && !seqAfter(tsval, newest))) return false;
  // Who waits for nothing but a FIN may not look at what has no data.
  const done = fin !== undefined && seqAfter(before, fin);
  const wanted = segLen(segment) === 0 ? !done && segment.seq === expected : seqAtOrBefore(segment.seq, expected) && seqAfter(segEnd(segment), expected);
  return wanted && seqAtOrAfter(segment.ack, before);
};

/** A processor that is busy with an end takes so long until that end hears of a packet; nanoseconds. */
const soon = 1_000_000n;

/** The same packet once more, sooner than anyone sends anything again: it was captured at two places. */
const isCopy = (before: Copied, packet: Copied): boolean =>
  segLen(packet.segment) > 0 && packet.time !== undefined && before.time !== undefined && packet.time - before.time < soon
  && before.side === packet.side && before.hopLimit === packet.hopLimit && same(before.segment, packet.segment);

/** It echoes an older timestamp than one that was captured just before (RFC 7323 §4.3). */
const echoesLate = ({ clock }: Gathered, { flags, options: { tsecr } }: Packet['segment'], side: Side, time: bigint | undefined): boolean => {
  const last = clock[otherSide(side)];
  return (flags & (SYN | RST)) === 0 && tsecr !== undefined && last !== undefined && time !== undefined && seqBefore(tsecr, last.tsval) && time - last.time < soon;
};

/** It reports what it has above a gap, but not what came last, which would stand first. */
const lacks = ({ ack, options: { sack = [] } }: Packet['segment'], newest: Seq | undefined): boolean =>
  newest !== undefined && sack.length > 0 && seqAfter(newest, ack) && sack.every(({ left, right }) => seqBefore(newest, left) || seqAtOrAfter(newest, right));

const summaryOf = (one: Gathered, number: number): ConnectionSummary => {
  const { ends, packets, bytes, firstPacket, began, last } = one;
  const clientSide = one.opener ?? (ends[0].port < ends[1].port ? 1 : 0);
  const serverSide = otherSide(clientSide);
  const evidence: Evidence = {
    sameHost: ends[0].address === ends[1].address,
    beganWithSyn: one.beganWithSyn,
    hopLimits: perEnd(one.hopLimits, clientSide),
    late: perEnd(one.late, clientSide),
    twice: perEnd(one.twice, clientSide),
    ...(one.syn === undefined || one.accepted === undefined || one.accepted < one.syn ? {} : { toServer: one.accepted - one.syn }),
    ...(one.accepted === undefined || one.answered === undefined || one.answered < one.accepted ? {} : { toClient: one.answered - one.accepted }),
  };
  return {
    number, client: ends[clientSide], server: ends[serverSide], clientSide, isns: one.isns, packets, bytes, firstPacket,
    ...(began === undefined ? {} : { began }),
    duration: began === undefined || last === undefined ? 0 : Number(last - began) / 1e6,
    beginning: one.beganWithSyn ? 'SYN' : 'middle',
    ending: one.reset ? 'RST' : one.finished.every((is) => is) ? 'FIN' : 'open',
    place: guessPlace(evidence),
    ...(one.optionsCut === undefined ? {} : { optionsCut: one.optionsCut }),
  };
};

const perEnd = ([first, second]: readonly [number | undefined, number | undefined], clientSide: Side): { readonly client?: number; readonly server?: number } => {
  const [client, server] = clientSide === 0 ? [first, second] : [second, first];
  return { ...(client === undefined ? {} : { client }), ...(server === undefined ? {} : { server }) };
};
