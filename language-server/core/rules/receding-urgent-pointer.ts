// An urgent pointer that moves back while what it pointed to is still ahead.
import { say } from '../flow/message.ts';
import { URG } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqAdd, seqAfter, seqBefore, type Seq } from '../tcp/seq.ts';
import { lineOf, numberOf, related, type SegmentLine } from './happenings.ts';
import { placeOf } from './place.ts';
import { eachEnd, following, rule } from './rule.ts';

/** Where urgent data reaches to that is not acknowledged. */
interface Memory {
  readonly point: Seq;
  readonly line: SegmentLine;
}

export const recedingUrgentPointer = rule({
  code: 'receding-urgent-pointer',
  severity: 'warning',
  rfc: '9293 §3.8.5',
  summary: 'an urgent pointer behind the one before',
  requirements: ['MUST-62'],
  follow: following(eachEnd<Memory>((memory, one, scene) => {
    if (one.kind === 'arrived') return { memory: memory !== undefined && seqAfter(memory.point, one.after.snd.una) ? memory : undefined };
    if (one.kind !== 'sent' || !has(one.segment, URG) || one.segment.urg === 0) return { memory };
    const { segment, own, side } = one;
    const point = seqAdd(segment.seq, segment.urg);
    // A copy of an older segment has its older pointer.
    if (!one.sure || seqBefore(segment.seq, own.snd.nxt)) return { memory };
    if (memory === undefined || !seqBefore(point, memory.point)) return { memory: { point, line: lineOf(one) } };
    return {
      memory,
      finding: {
        line: one.placed.line,
        span: placeOf(one.statement, one.statement.urg),
        message: say`the urgent data ends at ${numberOf(scene, side, point)} here, but it has reached to ${numberOf(scene, side, memory.point)} before: an urgent pointer does not move back`,
        related: [{ ...related(memory.line), message: say`it was further here` }],
      },
    };
  })),
});
