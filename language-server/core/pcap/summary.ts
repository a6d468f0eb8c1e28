// What a list of connections shows, and what the head of a flow needs to know before its first line: gathered packet by
// packet, a few numbers for each connection, so that a long capture is read twice and never held.
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
}

export interface Summaries {
  add(packet: Packet, place: Place): void;
  /** In the order of their numbers. */
  list(): readonly ConnectionSummary[];
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
  /** Who sent the first SYN without ACK, or received the first one with it. */
  opener: Side | undefined;
  beganWithSyn: boolean;
  reset: boolean;
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

export const summaries = (): Summaries => {
  const all: Gathered[] = [];
  return {
    add: (packet, { connection, side, begins }) => {
      if (begins) all[connection - 1] = begin(packet);
      gather(all[connection - 1]!, packet, side);
    },
    list: () => all.map(summaryOf),
  };
};

const begin = ({ source, destination, number, time, segment }: Packet): Gathered => ({
  ends: [source, destination], firstPacket: number, began: time, last: time, packets: 0, bytes: 0,
  opener: undefined, beganWithSyn: has(segment, SYN), reset: false, isns: [undefined, undefined], seen: unobserved, hopLimits: [undefined, undefined], late: [undefined, undefined], twice: [undefined, undefined], newest: [undefined, undefined], clock: [undefined, undefined],
  syn: undefined, accepted: undefined, answered: undefined,
});

const gather = (one: Gathered, { segment, time, number, hopLimit }: Packet, side: Side): void => {
  one.packets++;
  one.bytes += segment.len;
  if (time !== undefined && (one.last === undefined || time > one.last)) one.last = time;
  one.hopLimits[side] ??= hopLimit;
  if (has(segment, RST)) one.reset = true;
  const [syn, ack] = [has(segment, SYN), has(segment, ACK)];
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

const summaryOf = (one: Gathered, index: number): ConnectionSummary => {
  const { ends, packets, bytes, firstPacket, began, last, seen } = one;
  const clientSide = one.opener ?? (ends[0].port < ends[1].port ? 1 : 0);
  const serverSide = otherSide(clientSide);
  const closed = seen.every(({ fin }, side) => fin !== undefined && seqAfter(seen[1 - side]!.ack ?? fin, fin));
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
    number: index + 1, client: ends[clientSide], server: ends[serverSide], clientSide, isns: one.isns, packets, bytes, firstPacket,
    ...(began === undefined ? {} : { began }),
    duration: began === undefined || last === undefined ? 0 : Number(last - began) / 1e6,
    beginning: one.beganWithSyn ? 'SYN' : 'middle',
    ending: one.reset ? 'RST' : closed ? 'FIN' : 'open',
    place: guessPlace(evidence),
  };
};

const perEnd = ([first, second]: readonly [number | undefined, number | undefined], clientSide: Side): { readonly client?: number; readonly server?: number } => {
  const [client, server] = clientSide === 0 ? [first, second] : [second, first];
  return { ...(client === undefined ? {} : { client }), ...(server === undefined ? {} : { server }) };
};
