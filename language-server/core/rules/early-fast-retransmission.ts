// A fast retransmission on fewer than three duplicate ACKs. Judged only where the flow's times rule out that the timer did it.
import { say } from '../flow/message.ts';
import { isPureAck, segLen } from '../tcp/segment.ts';
import { seqBefore } from '../tcp/seq.ts';
import { lineOf, related, rounded, type Received, type SegmentLine } from './happenings.ts';
import { placeOf } from './place.ts';
import { eachEnd, forgotten, following, rule } from './rule.ts';

/** No common timer is shorter than this, milliseconds; RFC 6298 §2.4 asks for a second. */
export const shortestTimeout = 200;

/** Of the segment at SND.UNA. */
interface Memory {
  /** When it was sent first, milliseconds. */
  readonly at: number | undefined;
  /** Duplicate ACKs that have arrived since, three at most. */
  readonly duplicates: readonly SegmentLine[];
}

export const earlyFastRetransmission = rule({
  code: 'early-fast-retransmission',
  severity: 'hint',
  rfc: '5681 §3.2',
  summary: 'a fast retransmission after fewer than three duplicate ACKs',
  follow: following(eachEnd<Memory>((memory, one) => {
    if (one.kind === 'timeout') return forgotten;
    if (one.kind === 'arrived') {
      const told = one.before.snd.una !== one.after.snd.una || one.segment.options.sack !== undefined;
      if (told) return forgotten;
      if (memory === undefined || memory.duplicates.length === 3 || !isDuplicate(one)) return { memory };
      return { memory: { ...memory, duplicates: [...memory.duplicates, lineOf(one)] } };
    }
    if (one.kind !== 'sent' || segLen(one.segment) === 0) return { memory };
    const { segment, own, at } = one;
    if (!seqBefore(segment.seq, own.snd.nxt)) return { memory: segment.seq === own.snd.una ? { at, duplicates: [] } : memory };
    if (segment.seq !== own.snd.una || memory === undefined) return { memory };
    const { duplicates } = memory;
    // RFC 5827 and RFC 8985 may do with fewer where little is in flight, or where SACK tells more: who permitted it hears it.
    const tooFew = duplicates.length > 0 && duplicates.length < 3 && own.sent.length > 3 && own.synOptions?.sackPermitted !== true;
    const after = at === undefined || memory.at === undefined ? Infinity : at - memory.at;
    if (!tooFew || !one.sure || after >= shortestTimeout) return forgotten;
    return {
      memory: undefined,
      finding: {
        line: one.placed.line,
        span: placeOf(one.statement, one.statement.seq),
        message: say`sent again after ${duplicates.length} of 3 duplicate ACKs and ${rounded(after)} ms: a fast retransmission waits for the third, and the timer is longer`,
        related: duplicates.map((line) => ({ ...related(line), message: say`a duplicate ACK` })),
      },
    };
  })),
});

/** RFC 5681 §2: while data is outstanding nothing but the acknowledgment of SND.UNA arrives, with the window as it was. */
const isDuplicate = ({ segment, before, after }: Received): boolean =>
  isPureAck(segment) && segment.ack === before.snd.una && before.snd.wnd === after.snd.wnd;
