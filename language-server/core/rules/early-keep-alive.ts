// A keep-alive on a connection that was idle for less than two hours. Judged only where the flow gives times.
import { say } from '../flow/message.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { rounded } from './happenings.ts';
import { placeOf } from './place.ts';
import { eachEnd, following, rule } from './rule.ts';

/** RFC 9293 MUST-28: the default interval, milliseconds. */
const interval = 2 * 60 * 60 * 1000;

/** When something arrived last, milliseconds, where that is known, and whether the end has probed since. */
interface Memory {
  readonly at?: number | undefined;
  readonly probed: boolean;
}

export const earlyKeepAlive = rule({
  code: 'early-keep-alive',
  severity: 'hint',
  rfc: '9293 §3.8.4',
  summary: 'a keep-alive before the connection was idle for two hours',
  requirements: ['MUST-26', 'MUST-28'],
  follow: following(eachEnd<Memory>((memory, one) => {
    if (one.kind === 'arrived') {
      // The answer to a keep-alive does not end the idleness.
      return { memory: { at: one.at, probed: memory?.probed === true && one.segment.len === 0 } };
    }
    if (one.kind !== 'sent') return { memory };
    // Linux probes a closed window with the same segment.
    if (!isKeepAlive(one.own, one.segment) || isWindowProbe(one.own, one.segment)) return { memory };
    const next = { probed: true };
    if (memory?.at === undefined || memory.probed || !one.sure || one.at === undefined || one.at - memory.at >= interval) return { memory: next };
    return {
      memory: next,
      finding: {
        line: one.placed.line,
        span: placeOf(one.statement, one.statement.time),
        message: say`a keep-alive after ${rounded((one.at - memory.at) / 1000)} s of idleness: unless the application asks for less, it is two hours`,
      },
    };
  })),
});
