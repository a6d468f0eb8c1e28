// An acknowledgment that comes half a second or more after the data. Judged only where the flow gives times.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqAfter, type Seq } from '../tcp/seq.ts';
import { lineOf, related, rounded, type SegmentLine } from './happenings.ts';
import { placeOf } from './place.ts';
import { type Follow, following, rule } from './rule.ts';

/** RFC 9293 §3.8.6.3: an ACK is delayed by less than this, milliseconds. */
const longestDelay = 500;

interface Memory {
  /** What came in order and is not acknowledged yet, by side: the oldest of it. */
  readonly waiting: readonly (Waiting | undefined)[];
  /** The shortest time that an answer has taken, milliseconds. */
  readonly quickest?: number;
}

interface Waiting {
  readonly line: SegmentLine;
  readonly nxt: Seq;
  readonly at: number | undefined;
  /** Of the connection that it belongs to. */
  readonly irs: Seq | undefined;
  readonly isData: boolean;
  /** The time is that of its arrival, not that of its leaving. */
  readonly late: boolean;
}

const none: Memory = { waiting: [undefined, undefined] };

const follow: Follow<Memory> = (memory = none, one) => {
  if (one.kind !== 'arrived' && one.kind !== 'sent') return { memory };
  // What an earlier connection of these ends has left behind is forgotten with it.
  const last = memory.waiting[one.side];
  const waits = last?.irs === (one.kind === 'arrived' ? one.before.irs : one.own.irs) ? last : undefined;
  const waiting = (next: Waiting | undefined): Memory => ({ ...memory, waiting: memory.waiting.with(one.side, next) });
  if (one.kind === 'arrived') {
    if (one.outcome !== 'accepted' || waits !== undefined) return { memory };
    return { memory: waiting({ line: lineOf(one), nxt: one.before.rcv.nxt, at: one.at, irs: one.after.irs, isData: one.segment.len > 0 && !has(one.segment, SYN), late: one.late }) };
  }
  if (waits === undefined || !has(one.segment, ACK) || has(one.segment, RST) || (waits.isData && !seqAfter(one.segment.ack, waits.nxt))) return { memory };
  // A line that is wrong may never have been sent.
  if (!one.right) return { memory: waiting({ ...waits, at: undefined }) };
  const answered = waiting(undefined);
  if (waits.at === undefined || one.at === undefined) return { memory: answered };
  const took = one.at - waits.at;
  const { quickest } = memory;
  const next = waits.late ? answered : { ...answered, quickest: Math.min(took, quickest ?? Infinity) };
  // Whoever writes when segments leave lets all answers be late by the time that the path takes: what the quickest one took.
  if (!one.sure || !waits.isData || quickest === undefined || took - quickest < longestDelay) return { memory: next };
  return {
    memory: next,
    finding: {
      line: one.placed.line,
      span: placeOf(one.statement, one.statement.time),
      message: say`this acknowledges data ${rounded(took)} ms after it has arrived: an ACK is delayed by less than ${longestDelay} ms`,
      related: [{ ...related(waits.line), message: say`the data` }],
    },
  };
};

export const lateAck = rule({
  code: 'late-ack',
  severity: 'warning',
  rfc: '9293 §3.8.6.3',
  summary: 'data is acknowledged half a second or more after it has arrived',
  requirements: ['MUST-40'],
  follow: following(follow),
});
