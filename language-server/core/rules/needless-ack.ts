// The same acknowledgment again though nothing has arrived in between.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has, isPureAck, type Segment } from '../tcp/segment.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { otherSide } from '../timeline/reading.ts';
import { same } from '../timeline/same.ts';
import type { Side } from '../timeline/timeline.ts';
import { lineOf, related, type SegmentLine, type Sent } from './happenings.ts';
import { eachEnd, forgotten, following, rule } from './rule.ts';

/** What an end has to answer, and its last ACK if it has received nothing since. */
interface Memory {
  /** Segments that have arrived, each of which may be answered. */
  readonly owed: number;
  readonly last?: { readonly line: SegmentLine; readonly segment: Segment };
}

// Nobody answers more than this one by one.
const mostOwed = 64;

export const needlessAck = rule({
  code: 'needless-ack',
  severity: 'warning',
  rfc: '5681 §4.2',
  summary: 'the same ACK twice though nothing has arrived in between',
  requirements: ['MUST-58'],
  follow: following<Both>((memory, one, scene) => eachOf(one.kind === 'sent' && !one.right ? asked(memory, otherSide(one.side)) : memory, one, scene)),
});

type Both = readonly [Memory | undefined, Memory | undefined];

/** A line of the peer's that is wrong may have been one that asks for an answer. */
const asked = ([one, other]: Both = [undefined, undefined], side: Side): Both => {
  const more = (memory: Memory | undefined): Memory => ({ ...memory, owed: Math.min(mostOwed, (memory?.owed ?? 0) + 1) });
  return side === 0 ? [more(one), other] : [one, more(other)];
};

const eachOf = eachEnd<Memory>((memory, one) => {
  if (one.kind === 'arrived') {
    const { before, after } = one;
    // Where everything before it has been acknowledged, nothing older than this can ask for the acknowledgment that comes next.
    const beginsAnew = after.rcv.nxt !== before.rcv.nxt && before.lastAck === before.rcv.nxt;
    return { memory: { owed: beginsAnew ? 1 : Math.min(mostOwed, (memory?.owed ?? 0) + 1) } };
  }
  if (one.kind !== 'sent') return { memory };
  // Whoever writes out that the first was lost, or late, knows why there are two.
  if (!(isPlainAck(one) || isSynAck(one)) || !one.sure || one.statement.fate !== undefined) return forgotten;
  const owed = Math.max(0, (memory?.owed ?? 0) - 1);
  const next = { owed, last: { line: lineOf(one), segment: one.segment } };
  // A larger or smaller window is news, and so is a report, an echo or a mark. Another option may ask for an answer of its own: MPTCP sends it again.
  const last = memory?.owed === 0 ? memory.last : undefined;
  if (last === undefined || one.segment.options.other !== undefined || !isSame(last.segment, one.segment)) return { memory: next };
  return {
    memory: next,
    finding: {
      line: one.placed.line,
      span: one.statement.flagsSpan,
      message: say`the same ACK again, but nothing has arrived in between: each segment is answered by one ACK at most`,
      related: [{ ...related(last.line), message: say`it stands here already` }],
    },
  };
});

/** Behind a SYN,ACK the first ACK of its sender says the same without the SYN. */
const isSame = (last: Segment, next: Segment): boolean =>
  (has(last, SYN) ? !has(next, SYN) && last.wnd === next.wnd && next.options.sack === undefined : same(last, next));

const isSynAck = ({ segment }: Sent): boolean => has(segment, SYN) && has(segment, ACK);

const isPlainAck = ({ segment, own }: Sent): boolean =>
  isPureAck(segment) && !has(segment, RST) && !isKeepAlive(own, segment) && !isWindowProbe(own, segment);
