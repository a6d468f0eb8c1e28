// An acknowledgment that comes half a second or more after the data. Judged only where the flow gives times.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqAfter } from '../tcp/seq.ts';
import { happenings, peerKey, type Received, type Sent } from './happenings.ts';
import { rule } from './rule.ts';

/** RFC 9293 §3.8.6.3: an ACK is delayed by less than this, milliseconds. */
const longestDelay = 500;

export const lateAck = rule({
  code: 'late-ack',
  severity: 'warning',
  rfc: '9293 §3.8.6.3',
  summary: 'data is acknowledged half a second or more after it has arrived',
  requirements: ['MUST-40'],
  *timeline(timeline) {
    /** Data that came in order and is not acknowledged yet, oldest first, by end. */
    const waiting = new Map<number, Received>();
    const answered: Answer[] = [];
    for (const one of happenings(timeline)) {
      if (one.kind === 'arrived' && one.outcome === 'accepted' && one.segment.len > 0 && !has(one.segment, SYN) && !waiting.has(one.key)) waiting.set(one.key, one);
      if (one.kind !== 'sent' || !has(one.segment, ACK) || has(one.segment, RST)) continue;
      const data = waiting.get(one.key);
      if (data === undefined || !seqAfter(one.segment.ack, data.before.rcv.nxt)) continue;
      waiting.delete(one.key);
      if (data.at !== undefined && one.at !== undefined) answered.push({ data, ack: one, took: one.at - data.at });
    }
    const quickest = twoQuickest(answered);
    for (const answer of answered) {
      const { data, ack, took } = answer;
      // Whoever writes when segments leave lets all answers be late by the time that the path takes: what the quickest one took.
      const [first, second] = quickest.get(pairOf(answer))!;
      const path = first === took ? second ?? 0 : first;
      if (!ack.sure || took - path < longestDelay) continue;
      yield {
        line: ack.step.line,
        span: ack.step.statement.time?.span ?? ack.step.statement.flagsSpan,
        message: say`this acknowledges data ${took} ms after it has arrived: an ACK is delayed by less than ${longestDelay} ms`,
        related: [{ line: data.step.line, span: data.step.statement.span, message: say`the data` }],
      };
    }
  },
});

interface Answer {
  readonly data: Received;
  readonly ack: Sent;
  /** Milliseconds. */
  readonly took: number;
}

/** Both ends of a connection share the path. */
const pairOf = ({ ack: { key } }: Answer): number => Math.min(key, peerKey(key));

/** The shortest time and the next one, by connection. */
const twoQuickest = (answered: readonly Answer[]): ReadonlyMap<number, readonly [number, number | undefined]> => {
  const quickest = new Map<number, readonly [number, number | undefined]>();
  for (const answer of answered) {
    const [first, second] = quickest.get(pairOf(answer)) ?? [Infinity, undefined];
    quickest.set(pairOf(answer), answer.took < first
      ? [answer.took, first === Infinity ? undefined : first]
      : [first, second === undefined ? answer.took : Math.min(second, answer.took)]);
  }
  return quickest;
};
