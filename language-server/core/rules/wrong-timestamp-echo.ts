// An echo of a timestamp that was received, but is not the one to echo.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { negotiated } from '../tcp/tcb.ts';
import { happenings, namesOf } from './happenings.ts';
import { rule } from './rule.ts';

export const wrongTimestampEcho = rule({
  code: 'wrong-timestamp-echo',
  severity: 'warning',
  rfc: '7323 §4.3',
  summary: 'TSecr is not the timestamp that was received last in order',
  *timeline(timeline) {
    for (const one of happenings(timeline)) {
      if (one.kind !== 'sent' || !one.sure || !has(one.segment, ACK) || has(one.segment, RST) || has(one.segment, SYN)) continue;
      const { tsecr } = one.step.statement;
      const { tsRecent } = one.own;
      // After a simultaneous open either SYN of the peer may count as the one that was acknowledged.
      const crossed = one.own.opened === 'active' && one.peer.opened === 'active';
      // What was kept above a gap, or came to a closed window, may or may not have been taken.
      const open = one.own.rcv.kept.length > 0 || one.own.lastWnd === 0;
      if (tsecr === undefined || tsRecent === undefined || crossed || open || !negotiated(one.own).timestamps || tsecr.value === tsRecent) continue;
      const { from, to } = namesOf(timeline, one.end);
      yield {
        line: one.step.line,
        span: tsecr.span,
        message: say`tsecr is ${tsecr.value}, but ${from} has received ${tsRecent} from ${to} with what it acknowledges: that is what it echoes`,
        fix: `tsecr=${tsRecent}`,
      };
    }
  },
});
