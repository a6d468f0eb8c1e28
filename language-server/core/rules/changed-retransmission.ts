// The same sequence numbers again with something else in them.
import { say } from '../flow/message.ts';
import { RST, SYN } from '../tcp/flags.ts';
import { dataStart, finSeq, has, type Segment } from '../tcp/segment.ts';
import { seqAdd, seqBefore, seqMax, seqOffset, type Seq } from '../tcp/seq.ts';
import { overlapping } from '../tcp/sent-segments.ts';
import { isKeepAlive } from '../tcp/special-segments.ts';
import { placeOf } from './place.ts';
import { explainedBy, rule, type SegmentFault } from './rule.ts';
import type { Situation } from '../timeline/situation.ts';

export const changedRetransmission = rule({
  code: 'changed-retransmission',
  severity: 'error',
  rfc: '9293 §3.4',
  summary: 'the same bytes again, with other content or a FIN elsewhere',
  segment: (situation) => {
    const { segment, sender } = situation;
    if (has(segment, SYN) || has(segment, RST) || isKeepAlive(sender, segment)) return undefined;
    return movedFin(situation) ?? otherContent(situation);
  },
});

/** A FIN stands behind the last byte, and nowhere else. */
const movedFin = ({ segment, sender, from, sent, statement }: Situation): SegmentFault | undefined => {
  const fin = finSeq(segment);
  if (fin === undefined || fin === sender.fin || !seqBefore(fin, sender.snd.nxt)) return undefined;
  // It was acknowledged before any line has sent it.
  if (sender.fin === undefined && sender.unwritten?.right === seqAdd(fin, 1)) return undefined;
  const expected = sender.fin ?? sender.snd.nxt;
  return {
    at: placeOf(statement, statement.seq),
    says: sender.fin === undefined
      ? say`a FIN with number ${sent(fin)}, but ${from} has sent data up to ${sent(expected)}: its FIN is the number after the last byte`
      : say`a FIN with number ${sent(fin)}, but ${from} has sent its FIN with ${sent(expected)}: there it stays`,
    ...(segment.len === 0 ? { fix: `seq=${sent(expected)}` } : {}),
    goOn: { kind: 'meant', without: ['seq'] },
  };
};

const otherContent = ({ segment, sender, from, sent, statement, lineOf }: Situation): SegmentFault | undefined => {
  for (const earlier of overlapping(sender.sent, segment)) {
    const changed = firstChange(earlier.segment, segment);
    if (changed === undefined) continue;
    const related = lineOf(earlier.line, say`sent first here`);
    return {
      at: placeOf(statement, statement.payload),
      says: say`${from} sends byte ${sent(changed)} again with other content: a sequence number always carries the same byte`,
      ...explainedBy(related),
    };
  }
  return undefined;
};

/** Compared only where both segments say what they carry, byte for byte. */
const firstChange = (a: Segment, b: Segment): Seq | undefined => {
  if (a.payload === undefined || b.payload === undefined || a.payload.length !== a.len || b.payload.length !== b.len) return undefined;
  const start = seqMax(dataStart(a), dataStart(b));
  const fromA = seqOffset(dataStart(a), start);
  const fromB = seqOffset(dataStart(b), start);
  const length = Math.min(a.len - fromA, b.len - fromB);
  for (let at = 0; at < length; at++) if (a.payload[fromA + at] !== b.payload[fromB + at]) return seqAdd(start, at);
  return undefined;
};
