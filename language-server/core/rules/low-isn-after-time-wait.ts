// A connection that takes the place of one in TIME-WAIT, with numbers that the old one has used.
import { say } from '../flow/message.ts';
import { ACK, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqBefore, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { lineOf, nameOf, numberOf, related, type SegmentLine } from './happenings.ts';
import { placeOf } from './place.ts';
import { eachEnd, following, rule } from './rule.ts';

/** SND.NXT of the connection that was in TIME-WAIT, and the SYN that ended it. */
interface Memory {
  readonly nxt: Seq;
  readonly syn: SegmentLine;
}

export const lowIsnAfterTimeWait = rule({
  code: 'low-isn-after-time-wait',
  severity: 'warning',
  rfc: '9293 §3.6.1',
  summary: 'a new connection out of TIME-WAIT with an ISN that the old one has passed',
  requirements: ['MAY-2', 'MUST-13'],
  follow: following(eachEnd<Memory>((memory, one, scene) => {
    if (one.kind === 'arrived') {
      if (one.before.state === 'TIME-WAIT' && one.after.state === 'SYN-RECEIVED') return { memory: { nxt: one.before.snd.nxt, syn: lineOf(one) } };
      return { memory: isSynchronized(one.after.state) ? undefined : memory };
    }
    if (one.kind !== 'sent' || memory === undefined || !has(one.segment, SYN) || !has(one.segment, ACK)) return { memory };
    const { statement, segment, side, placed } = one;
    // A number that is not written out is not held against anyone, and 0 may be relative to the beginning.
    if (segment.seq === 0 || !one.sure || !seqBefore(segment.seq, memory.nxt)) return { memory };
    return {
      memory,
      finding: {
        line: placed.line,
        span: placeOf(statement, statement.seq),
        message: say`${nameOf(scene, side)} begins with ${numberOf(scene, side, segment.seq)}, but the connection that it had in TIME-WAIT has used everything before ${numberOf(scene, side, memory.nxt)}: a new one must begin beyond`,
        related: [{ ...related(memory.syn), message: say`this SYN ended TIME-WAIT` }],
      },
    };
  })),
});
