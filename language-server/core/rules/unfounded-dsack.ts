// A D-SACK that reports a duplicate where none has arrived.
import { say } from '../flow/message.ts';
import { isDuplicateReport } from '../tcp/sack.ts';
import { dataStart, type Range } from '../tcp/segment.ts';
import { seqAdd, seqAfter, seqBefore, seqMax, seqMin } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { seqText } from '../timeline/numbers.ts';
import { happenings, namesOf, type Received } from './happenings.ts';
import { rule } from './rule.ts';

export const unfoundedDsack = rule({
  code: 'unfounded-dsack',
  severity: 'warning',
  rfc: '2883 §4',
  summary: 'a D-SACK block of bytes that have not arrived twice',
  *timeline(timeline) {
    /** What has arrived again at an end since it sent something. */
    const twice = new Map<number, readonly Range[]>();
    for (const one of happenings(timeline)) {
      if (one.kind === 'arrived') {
        const again = duplicates(one);
        if (again.length > 0) twice.set(one.key, [...(twice.get(one.key) ?? []), ...again]);
      }
      if (one.kind !== 'sent') continue;
      const reported = twice.get(one.key) ?? [];
      twice.delete(one.key);
      const { options: { sack = [] }, ack } = one.segment;
      const [block] = sack;
      if (block === undefined || !one.sure || !isSynchronized(one.own.state) || !isDuplicateReport(ack, sack)) continue;
      if (reported.some(({ left, right }) => seqBefore(left, block.right) && seqAfter(right, block.left))) continue;
      const { ends } = timeline.connections[one.end.connection]!;
      const peer = timeline.endpoints[ends[one.end.side === 0 ? 1 : 0].endpoint];
      yield {
        line: one.step.line,
        span: one.step.statement.sack[0]?.span ?? one.step.statement.flagsSpan,
        message: say`the SACK block ${seqText(peer, block.left)}-${seqText(peer, block.right)} reports a duplicate, but nothing of it has arrived again at ${namesOf(timeline, one.end).from}`,
      };
    }
  },
});

/** The parts of a segment that its receiver has received before. */
const duplicates = ({ segment, before }: Received): readonly Range[] => {
  if (segment.len === 0 || before.irs === undefined && !isSynchronized(before.state)) return [];
  const left = dataStart(segment);
  const right = seqAdd(left, segment.len);
  return [{ left: seqAdd(left, -1), right: before.rcv.nxt }, ...before.rcv.kept]
    .map((had) => ({ left: seqMax(left, had.left), right: seqMin(right, had.right) }))
    .filter((range) => seqBefore(range.left, range.right));
};
