// Which connection a packet belongs to: addresses and ports name it, and a new SYN begins the next one of that name.
import { ACK, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import type { Seq } from '../tcp/seq.ts';
import type { Side } from '../timeline/timeline.ts';
import type { Address, Packet } from './packet.ts';

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
  readonly first: string;
  /** The numbers of the SYNs. */
  readonly isn: [Seq | undefined, Seq | undefined];
  /** Something other than a SYN was seen. */
  went: boolean;
}

/** Sorts packets in the order of the capture. Remembers one entry for each pair of ends that was seen. */
export const sortIntoConnections = (): ((packet: Packet) => Place) => {
  const open = new Map<string, Open>();
  let count = 0;
  return ({ source, destination, segment }) => {
    const [from, to] = [textOf(source), textOf(destination)];
    const name = from < to ? `${from} ${to}` : `${to} ${from}`;
    const opens = has(segment, SYN) && !has(segment, ACK);
    let one = open.get(name);
    const begins = one === undefined || (opens && isNext(one, one.first === from ? 0 : 1, segment.seq));
    if (one === undefined || begins) {
      one = { connection: ++count, first: from, isn: [undefined, undefined], went: false };
      open.set(name, one);
    }
    const side = one.first === from ? 0 : 1;
    if (has(segment, SYN)) one.isn[side] ??= segment.seq;
    else one.went = true;
    return { connection: one.connection, side, begins };
  };
};

const textOf = ({ address, port }: Address): string => `${address}:${port}`;

/** A SYN with a number of its own, unless both ends open at the same time. */
const isNext = ({ isn, went }: Open, side: Side, seq: Seq): boolean => {
  const own = isn[side];
  return own === undefined ? went || isn[1 - side] === undefined : own !== seq;
};
