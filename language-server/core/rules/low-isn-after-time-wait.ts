// A connection that takes the place of one in TIME-WAIT, with numbers that the old one has used.
import { say } from '../flow/message.ts';
import { ACK, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqAfter, seqAdd, type Seq } from '../tcp/seq.ts';
import { seqText } from '../timeline/numbers.ts';
import type { SegmentStep } from '../timeline/timeline.ts';
import { happenings } from './happenings.ts';
import { rule } from './rule.ts';

export const lowIsnAfterTimeWait = rule({
  code: 'low-isn-after-time-wait',
  severity: 'warning',
  rfc: '9293 §3.6.1',
  summary: 'a new connection out of TIME-WAIT with an ISN that the old one has passed',
  requirements: ['MAY-2', 'MUST-13'],
  *timeline(timeline) {
    /** SND.NXT of the connection that was in TIME-WAIT, by end. */
    const used = new Map<number, { readonly nxt: Seq; readonly syn: SegmentStep }>();
    for (const one of happenings(timeline)) {
      if (one.kind === 'arrived' && one.before.state === 'TIME-WAIT' && one.after.state === 'SYN-RECEIVED') {
        used.set(one.key, { nxt: one.before.snd.nxt, syn: one.step });
      }
      if (one.kind !== 'sent' || !has(one.segment, SYN) || !has(one.segment, ACK)) continue;
      const old = used.get(one.key);
      const { statement, line } = one.step;
      // A number that is not written out is not held against anyone, and 0 may be relative to the beginning.
      if (old === undefined || statement.seq === undefined || one.segment.seq === 0 || !one.sure || seqAfter(one.segment.seq, seqAdd(old.nxt, -1))) continue;
      const endpoint = timeline.endpoints[timeline.connections[one.end.connection]!.ends[one.end.side].endpoint]!;
      yield {
        line,
        span: statement.seq.span,
        message: say`${endpoint.name} begins with ${seqText(endpoint, one.segment.seq)}, but the connection that it had in TIME-WAIT has used everything before ${seqText(endpoint, old.nxt)}: a new one must begin beyond`,
        related: [{ line: old.syn.line, span: old.syn.statement.span, message: say`this SYN ended TIME-WAIT` }],
      };
    }
  },
});
