// The same acknowledgment again though nothing has arrived in between.
import { say } from '../flow/message.ts';
import { FIN, RST, SYN } from '../tcp/flags.ts';
import { has, isPureAck } from '../tcp/segment.ts';
import { isSynchronized } from '../tcp/state.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { happenings, type Sent } from './happenings.ts';
import { rule } from './rule.ts';

export const needlessAck = rule({
  code: 'needless-ack',
  severity: 'warning',
  rfc: '5681 §4.2',
  summary: 'the same ACK twice though nothing has arrived in between',
  requirements: ['MUST-58'],
  *timeline(timeline) {
    /** The last ACK of an end, if it has received nothing since. */
    const latest = new Map<number, Sent>();
    for (const one of happenings(timeline)) {
      if (one.kind === 'arrived') latest.delete(one.key);
      if (one.kind !== 'sent') continue;
      const before = latest.get(one.key);
      if (!isPlainAck(one)) {
        latest.delete(one.key);
        continue;
      }
      latest.set(one.key, one);
      if (before === undefined || !one.sure || !before.sure || !isSame(before, one)) continue;
      yield {
        line: one.step.line,
        span: one.step.statement.flagsSpan,
        message: say`the same ACK again, but nothing has arrived in between: each segment is answered by one ACK at most`,
        related: [{ line: before.step.line, span: before.step.statement.span, message: say`it stands here already` }],
      };
    }
  },
});

const isPlainAck = ({ segment, own }: Sent): boolean =>
  isPureAck(segment) && !has(segment, SYN) && !has(segment, FIN) && !has(segment, RST) && isSynchronized(own.state)
  && !isKeepAlive(own, segment) && !isWindowProbe(own, segment);

/** A larger or smaller window is news, and so is a report, an echo or a mark; whoever writes out the loss of the first knows why there are two. */
const isSame = (a: Sent, b: Sent): boolean =>
  a.segment.seq === b.segment.seq && a.segment.ack === b.segment.ack && a.segment.wnd === b.segment.wnd && a.segment.flags === b.segment.flags
  && JSON.stringify(a.segment.options) === JSON.stringify(b.segment.options) && a.step.fate === 'arrives';
