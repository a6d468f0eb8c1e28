// A RST in answer to a FIN that comes again, from an end that is in TIME-WAIT just to acknowledge it.
import { say } from '../flow/message.ts';
import { FIN, RST } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { happenings, namesOf, type Received } from './happenings.ts';
import { rule } from './rule.ts';

export const resetInTimeWait = rule({
  code: 'reset-in-time-wait',
  severity: 'warning',
  rfc: '9293 §3.10.7.4',
  summary: 'a RST in answer to a FIN that comes again, instead of an ACK',
  requirements: ['MUST-13'],
  *timeline(timeline) {
    /** What an end heard last, if it has done nothing since. */
    const heard = new Map<number, Received>();
    for (const one of happenings(timeline)) {
      const last = heard.get(one.key);
      heard.delete(one.key);
      if (one.kind === 'arrived') heard.set(one.key, one);
      if (one.kind !== 'sent' || last === undefined || one.own.state !== 'TIME-WAIT' || !has(one.segment, RST) || !has(last.segment, FIN)) continue;
      if (last.before.state !== 'TIME-WAIT' || !one.sure) continue;
      const { from, to } = namesOf(timeline, one.end);
      yield {
        line: one.step.line,
        span: one.step.statement.flagsSpan,
        message: say`${from} is in TIME-WAIT to acknowledge the FIN of ${to} once more, and resets the connection instead`,
        related: [{ line: last.step.line, span: last.step.statement.span, message: say`the FIN again` }],
        fix: '[ACK]',
      };
    }
  },
});
