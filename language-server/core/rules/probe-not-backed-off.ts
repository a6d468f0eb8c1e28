// Window probes at a steady or quickening pace. Judged only where the flow gives times.
import { say } from '../flow/message.ts';
import { isWindowProbe } from '../tcp/special-segments.ts';
import { lineOf, related, rounded, type SegmentLine } from './happenings.ts';
import { placeOf } from './place.ts';
import { eachEnd, following, rule } from './rule.ts';

/** Probe intervals double; a quarter less may be rounding, and an implementation may have an upper bound, milliseconds. */
const leastGrowth = 1.5;
const upperBound = 60_000;

interface Memory {
  readonly last: SegmentLine;
  readonly at: number | undefined;
  /** Between the last two probes, milliseconds. */
  readonly interval?: number | undefined;
}

export const probeNotBackedOff = rule({
  code: 'probe-not-backed-off',
  severity: 'hint',
  rfc: '9293 §3.8.6.1',
  summary: 'window probes whose interval does not grow',
  requirements: ['SHLD-30'],
  follow: following(eachEnd<Memory>((memory, one) => {
    if (one.kind === 'arrived') return { memory: one.after.snd.wnd > 0 || one.after.snd.una !== one.before.snd.una ? undefined : memory };
    if (one.kind !== 'sent' || !isWindowProbe(one.own, one.segment)) return { memory };
    const interval = one.at === undefined || memory?.at === undefined ? undefined : one.at - memory.at;
    const next = { last: lineOf(one), at: one.at, interval };
    if (!one.sure || interval === undefined || memory?.interval === undefined) return { memory: next };
    if (interval >= upperBound || interval >= memory.interval * leastGrowth) return { memory: next };
    return {
      memory: next,
      finding: {
        line: one.placed.line,
        span: placeOf(one.statement, one.statement.time),
        message: say`this window probe follows after ${rounded(interval)} ms, the one before after ${rounded(memory.interval)} ms: the interval should double each time`,
        related: [{ ...related(memory.last), message: say`the probe before` }],
      },
    };
  })),
});
