// Window probes at a steady or quickening pace. Judged only where the flow gives times.
import { say } from '../flow/message.ts';
import { isWindowProbe } from '../tcp/special-segments.ts';
import { happenings, type Sent } from './happenings.ts';
import { rule } from './rule.ts';

/** Probe intervals double; a quarter less may be rounding, and an implementation may have an upper bound, milliseconds. */
const leastGrowth = 1.5;
const upperBound = 60_000;

export const probeNotBackedOff = rule({
  code: 'probe-not-backed-off',
  severity: 'hint',
  rfc: '9293 §3.8.6.1',
  summary: 'window probes whose interval does not grow',
  requirements: ['SHLD-30'],
  *timeline(timeline) {
    const probing = new Map<number, { readonly last: Sent; readonly interval?: number }>();
    for (const one of happenings(timeline)) {
      if (one.kind === 'arrived' && (one.after.snd.wnd > 0 || one.after.snd.una !== one.before.snd.una)) probing.delete(one.key);
      if (one.kind !== 'sent' || one.own.snd.wnd > 0 || !isWindowProbe(one.own, one.segment)) continue;
      const before = probing.get(one.key);
      const interval = one.at === undefined || before?.last.at === undefined ? undefined : one.at - before.last.at;
      probing.set(one.key, { last: one, ...(interval === undefined ? {} : { interval }) });
      if (!one.sure || interval === undefined || before?.interval === undefined || interval >= upperBound || interval >= before.interval * leastGrowth) continue;
      yield {
        line: one.step.line,
        span: one.step.statement.time?.span ?? one.step.statement.flagsSpan,
        message: say`this window probe follows after ${interval} ms, the one before after ${before.interval} ms: the interval should double each time`,
        related: [{ line: before.last.step.line, span: before.last.step.statement.span, message: say`the probe before` }],
      };
    }
  },
});
