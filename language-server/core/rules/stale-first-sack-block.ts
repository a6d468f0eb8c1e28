// SACK blocks of which the first does not tell what has just arrived.
import { say } from '../flow/message.ts';
import { isDuplicateReport } from '../tcp/sack.ts';
import { dataStart } from '../tcp/segment.ts';
import { seqAtOrAfter, seqAtOrBefore } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { happenings, type Received } from './happenings.ts';
import { rule } from './rule.ts';

export const staleFirstSackBlock = rule({
  code: 'stale-first-sack-block',
  severity: 'warning',
  rfc: '2018 §4',
  summary: 'the first SACK block does not contain the segment that arrived last',
  *timeline(timeline) {
    /** The data that arrived last at an end, if it has sent nothing since. */
    const latest = new Map<number, Received>();
    for (const one of happenings(timeline)) {
      if (one.kind === 'arrived' && one.segment.len > 0) latest.set(one.key, one);
      if (one.kind !== 'sent') continue;
      const arrived = latest.get(one.key);
      latest.delete(one.key);
      const { options: { sack = [] }, ack } = one.segment;
      // A segment that advanced the acknowledgment is told by that.
      if (arrived?.outcome !== 'kept' || sack.length === 0 || !one.sure || !isSynchronized(one.own.state)) continue;
      if (isDuplicateReport(ack, sack)) continue;
      const start = dataStart(arrived.segment);
      const [first] = sack;
      if (seqAtOrBefore(first!.left, start) && seqAtOrAfter(first!.right, start)) continue;
      yield {
        line: one.step.line,
        span: one.step.statement.sack[0]?.span ?? one.step.statement.flagsSpan,
        message: say`the first SACK block must contain the segment that arrived last: the newest report stands first`,
        related: [{ line: arrived.step.line, span: arrived.step.statement.span, message: say`this arrived last` }],
      };
    }
  },
});
