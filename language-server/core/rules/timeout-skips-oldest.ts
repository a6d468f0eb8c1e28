// A retransmission timer that runs out, and something else is sent again than what has waited longest.
import { say } from '../flow/message.ts';
import { FIN, RST } from '../tcp/flags.ts';
import { has, segLen } from '../tcp/segment.ts';
import { seqAfter, seqBefore } from '../tcp/seq.ts';
import { seqText } from '../timeline/numbers.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { happenings } from './happenings.ts';
import { rule } from './rule.ts';

export const timeoutSkipsOldest = rule({
  code: 'timeout-skips-oldest',
  severity: 'warning',
  rfc: '6298 §5.4',
  summary: 'the retransmission timer ran out, and not the oldest segment is sent again',
  requirements: ['MUST-18'],
  *timeline(timeline) {
    /** The line in which an end's timer ran out, until it sends or something is acknowledged. */
    const expired = new Map<number, { readonly line: number; readonly span: { readonly start: number; readonly end: number } }>();
    for (const one of happenings(timeline)) {
      if (one.kind === 'timeout' && one.step.statement.timer === 'retransmission' && one.step.running) expired.set(one.key, { line: one.step.line, span: one.step.statement.span });
      if (one.kind === 'arrived') expired.delete(one.key);
      if (one.kind !== 'sent' || segLen(one.segment) === 0 || has(one.segment, RST)) continue;
      const timeout = expired.get(one.key);
      expired.delete(one.key);
      const { own, segment, step, end } = one;
      const again = seqBefore(segment.seq, own.snd.nxt) && !isKeepAlive(own, segment) && !isWindowProbe(own, segment);
      // In front of a closed window a lone FIN may be all that one can send.
      if (timeout === undefined || !one.sure || !again || !seqAfter(segment.seq, own.snd.una) || (segment.len === 0 && has(segment, FIN) && own.snd.wnd === 0)) continue;
      const endpoint = timeline.endpoints[timeline.connections[end.connection]!.ends[end.side].endpoint]!;
      yield {
        line: step.line,
        span: step.statement.seq?.span ?? step.statement.flagsSpan,
        message: say`the timer of ${endpoint.name} ran out, and what has waited longest starts at ${seqText(endpoint, own.snd.una)}: that is sent again first`,
        related: [{ ...timeout, message: say`the timer ran out here` }],
        fix: `seq=${seqText(endpoint, own.snd.una)}`,
      };
    }
  },
});
