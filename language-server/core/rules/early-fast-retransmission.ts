// A fast retransmission on fewer than three duplicate ACKs. Judged only where the flow's times rule out that the timer did it.
import { say } from '../flow/message.ts';
import { RST, SYN } from '../tcp/flags.ts';
import { has, isPureAck, segLen } from '../tcp/segment.ts';
import { seqBefore, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { lineOf, related, type Received, type SegmentLine } from './happenings.ts';
import { eachEnd, following, rule } from './rule.ts';

/** No common timer is shorter than this, milliseconds; RFC 6298 §2.4 asks for a second. */
const shortestTimeout = 200;

interface Memory {
  /** The segment at SND.UNA when it was sent first. */
  readonly first?: { readonly seq: Seq; readonly at: number | undefined };
  /** Duplicate ACKs that have arrived since, three at most. */
  readonly duplicates: readonly SegmentLine[];
  /** What was sent when something was sent again: until it is acknowledged, each acknowledgment of less asks for more (RFC 6582 §3.2). */
  readonly recover?: Seq;
}

export const earlyFastRetransmission = rule({
  code: 'early-fast-retransmission',
  severity: 'hint',
  rfc: '5681 §3.2',
  summary: 'a fast retransmission after fewer than three duplicate ACKs',
  follow: following(eachEnd<Memory>((memory, one) => {
    if (one.kind === 'timeout') return { memory: undefined };
    if (one.kind === 'arrived') {
      const { una } = one.after.snd;
      const recover = memory?.recover;
      const told = one.before.snd.una !== una || one.segment.options.sack !== undefined;
      if (told) return { memory: recover !== undefined && seqBefore(una, recover) ? { duplicates: [], recover } : undefined };
      if (memory === undefined || memory.duplicates.length === 3 || !isDuplicate(one)) return { memory };
      return { memory: { ...memory, duplicates: [...memory.duplicates, lineOf(one)] } };
    }
    if (one.kind !== 'sent' || segLen(one.segment) === 0 || has(one.segment, RST) || has(one.segment, SYN)) return { memory };
    const { segment, own, at } = one;
    if (!seqBefore(segment.seq, own.snd.nxt)) return { memory: segment.seq === own.snd.una ? { ...memory, first: { seq: segment.seq, at }, duplicates: [] } : memory };
    const recovering: Memory = { duplicates: [], recover: own.snd.nxt };
    if (segment.seq !== own.snd.una || memory === undefined || memory.recover !== undefined) return { memory: { duplicates: memory?.duplicates ?? [], recover: own.snd.nxt } };
    const { first, duplicates } = memory;
    // RFC 5827 and RFC 8985 may do with fewer where little is in flight, or where SACK tells more: who permitted it hears it.
    const tooFew = duplicates.length > 0 && duplicates.length < 3 && own.sent.length > 3 && own.synOptions?.sackPermitted !== true;
    const inTime = first?.seq === segment.seq && first.at !== undefined && at !== undefined && at - first.at < shortestTimeout;
    if (!tooFew || !one.sure || !inTime) return { memory: recovering };
    return {
      memory: recovering,
      finding: {
        line: one.placed.line,
        span: one.statement.seq?.span ?? one.statement.flagsSpan,
        message: say`sent again after ${duplicates.length} duplicate ACKs and ${Math.round((at - first.at!) * 1000) / 1000} ms: a fast retransmission waits for the third duplicate, and the timer is longer`,
        related: duplicates.map((line) => ({ ...related(line), message: say`a duplicate ACK` })),
      },
    };
  })),
});

/** RFC 5681 §2: data is outstanding, and nothing but the acknowledgment of SND.UNA arrives, with the window as it was. */
const isDuplicate = ({ segment, before, after }: Received): boolean =>
  isSynchronized(before.state) && isPureAck(segment) && segment.ack === before.snd.una && before.snd.una !== before.snd.nxt && before.snd.wnd === after.snd.wnd;
