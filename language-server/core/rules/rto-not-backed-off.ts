// A retransmission timer that does not double. Judged only where the flow gives times, and only what nothing but the timer explains.
import { say } from '../flow/message.ts';
import { RST, SYN } from '../tcp/flags.ts';
import { has, segLen } from '../tcp/segment.ts';
import type { Seq } from '../tcp/seq.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { happenings, type Sent } from './happenings.ts';
import { rule } from './rule.ts';

/** RFC 6298 §5.5 doubles the timer; a quarter less may be rounding, and what is at the upper bound stays there (§2.5), milliseconds. */
const leastGrowth = 1.5;
const upperBound = 60_000;

export const rtoNotBackedOff = rule({
  code: 'rto-not-backed-off',
  severity: 'warning',
  rfc: '6298 §5.5',
  summary: 'the second retransmission of a segment follows as quickly as the first',
  requirements: ['MUST-18', 'MUST-19', 'MUST-22'],
  *timeline(timeline) {
    /** What each end has been sending again since its peer acknowledged something. */
    const repeating = new Map<number, Repeating>();
    const timedOut = new Set<number>();
    for (const one of happenings(timeline)) {
      if (one.kind === 'timeout' && one.step.statement.timer === 'retransmission') timedOut.add(one.key);
      if (one.kind === 'arrived' && one.before.snd.una !== one.after.snd.una) repeating.delete(one.key);
      if (one.kind !== 'sent' || segLen(one.segment) === 0 || has(one.segment, RST)) continue;
      const { segment, own, key } = one;
      const byTimer = timedOut.delete(key);
      if (isKeepAlive(own, segment) || isWindowProbe(own, segment)) continue;
      const before = repeating.get(key);
      if (before === undefined || before.seq !== segment.seq) {
        if (segment.seq === own.snd.una || own.sent.length === 0) repeating.set(key, { seq: segment.seq, last: one, byTimer, times: 0 });
        continue;
      }
      const interval = one.at === undefined || before.last.at === undefined ? undefined : one.at - before.last.at;
      const times = before.times + 1;
      repeating.set(key, { seq: segment.seq, last: one, byTimer, times, ...(interval === undefined ? {} : { interval }) });
      if (interval === undefined || before.interval === undefined || !one.sure || interval >= upperBound) continue;
      // A tail loss probe goes before the timer, and a new Linux repeats its first SYNs at a steady pace.
      const isSure = has(segment, SYN) ? times > 5 : (byTimer && before.byTimer) || times > 2;
      if (!isSure || interval >= before.interval * leastGrowth) continue;
      yield {
        line: one.step.line,
        span: one.step.statement.time?.span ?? one.step.statement.flagsSpan,
        message: say`sent again after ${interval} ms, and the time before after ${before.interval} ms: the timer doubles each time that it runs out`,
        related: [{ line: before.last.step.line, span: before.last.step.statement.span, message: say`sent here before` }],
      };
    }
  },
});

interface Repeating {
  readonly seq: Seq;
  readonly last: Sent;
  /** The flow says that the timer ran out. */
  readonly byTimer: boolean;
  /** How often it was sent again. */
  readonly times: number;
  /** Between the last two times, milliseconds. */
  readonly interval?: number;
}
