// An urgent pointer that moves back while what it pointed to is still ahead.
import { say } from '../flow/message.ts';
import { URG } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqAdd, seqAfter, seqBefore, type Seq } from '../tcp/seq.ts';
import { seqText } from '../timeline/numbers.ts';
import { happenings, type Sent } from './happenings.ts';
import { rule } from './rule.ts';

export const recedingUrgentPointer = rule({
  code: 'receding-urgent-pointer',
  severity: 'warning',
  rfc: '9293 §3.8.5',
  summary: 'an urgent pointer behind the one before',
  requirements: ['MUST-62'],
  *timeline(timeline) {
    const furthest = new Map<number, { readonly point: Seq; readonly sent: Sent }>();
    for (const one of happenings(timeline)) {
      if (one.kind !== 'sent' || !has(one.segment, URG) || one.segment.urg === 0) continue;
      const { segment, own, key, step, end } = one;
      const point = seqAdd(segment.seq, segment.urg);
      const before = furthest.get(key);
      if (before === undefined || !seqBefore(point, before.point)) {
        furthest.set(key, { point, sent: one });
        continue;
      }
      // A copy of an older segment has its older pointer.
      if (!one.sure || !seqAfter(before.point, own.snd.una) || seqBefore(segment.seq, own.snd.nxt)) continue;
      const endpoint = timeline.endpoints[timeline.connections[end.connection]!.ends[end.side].endpoint];
      yield {
        line: step.line,
        span: step.statement.urg?.span ?? step.statement.flagsSpan,
        message: say`the urgent data ends at ${seqText(endpoint, point)} here, but it has reached to ${seqText(endpoint, before.point)} before: an urgent pointer does not move back`,
        related: [{ line: before.sent.step.line, span: before.sent.step.statement.span, message: say`it was further here` }],
      };
    }
  },
});
