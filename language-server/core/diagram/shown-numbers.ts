// Sequence numbers as a reader wants them: as the author writes them, counted from the ISN, or as they stand on the wire.
// Must not know where they are shown.
import { ACK, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqAdd, seqOffset, type Seq } from '../tcp/seq.ts';
import { showSeq } from '../timeline/numbers.ts';
import { emptyMap, getIn, setIn, type IntMap } from '../timeline/int-map.ts';
import type { SegmentStep, Side, Timeline } from '../timeline/timeline.ts';

/** `written`: `x+1` where the ISN has a name. `relative`: as Wireshark counts, the ISN is 0. `absolute`: 32 bits. */
export const numberings = ['written', 'relative', 'absolute'] as const;
export type Numbers = (typeof numberings)[number];

/** A number in the sequence space of one side of a connection. */
export type ShowNumber = (connection: number, side: Side, seq: Seq) => string;

export interface ShownNumbers {
  readonly show: ShowNumber;
  /** What is shown from here on counts from the ISN that this segment tells. Segments come in their order. */
  passed(step: SegmentStep): void;
  /** What is counted from by now. */
  isns(): Isns;
}

/** The ISN of each side, by `connection * 2 + side`. */
export type Isns = IntMap<Seq>;

/** `before`: what is counted from already, when the steps are not the flow's first ones. */
export const shownNumbers = (timeline: Timeline, numbers: Numbers, before?: Isns): ShownNumbers => {
  const nothing = { passed: () => undefined, isns: (): Isns => emptyMap };
  if (numbers === 'written') return { ...nothing, show: (connection, side, seq) => showSeq(timeline, connection, side, seq) };
  if (numbers === 'absolute') return { ...nothing, show: (_, __, seq) => String(seq) };
  let isns: Isns = before ?? emptyMap;
  // Without a SYN the first number counts as 1, as in Wireshark.
  const learn = (connection: number, side: Side, isn: Seq, again = false): void => {
    const key = connection * 2 + side;
    const known = getIn(isns, key);
    if (known === undefined || (again && known !== isn)) isns = setIn(isns, key, isn);
  };
  if (before === undefined) {
    for (const { id, ends } of timeline.connections) {
      for (const side of [0, 1] as const) {
        const { iss, irs, state, snd } = ends[side].initial;
        if (iss !== undefined) learn(id, side, iss);
        else if (state !== 'CLOSED' && state !== 'LISTEN') learn(id, side, seqAdd(snd.nxt, -1));
        if (irs !== undefined) learn(id, side === 0 ? 1 : 0, irs);
      }
    }
  }
  return {
    show: (connection, side, seq) => {
      const isn = getIn(isns, connection * 2 + side);
      return String(isn === undefined ? seq : seqOffset(isn, seq));
    },
    passed: ({ connection, side, meant }) => {
      learn(connection, side, has(meant, SYN) ? meant.seq : seqAdd(meant.seq, -1), has(meant, SYN));
      if (has(meant, ACK)) learn(connection, side === 0 ? 1 : 0, seqAdd(meant.ack, -1));
    },
    isns: () => isns,
  };
};
