// A D-SACK that reports a duplicate where none has arrived.
import { say } from '../flow/message.ts';
import { isDuplicateReport } from '../tcp/sack.ts';
import { segEnd, type Range } from '../tcp/segment.ts';
import { seqAdd, seqAfter, seqAtOrAfter, seqAtOrBefore, seqBefore, seqMax, seqMin, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { otherSide } from '../timeline/reading.ts';
import { isSurelySent, nameOf, numberOf, type Received } from './happenings.ts';
import { placeOf } from './place.ts';
import { eachEnd, following, rule } from './rule.ts';

/** What a duplicate may be reported of. */
interface Grounds {
  /** What has arrived again. */
  readonly twice: readonly Range[];
  /** What lay above a gap. */
  readonly above: readonly Range[];
}

interface Memory {
  /** Since the end sent something. */
  readonly since: Grounds;
  /** The same before its last segment, where that may have answered something older. */
  readonly before: Grounds;
  /** The data of a line that is wrong, and may never have been sent. */
  readonly wrong: Grounds;
}

const none: Grounds = { twice: [], above: [] };
const nothing: Memory = { since: none, before: none, wrong: none };

export const unfoundedDsack = rule({
  code: 'unfounded-dsack',
  severity: 'warning',
  rfc: '2883 §4',
  summary: 'a D-SACK block of bytes that have not arrived twice',
  follow: following(eachEnd<Memory>((memory = nothing, one, scene) => {
    const { since, before, wrong } = memory;
    if (one.kind === 'arrived') {
      if (!one.sure) return { memory: { ...memory, wrong: { ...wrong, twice: [...wrong.twice, { left: one.segment.seq, right: segEnd(one.segment) }].slice(-remembered) } } };
      const again = duplicates(one);
      const kept = [...one.before.rcv.kept, ...heldFin(one.before)];
      if (again.length === 0 && kept.length === 0) return { memory };
      return { memory: { since: { twice: [...since.twice, ...again].slice(-remembered), above: [...since.above, ...kept].slice(-remembered) }, before, wrong } };
    }
    // A line that is wrong may never have been sent.
    if (!isSurelySent(one)) return { memory };
    const { segment: { options: { sack = [], other }, ack, len }, own: { irs }, side, statement, placed } = one;
    // MPTCP may have left no room for it, and data does not wait for the next ACK.
    if (sack.length === 0 && (other !== undefined || len > 0)) return { memory };
    const next = { since: none, before: one.captured ? since : none, wrong };
    if (!isDuplicateReport(ack, sack)) return { memory: next };
    const block = sack[0]!;
    // It came late, from an older connection of the same ends.
    const isOlder = irs !== undefined && seqAtOrBefore(block.right, irs);
    if (isOlder || [before, since, wrong].some((grounds) => isFounded(block, ack, grounds))) return { memory: next };
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

const isFounded = (block: Range, ack: Seq, { twice, above }: Grounds): boolean =>
  twice.some(({ left, right }) => seqBefore(left, block.right) && seqAfter(right, block.left))
  // Linux tells once more of what lay above a gap when the FIN behind it, of one more number, comes into order.
  || (seqAtOrBefore(block.right, ack) && above.some(({ left, right }) => seqAtOrBefore(left, block.left) && seqAtOrAfter(seqAdd(right, 1), block.right)));

/** The parts of a segment that its receiver has received before. */
const duplicates = ({ segment, before }: Received): readonly Range[] => {
  if (before.irs === undefined && !isSynchronized(before.state)) return [];
  // SYN and FIN too: the SYN,ACK of a simultaneous open repeats the SYN, and Linux reports that.
  return [{ left: seqAdd(segment.seq, -1), right: before.rcv.nxt }, ...before.rcv.kept, ...heldFin(before)]
    .map((had) => ({ left: seqMax(segment.seq, had.left), right: seqMin(segEnd(segment), had.right) }))
    .filter((range) => seqBefore(range.left, range.right));
};

/** A FIN above a gap. */
const heldFin = ({ heldFin: fin }: Tcb): readonly Range[] => (fin === undefined ? [] : [{ left: fin, right: seqAdd(fin, 1) }]);
