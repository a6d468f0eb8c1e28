// SACK blocks of which the first does not tell what has just arrived.
import { say } from '../flow/message.ts';
import { isDuplicateReport } from '../tcp/sack.ts';
import { dataStart } from '../tcp/segment.ts';
import { seqAtOrAfter, seqAtOrBefore, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { lineOf, related, type SegmentLine } from './happenings.ts';
import { placeOf } from './place.ts';
import { eachEnd, following, rule } from './rule.ts';

/** The data above a gap that has arrived since the end sent something; any of it may have asked for the ACK. */
interface Memory {
  /** What arrived last. */
  readonly line: SegmentLine;
  readonly starts: readonly Seq[];
  /** The same before its last segment, where that may have answered something older. */
  readonly startsBefore: readonly Seq[];
}

// An ACK is not held back for long.
const remembered = 16;

export const staleFirstSackBlock = rule({
  code: 'stale-first-sack-block',
  severity: 'warning',
  rfc: '2018 §4',
  summary: 'the first SACK block does not contain the segment that arrived last',
  follow: following(eachEnd<Memory>((memory, one) => {
    if (one.kind === 'arrived') {
      if (one.segment.len === 0) return { memory };
      // A segment that advanced the acknowledgment is told by that.
      return { memory: one.outcome === 'kept' ? { line: lineOf(one), starts: [...memory?.starts ?? [], dataStart(one.segment)].slice(-remembered), startsBefore: memory?.startsBefore ?? [] } : undefined };
    }
    if (one.kind !== 'sent') return { memory };
    const { segment: { options: { sack = [] }, ack }, own, statement, placed } = one;
    const [first] = sack;
    const next = memory === undefined || !one.captured ? undefined : { ...memory, starts: [], startsBefore: memory.starts };
    if (memory === undefined || memory.starts.length === 0 || first === undefined || !one.sure || !isSynchronized(own.state) || isDuplicateReport(ack, sack)) return { memory: next };
    if ([...memory.startsBefore, ...memory.starts].some((start) => seqAtOrBefore(first.left, start) && seqAtOrAfter(first.right, start))) return { memory: next };
    return {
      memory: next,
      finding: {
        line: placed.line,
        span: placeOf(statement, statement.sack[0]),
        message: say`the first SACK block must contain the segment that arrived last: the newest report stands first`,
        related: [{ ...related(memory.line), message: say`this arrived last` }],
      },
    };
  })),
});
