// A D-SACK that reports a duplicate where none has arrived.
import { say } from '../flow/message.ts';
import { isDuplicateReport } from '../tcp/sack.ts';
import { dataStart, type Range } from '../tcp/segment.ts';
import { seqAdd, seqAfter, seqBefore, seqMax, seqMin } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { otherSide } from '../timeline/reading.ts';
import { nameOf, numberOf, type Received } from './happenings.ts';
import { eachEnd, following, rule } from './rule.ts';

export const unfoundedDsack = rule({
  code: 'unfounded-dsack',
  severity: 'warning',
  rfc: '2883 §4',
  summary: 'a D-SACK block of bytes that have not arrived twice',
  // Remembered is what has arrived again at an end since it sent something.
  follow: following(eachEnd<readonly Range[]>((twice, one, scene) => {
    if (one.kind === 'arrived') {
      const again = duplicates(one);
      return { memory: again.length === 0 ? twice : [...twice ?? [], ...again].slice(-remembered) };
    }
    // A line that is wrong may never have been sent.
    if (one.kind !== 'sent' || !one.sure) return { memory: twice };
    const { segment: { options: { sack = [] }, ack }, own, side, statement, placed } = one;
    const [block] = sack;
    if (block === undefined || !isSynchronized(own.state) || !isDuplicateReport(ack, sack)) return { memory: undefined };
    if (twice?.some(({ left, right }) => seqBefore(left, block.right) && seqAfter(right, block.left)) === true) return { memory: undefined };
    const peer = otherSide(side);
    return {
      memory: undefined,
      finding: {
        line: placed.line,
        span: statement.sack[0]?.span ?? statement.flagsSpan,
        message: say`the SACK block ${numberOf(scene, peer, block.left)}-${numberOf(scene, peer, block.right)} reports a duplicate, but nothing of it has arrived again at ${nameOf(scene, side)}`,
      },
    };
  })),
});

// A flow with many duplicates must not cost more and more with each.
const remembered = 16;

/** The parts of a segment that its receiver has received before. */
const duplicates = ({ segment, before }: Received): readonly Range[] => {
  if (segment.len === 0 || (before.irs === undefined && !isSynchronized(before.state))) return [];
  const left = dataStart(segment);
  const right = seqAdd(left, segment.len);
  return [{ left: seqAdd(left, -1), right: before.rcv.nxt }, ...before.rcv.kept]
    .map((had) => ({ left: seqMax(left, had.left), right: seqMin(right, had.right) }))
    .filter((range) => seqBefore(range.left, range.right));
};
