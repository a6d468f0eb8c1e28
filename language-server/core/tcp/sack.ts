// What SACK blocks tell (RFC 2018, RFC 2883), as far as the segment itself shows it.
import type { Range } from './segment.ts';
import { seqAtOrAfter, seqAtOrBefore, type Seq } from './seq.ts';

/** The first block reports a duplicate: it lies below the acknowledgment, or inside the second block (RFC 2883 §4). */
export const isDuplicateReport = (ack: Seq, blocks: readonly Range[]): boolean => {
  const [first, second] = blocks;
  if (first === undefined) return false;
  const insideSecond = second !== undefined && seqAtOrBefore(second.left, first.left) && seqAtOrAfter(second.right, first.right);
  return seqAtOrBefore(first.right, ack) || insideSecond;
};
