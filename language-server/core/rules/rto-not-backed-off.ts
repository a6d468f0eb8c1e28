// A retransmission timer that does not double. Judged only where the flow gives times, and only what nothing but the timer explains.
import { say } from '../flow/message.ts';
import { SYN } from '../tcp/flags.ts';
import { has, segLen } from '../tcp/segment.ts';
import { seqBefore, type Seq } from '../tcp/seq.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { lineOf, related, rounded, type SegmentLine } from './happenings.ts';
import { placeOf } from './place.ts';
import { eachEnd, following, rule } from './rule.ts';

/** RFC 6298 §5.5 doubles the timer; a quarter less may be rounding, and what is at the upper bound stays there (§2.5), milliseconds. */
const leastGrowth = 1.5;
const upperBound = 60_000;

/** What an end has been sending again since its peer acknowledged something. */
interface Memory {
  readonly timedOut: boolean;
  readonly seq?: Seq;
  readonly last?: SegmentLine;
  readonly at?: number | undefined;
  /** The flow says that the timer ran out the last time. */
  readonly byTimer?: boolean;
  /** How often it was sent again. */
  readonly times: number;
  /** Between the last two times, milliseconds. */
  readonly interval?: number | undefined;
}

export const rtoNotBackedOff = rule({
  code: 'rto-not-backed-off',
  severity: 'warning',
  rfc: '6298 §5.5',
  summary: 'the second retransmission of a segment follows as quickly as the first',
  requirements: ['MUST-18', 'MUST-19', 'MUST-22'],
  follow: following(eachEnd<Memory>((memory, one) => {
    if (one.kind === 'timeout' && one.timer === 'retransmission') return { memory: { ...memory, times: memory?.times ?? 0, timedOut: true } };
    if (one.kind === 'arrived') {
      // A SYN,ACK answers each SYN that comes again; a SACK tells what is lost long before the timer would (RFC 8985).
      const explains = one.before.snd.una !== one.after.snd.una || has(one.segment, SYN) || one.segment.options.sack !== undefined;
      return { memory: explains ? undefined : memory };
    }
    if (one.kind !== 'sent' || segLen(one.segment) === 0) return { memory };
    // A line that is wrong may never have been sent, or have been sent when it says: from when on the timer has run is not known then.
    if (!one.right) return { memory: memory && { ...memory, at: undefined } };
    const { segment, own, at, placed } = one;
    if (isKeepAlive(own, segment) || isWindowProbe(own, segment)) return { memory };
    const byTimer = memory?.timedOut === true;
    const now = { timedOut: false, seq: segment.seq, last: lineOf(one), at, byTimer };
    if (memory?.last === undefined || memory.seq !== segment.seq) {
      if (segment.seq === own.snd.una || own.sent.length === 0) return { memory: { ...now, times: 0 } };
      // A tail loss probe starts the timer anew (RFC 8985 §7.3).
      const probesTail = memory?.times === 0 && seqBefore(segment.seq, own.snd.nxt);
      return { memory: probesTail ? { ...memory, at } : memory };
    }
    const interval = at === undefined || memory.at === undefined ? undefined : at - memory.at;
    // No timer runs out at once.
    if (interval === 0) return { memory };
    const times = memory.times + 1;
    const next = { ...now, times, interval };
    if (interval === undefined || memory.interval === undefined || !one.sure || interval >= upperBound) return { memory: next };
    // A tail loss probe goes before the timer, and a new Linux repeats its first SYNs at a steady pace.
    const isSure = has(segment, SYN) ? times > 5 : (byTimer && memory.byTimer === true) || times > 2;
    if (!isSure || interval >= memory.interval * leastGrowth) return { memory: next };
    return {
      memory: next,
      finding: {
        line: placed.line,
        span: placeOf(one.statement, one.statement.time),
        message: say`sent again after ${rounded(interval)} ms, and the time before after ${rounded(memory.interval)} ms: the timer doubles each time that it runs out`,
        related: [{ ...related(memory.last), message: say`sent here before` }],
      },
    };
  })),
});
