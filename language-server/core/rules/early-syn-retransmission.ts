// A SYN that is sent again before the first second is over. Judged only where the flow gives times.
import { say } from '../flow/message.ts';
import { SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import type { Seq } from '../tcp/seq.ts';
import { lineOf, related, rounded, type SegmentLine } from './happenings.ts';
import { placeOf } from './place.ts';
import { eachEnd, forgotten, following, rule } from './rule.ts';

/** RFC 6298 §2.1: the timer before any round trip was measured, milliseconds. A clock may be a little fast. */
const firstTimeout = 1000;
const tolerance = 50;

/** The SYN that was sent last and is not answered. */
interface Memory {
  readonly line: SegmentLine;
  readonly seq: Seq;
  readonly at: number;
}

export const earlySynRetransmission = rule({
  code: 'early-syn-retransmission',
  severity: 'hint',
  rfc: '6298 §2',
  summary: 'a SYN is sent again in less than a second',
  requirements: ['MUST-18', 'MUST-22'],
  follow: following(eachEnd<Memory>((memory, one) => {
    if (one.kind === 'arrived') return { memory: one.after.state === 'SYN-SENT' ? memory : undefined };
    if (one.kind !== 'sent' || !has(one.segment, SYN)) return { memory };
    if (one.at === undefined) return forgotten;
    const next = { line: lineOf(one), seq: one.segment.seq, at: one.at };
    const again = memory?.seq === one.segment.seq && one.own.state === 'SYN-SENT';
    if (!again || !one.sure || one.at - memory.at >= firstTimeout - tolerance) return { memory: next };
    return {
      memory: next,
      finding: {
        line: one.placed.line,
        span: placeOf(one.statement, one.statement.time),
        message: say`the SYN is sent again after ${rounded(one.at - memory.at)} ms: before a round trip is measured the timer should be at least ${firstTimeout} ms`,
        related: [{ ...related(memory.line), message: say`sent here before` }],
      },
    };
  })),
});
