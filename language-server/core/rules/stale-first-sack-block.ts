// SACK blocks of which the first does not tell what has just arrived.
import { say } from '../flow/message.ts';
import { isDuplicateReport } from '../tcp/sack.ts';
import { dataStart } from '../tcp/segment.ts';
import { seqAtOrAfter, seqAtOrBefore, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { lineOf, related, type SegmentLine } from './happenings.ts';
import { eachEnd, following, rule } from './rule.ts';

/** The data above a gap that arrived last, if the end has sent nothing since. */
interface Memory {
  readonly line: SegmentLine;
  readonly start: Seq;
}

export const staleFirstSackBlock = rule({
  code: 'stale-first-sack-block',
  severity: 'warning',
  rfc: '2018 §4',
  summary: 'the first SACK block does not contain the segment that arrived last',
  follow: following(eachEnd<Memory>((memory, one) => {
    if (one.kind === 'arrived') {
      if (one.segment.len === 0) return { memory };
      // A segment that advanced the acknowledgment is told by that.
      return { memory: one.outcome === 'kept' ? { line: lineOf(one), start: dataStart(one.segment) } : undefined };
    }
    if (one.kind !== 'sent') return { memory };
    const { segment: { options: { sack = [] }, ack }, own, statement, placed } = one;
    const [first] = sack;
    if (memory === undefined || first === undefined || !one.sure || !isSynchronized(own.state) || isDuplicateReport(ack, sack)) return { memory: undefined };
    if (seqAtOrBefore(first.left, memory.start) && seqAtOrAfter(first.right, memory.start)) return { memory: undefined };
    return {
      memory: undefined,
      finding: {
        line: placed.line,
        span: statement.sack[0]?.span ?? statement.flagsSpan,
        message: say`the first SACK block must contain the segment that arrived last: the newest report stands first`,
        related: [{ ...related(memory.line), message: say`this arrived last` }],
      },
    };
  })),
});
