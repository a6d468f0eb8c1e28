// A D-SACK that reports a duplicate where none has arrived.
import { say } from '../flow/message.ts';
import { isDuplicateReport } from '../tcp/sack.ts';
import { segEnd, segLen, type Range } from '../tcp/segment.ts';
import { seqAdd, seqAfter, seqAtOrAfter, seqAtOrBefore, seqBefore, seqMax, seqMin } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { otherSide } from '../timeline/reading.ts';
import { nameOf, numberOf, type Received } from './happenings.ts';
import { placeOf } from './place.ts';
import { eachEnd, following, rule } from './rule.ts';

interface Memory {
  /** What has arrived again at the end since it sent something. */
  readonly twice: readonly Range[];
  /** The same before its last segment, where that may have answered something older. */
  readonly twiceBefore: readonly Range[];
  /** What its last segment reported above a gap, or could have. */
  readonly reported: readonly Range[];
}

const nothing: Memory = { twice: [], twiceBefore: [], reported: [] };

export const unfoundedDsack = rule({
  code: 'unfounded-dsack',
  severity: 'warning',
  rfc: '2883 §4',
  summary: 'a D-SACK block of bytes that have not arrived twice',
  follow: following(eachEnd<Memory>((memory = nothing, one, scene) => {
    const { twice, twiceBefore, reported } = memory;
    if (one.kind === 'arrived') {
      const again = duplicates(one);
      const { before: { rcv: { kept, nxt } }, after } = one;
      const joined = kept.length > 0 && nxt !== after.rcv.nxt ? kept : [];
      if (again.length === 0 && joined.length === 0) return { memory };
      return { memory: { twice: [...twice, ...again].slice(-remembered), twiceBefore, reported: [...reported, ...joined].slice(-remembered) } };
    }
    // A line that is wrong may never have been sent.
    if (one.kind !== 'sent' || !one.sure) return { memory };
    const { segment: { options: { sack = [], other }, ack, len }, own, side, statement, placed } = one;
    const [block] = sack;
    // MPTCP may have left no room for it, and data does not wait for the next ACK.
    if (sack.length === 0 && (other !== undefined || len > 0)) return { memory };
    const waiting = one.captured ? twice : [];
    const next = sack.length === 0 && waiting.length === 0 ? undefined : { twice: [], twiceBefore: waiting, reported: sack.filter(({ left }) => seqAfter(left, ack)) };
    if (block === undefined || !isSynchronized(own.state) || !isDuplicateReport(ack, sack)) return { memory: next };
    // It came late, from an older connection of the same ends.
    if (own.irs !== undefined && seqAtOrBefore(block.right, own.irs)) return { memory: next };
    // Linux tells once more of what lay above a gap when the FIN behind it, of one more number, comes into order.
    if (reported.some(({ left, right }) => seqAtOrBefore(left, block.left) && seqAtOrAfter(seqAdd(right, 1), block.right))) return { memory: next };
    if ([...twiceBefore, ...twice].some(({ left, right }) => seqBefore(left, block.right) && seqAfter(right, block.left))) return { memory: next };
    const peer = otherSide(side);
    return {
      memory: next,
      finding: {
        line: placed.line,
        span: placeOf(statement, statement.sack[0]),
        message: say`the SACK block ${numberOf(scene, peer, block.left)}-${numberOf(scene, peer, block.right)} reports a duplicate, but nothing of it has arrived again at ${nameOf(scene, side)}`,
      },
    };
  })),
});

// A flow with many duplicates must not cost more and more with each.
const remembered = 16;

/** The parts of a segment that its receiver has received before. */
const duplicates = ({ segment, before }: Received): readonly Range[] => {
  if (segLen(segment) === 0 || (before.irs === undefined && !isSynchronized(before.state))) return [];
  // SYN and FIN too: the SYN,ACK of a simultaneous open repeats the SYN, and Linux reports that.
  return [{ left: seqAdd(segment.seq, -1), right: before.rcv.nxt }, ...before.rcv.kept]
    .map((had) => ({ left: seqMax(segment.seq, had.left), right: seqMin(segEnd(segment), had.right) }))
    .filter((range) => seqBefore(range.left, range.right));
};
