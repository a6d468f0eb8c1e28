// A SYN that is sent again before the first second is over. Judged only where the flow gives times.
import { say } from '../flow/message.ts';
import { ACK, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { happenings, type Sent } from './happenings.ts';
import { rule } from './rule.ts';

/** RFC 6298 §2.1: the timer before any round trip was measured, milliseconds. A clock may be a little fast. */
const firstTimeout = 1000;
const tolerance = 50;

export const earlySynRetransmission = rule({
  code: 'early-syn-retransmission',
  severity: 'hint',
  rfc: '6298 §2',
  summary: 'a SYN is sent again in less than a second',
  requirements: ['MUST-18', 'MUST-22'],
  *timeline(timeline) {
    const latest = new Map<number, Sent>();
    for (const one of happenings(timeline)) {
      if (one.kind !== 'sent' || !has(one.segment, SYN) || has(one.segment, ACK)) continue;
      const before = latest.get(one.key);
      latest.set(one.key, one);
      const again = before?.segment.seq === one.segment.seq && one.own.state === 'SYN-SENT';
      if (!again || !one.sure || one.at === undefined || before.at === undefined) continue;
      const interval = one.at - before.at;
      if (interval >= firstTimeout - tolerance) continue;
      yield {
        line: one.step.line,
        span: one.step.statement.time?.span ?? one.step.statement.flagsSpan,
        message: say`the SYN is sent again after ${interval} ms: before a round trip is measured the timer should be at least ${firstTimeout} ms`,
        related: [{ line: before.step.line, span: before.step.statement.span, message: say`sent here before` }],
      };
    }
  },
});
