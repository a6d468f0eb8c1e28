// The same acknowledgment again though nothing has arrived in between.
import { say } from '../flow/message.ts';
import { FIN, RST, SYN } from '../tcp/flags.ts';
import { has, isPureAck, type Segment } from '../tcp/segment.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { isSynchronized } from '../tcp/state.ts';
import { same } from '../timeline/same.ts';
import { lineOf, related, type SegmentLine, type Sent } from './happenings.ts';
import { eachEnd, following, rule } from './rule.ts';

/** The last ACK of an end that has received nothing since. */
interface Memory {
  readonly line: SegmentLine;
  readonly segment: Segment;
}

export const needlessAck = rule({
  code: 'needless-ack',
  severity: 'warning',
  rfc: '5681 §4.2',
  summary: 'the same ACK twice though nothing has arrived in between',
  requirements: ['MUST-58'],
  follow: following(eachEnd<Memory>((memory, one) => {
    if (one.kind === 'arrived') return { memory: undefined };
    if (one.kind !== 'sent') return { memory };
    // Whoever writes out that the first was lost, or late, knows why there are two.
    if (!isPlainAck(one) || !one.sure || one.statement.fate !== undefined) return { memory: undefined };
    const next = { line: lineOf(one), segment: one.segment };
    // A larger or smaller window is news, and so is a report, an echo or a mark. Another option may ask for an answer of its own: MPTCP sends it again.
    if (memory === undefined || one.segment.options.other !== undefined || !same(memory.segment, one.segment)) return { memory: next };
    return {
      memory: next,
      finding: {
        line: one.placed.line,
        span: one.statement.flagsSpan,
        message: say`the same ACK again, but nothing has arrived in between: each segment is answered by one ACK at most`,
        related: [{ ...related(memory.line), message: say`it stands here already` }],
      },
    };
  })),
});

const isPlainAck = ({ segment, own }: Sent): boolean =>
  isPureAck(segment) && !has(segment, SYN) && !has(segment, FIN) && !has(segment, RST) && isSynchronized(own.state)
  && !isKeepAlive(own, segment) && !isWindowProbe(own, segment);
