// Sequence numbers as a reader wants them: as the author writes them, counted from the ISN, or as they stand on the wire.
// Must not know where they are shown.
import { ACK, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqAdd, seqOffset, type Seq } from '../tcp/seq.ts';
import { showSeq } from '../timeline/numbers.ts';
import type { SegmentStep, Side, Timeline } from '../timeline/timeline.ts';

/** `written`: `x+1` where the ISN has a name. `relative`: as Wireshark counts, the ISN is 0. `absolute`: 32 bits. */
export type Numbers = 'written' | 'relative' | 'absolute';

/** A number in the sequence space of one side of a connection. */
export type ShowNumber = (connection: number, side: Side, seq: Seq) => string;

export interface ShownNumbers {
  readonly show: ShowNumber;
  /** What is shown from here on counts from the ISN that this segment tells. Segments come in their order. */
  passed(step: SegmentStep): void;
}

export const shownNumbers = (timeline: Timeline, numbers: Numbers): ShownNumbers => {
  if (numbers === 'written') return { show: (connection, side, seq) => showSeq(timeline, connection, side, seq), passed: () => undefined };
  if (numbers === 'absolute') return { show: (_, __, seq) => String(seq), passed: () => undefined };
  /** The ISN of each side, by `connection * 2 + side`. Without a SYN the first number counts as 1, as in Wireshark. */
  const isns = new Map<number, Seq>();
  const learn = (connection: number, side: Side, isn: Seq, again = false): void => {
    const key = connection * 2 + side;
    if (again || !isns.has(key)) isns.set(key, isn);
  };
  for (const { id, ends } of timeline.connections) {
    for (const side of [0, 1] as const) {
      const { iss, irs, state, snd } = ends[side].initial;
      if (iss !== undefined) learn(id, side, iss);
      else if (state !== 'CLOSED' && state !== 'LISTEN') learn(id, side, seqAdd(snd.nxt, -1));
      if (irs !== undefined) learn(id, side === 0 ? 1 : 0, irs);
    }
  }
  return {
    show: (connection, side, seq) => {
      const isn = isns.get(connection * 2 + side);
      return String(isn === undefined ? seq : seqOffset(isn, seq));
    },
    passed: ({ connection, side, meant }) => {
      learn(connection, side, has(meant, SYN) ? meant.seq : seqAdd(meant.seq, -1), has(meant, SYN));
      if (has(meant, ACK)) learn(connection, side === 0 ? 1 : 0, seqAdd(meant.ack, -1));
    },
  };
};
