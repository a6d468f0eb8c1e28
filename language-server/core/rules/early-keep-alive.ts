// A keep-alive on a connection that was idle for less than two hours. Judged only where the flow gives times.
import { say } from '../flow/message.ts';
import { isKeepAlive } from '../tcp/special-segments.ts';
import { happenings, peerKey } from './happenings.ts';
import { rule } from './rule.ts';

/** RFC 9293 MUST-28: the default interval, milliseconds. */
const interval = 2 * 60 * 60 * 1000;

export const earlyKeepAlive = rule({
  code: 'early-keep-alive',
  severity: 'hint',
  rfc: '9293 §3.8.4',
  summary: 'a keep-alive before the connection was idle for two hours',
  requirements: ['MUST-26', 'MUST-28'],
  *timeline(timeline) {
    /** When something arrived last at an end, and whether it has probed since. */
    const heard = new Map<number, { readonly at: number | undefined; readonly line: number; readonly probed: boolean }>();
    for (const one of happenings(timeline)) {
      if (one.kind === 'arrived') {
        // The answer to a keep-alive does not end the idleness.
        const probed = heard.get(one.key)?.probed === true && one.segment.len === 0;
        heard.set(one.key, { at: one.at, line: one.step.line, probed });
        if (one.segment.len > 0) heard.delete(peerKey(one.key));
      }
      if (one.kind !== 'sent' || !isKeepAlive(one.own, one.segment)) continue;
      const last = heard.get(one.key);
      if (last === undefined) continue;
      heard.set(one.key, { ...last, probed: true });
      if (last.probed || !one.sure || one.at === undefined || last.at === undefined || one.at - last.at >= interval) continue;
      const idle = (one.at - last.at) / 1000;
      yield {
        line: one.step.line,
        span: one.step.statement.time?.span ?? one.step.statement.flagsSpan,
        message: say`a keep-alive after ${idle} s of idleness: unless the application asks for less, it is two hours`,
      };
    }
  },
});
