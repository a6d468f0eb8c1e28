// Which connection a packet belongs to: addresses and ports name it, and a new SYN begins the next one of that name. What
// is still on its way from the one before, or is said by an end that does not know of the next yet, is told by its numbers.
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has, segEnd, type Segment } from '../tcp/segment.ts';
import { seqAdd, seqAtOrAfter, seqAtOrBefore, seqBefore, seqMax, type Seq } from '../tcp/seq.ts';
import type { Side } from '../timeline/timeline.ts';
import type { Address, Packet } from './packet.ts';
import { cellsOf, shelf, type Cells } from './shelf.ts';

/** A packet's place among the connections of a capture. */
export interface Place {
  /** From 1, in the order in which the connections begin. */
  readonly connection: number;
  /** Which end sends; the end that sent the connection's first packet is 0. */
  readonly side: Side;
  /** It is the connection's first packet. */
  readonly begins: boolean;
}

interface Open {
  readonly connection: number;
  /** Whether of both names the one that is sorted behind the other sent the first packet. */
  readonly reversed: boolean;
  /** The numbers of the SYNs. */
  readonly isn: [Seq | undefined, Seq | undefined];
  /** Where the numbers of each end begin, and how far they have come. */
  readonly from: [Seq | undefined, Seq | undefined];
  readonly to: [Seq | undefined, Seq | undefined];
  /** What an end that still knew the connection before has acknowledged after the SYN: a RST with this number answers that. */
  challenged?: Seq | undefined;
  /** Something other than a SYN was seen. */
  went: boolean;
  /** The connection of the same ends before this one. */
  older?: Open;
}

/** So many pairs of ends are at hand. */
const remembered = 1000;

/** Sorts packets in the order of the capture. Remembers the last two connections of each pair of ends that was seen. */
export const sortIntoConnections = (): ((packet: Packet) => Place) => {
  const open = shelf<string, Open>({ toLine, fromLine, inUse: remembered });
  let count = 0;
  return ({ source, destination, segment }) => {
    const [from, to] = [textOf(source), textOf(destination)];
    const reversed = from > to;
    const name = reversed ? `${to} ${from}` : `${from} ${to}`;
    const newest = open.get(name);
    let one = newest?.older !== undefined && isOfOlder(newest.older, newest, reversed, segment) ? newest.older : newest;
    const begins = one === undefined || (one === newest && opens(segment) && isNext(one, sideOf(one, reversed), segment.seq));
    if (one === undefined || begins) {
      one = begun(++count, reversed, newest);
      open.set(name, one);
    }
    const side = sideOf(one, reversed);
    if (one.isn[side] === undefined && has(segment, ACK) && !has(segment, SYN)) one.challenged = segment.ack;
    if (has(segment, SYN)) one.isn[side] ??= segment.seq;
    else one.went = true;
    if (!has(segment, RST)) {
      one.from[side] ??= segment.seq;
      one.to[side] = seqMax(one.to[side] ?? segment.seq, segEnd(segment));
    }
    return { connection: one.connection, side, begins };
  };
};

const opens = (segment: Segment): boolean => has(segment, SYN) && !has(segment, ACK);

const sideOf = (one: Open, reversed: boolean): Side => (one.reversed === reversed ? 0 : 1);

const begun = (connection: number, reversed: boolean, before: Open | undefined): Open => {
  if (before !== undefined) delete before.older;
  return {
    connection, reversed, isn: [undefined, undefined], from: [undefined, undefined], to: [undefined, undefined], went: false,
    ...(before === undefined ? {} : { older: before }),
  };
};

const toLine = ({ connection, reversed, isn, from, to, challenged, went, older }: Open): string =>
  [connection, Number(reversed), ...isn, ...from, ...to, challenged, Number(went), ...(older === undefined ? [0] : [1, toLine(older)])].join(' ');

const fromLine = (line: string): Open => fromCells(cellsOf(line));

const fromCells = ({ text, number, optional }: Cells): Open => {
  const flag = (): boolean => text() === '1';
  const each = (): [Seq | undefined, Seq | undefined] => [optional(Number), optional(Number)];
  const one: Open = { connection: number(), reversed: flag(), isn: each(), from: each(), to: each(), challenged: optional(Number), went: flag() };
  return flag() ? { ...one, older: fromCells({ text, number, optional }) } : one;
};

const textOf = ({ address, port }: Address): string => `${address}:${port}`;

/**
 * It lies before what its end has begun with this time, and where that was the time before. What comes in answer to the SYN, and the RST that
 * this is answered with, belong to the story of the new connection.
 */
const isOfOlder = (older: Open, newer: Open, reversed: boolean, segment: Segment): boolean => {
  const [then, now] = [sideOf(older, reversed), sideOf(newer, reversed)];
  if (opens(segment)) return segment.seq === older.isn[then] && segment.seq !== newer.isn[now];
  const [begin, end] = [older.from[then], older.to[then]];
  if (begin === undefined || end === undefined) return false;
  const isn = newer.isn[now];
  const bareReset = has(segment, RST) && !has(segment, ACK);
  if (isn === undefined ? !bareReset || newer.to[now] !== undefined : !seqBefore(segment.seq, isn)) return false;
  if (bareReset && newer.isn[now === 0 ? 1 : 0] === undefined && segment.seq === newer.challenged) return false;
  return seqAtOrAfter(segment.seq, seqAdd(begin, -1)) && seqAtOrBefore(segment.seq, seqAdd(end, onItsWay));
};

// What was sent and not seen: less than this, so that the next connection's numbers are another matter (RFC 9293 §3.4.1).
const onItsWay = 0x10_0000;

/** A SYN with a number of its own, unless both ends open at the same time. */
const isNext = ({ isn, went }: Open, side: Side, seq: Seq): boolean => {
  const own = isn[side];
  return own === undefined ? went || isn[1 - side] === undefined : own !== seq;
};
