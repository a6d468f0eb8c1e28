// What SACK blocks tell (RFC 2018, RFC 2883), as far as the segment itself shows it.
import type { Range } from './segment.ts';
import { seqAtOrAfter, seqAtOrBefore, type Seq } from './seq.ts';

/** The first block reports a duplicate: it lies below the acknowledgment, or inside another one, which should be the second (RFC 2883 §4). */
export const isDuplicateReport = (ack: Seq, blocks: readonly Range[]): boolean => {
  const [first, ...others] = blocks;
  if (first === undefined) return false;
  return seqAtOrBefore(first.right, ack) || others.some(({ left, right }) => seqAtOrBefore(left, first.left) && seqAtOrAfter(right, first.right));
};
