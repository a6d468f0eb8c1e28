// A fast retransmission on fewer than three duplicate ACKs. Judged only where the flow's times rule out that the timer did it.
import { say } from '../flow/message.ts';
import { RST, SYN } from '../tcp/flags.ts';
import { has, isPureAck, segLen } from '../tcp/segment.ts';
import { seqBefore } from '../tcp/seq.ts';
import { negotiated } from '../tcp/tcb.ts';
import { isSynchronized } from '../tcp/state.ts';
import { happenings, type Received, type Sent } from './happenings.ts';
import { rule } from './rule.ts';

/** No common timer is shorter than this, milliseconds; RFC 6298 §2.4 asks for a second. */
const shortestTimeout = 200;

export const earlyFastRetransmission = rule({
  code: 'early-fast-retransmission',
  severity: 'hint',
  rfc: '5681 §3.2',
  summary: 'a fast retransmission after fewer than three duplicate ACKs',
  *timeline(timeline) {
    const duplicates = new Map<number, readonly Received[]>();
    const latest = new Map<number, Sent>();
    for (const one of happenings(timeline)) {
      if (one.kind === 'timeout') duplicates.delete(one.key);
      if (one.kind === 'arrived') {
        if (one.before.snd.una !== one.after.snd.una) duplicates.delete(one.key);
        else if (isDuplicate(one)) duplicates.set(one.key, [...(duplicates.get(one.key) ?? []).slice(-3), one]);
      }
      if (one.kind !== 'sent' || segLen(one.segment) === 0 || has(one.segment, RST) || has(one.segment, SYN)) continue;
      const { segment, own, key } = one;
      const seen = duplicates.get(key) ?? [];
      const first = latest.get(key);
      if (!seqBefore(segment.seq, own.snd.nxt)) {
        if (segment.seq === own.snd.una) latest.set(key, one);
        continue;
      }
      // RFC 5827 and RFC 8985 may do with fewer where little is in flight, or where SACK tells more.
      const tooFew = seen.length > 0 && seen.length < 3 && own.sent.length > 3 && !negotiated(own).maySendSack;
      if (segment.seq !== own.snd.una || !tooFew || !one.sure || one.at === undefined || first?.segment.seq !== segment.seq) continue;
      if (first.at === undefined || one.at - first.at >= shortestTimeout) continue;
      yield {
        line: one.step.line,
        span: one.step.statement.seq?.span ?? one.step.statement.flagsSpan,
        message: say`sent again after ${seen.length} duplicate ACKs and ${one.at - first.at} ms: a fast retransmission waits for the third duplicate, and the timer is longer`,
        related: seen.map(({ step }) => ({ line: step.line, span: step.statement.span, message: say`a duplicate ACK` })),
      };
    }
  },
});

/** RFC 5681 §2: data is outstanding, and nothing but the acknowledgment of SND.UNA arrives, with the window as it was. */
const isDuplicate = ({ segment, before, after }: Received): boolean =>
  isSynchronized(before.state) && isPureAck(segment) && segment.ack === before.snd.una && before.snd.una !== before.snd.nxt && before.snd.wnd === after.snd.wnd;
