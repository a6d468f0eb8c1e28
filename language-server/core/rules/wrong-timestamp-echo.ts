// An echo of a timestamp that was received, but is not the one to echo.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has, segLen } from '../tcp/segment.ts';
import { seqBefore } from '../tcp/seq.ts';
import { negotiated } from '../tcp/tcb.ts';
import { otherSide } from '../timeline/reading.ts';
import { isSurelySent, nameOf, type Received, type Sent } from './happenings.ts';
import { eachEnd, following, rule } from './rule.ts';

interface Memory {
  /** The SYNs crossed: then either SYN of the peer may count as the one that was acknowledged. */
  readonly crossed?: true;
  /** Its last segment is wrong, and so may be the acknowledgment that decides what it echoes. */
  readonly wrong?: true;
  /** The timestamp that it echoes if it takes none from a segment that tells it nothing, as Linux does. */
  readonly least?: number;
}

const remembered = (memory: Memory | undefined, { before, after, segment, sure }: Received): Memory | undefined => {
  if (before.state !== 'SYN-RECEIVED' && after.state === 'SYN-RECEIVED') return before.state === 'SYN-SENT' ? { crossed: true } : undefined;
  if (after.tsRecent === before.tsRecent || before.tsRecent === undefined) return memory;
  // An old acknowledgment; and one without data while nothing but the peer's FIN is waited for.
  const tellsNothing = (has(segment, ACK) && seqBefore(segment.ack, before.snd.una)) || (before.state === 'FIN-WAIT-2' && segLen(segment) === 0);
  if (tellsNothing || !sure || memory?.wrong === true) return { ...memory, least: memory?.least ?? before.tsRecent };
  return memory?.crossed === true ? { crossed: true } : undefined;
};

/** What is remembered once it has sent something. */
const sentBy = (memory: Memory | undefined, { right }: Sent): Memory | undefined => {
  if (!right) return { ...memory, wrong: true };
  if (memory?.wrong === undefined) return memory;
  const { wrong: _, ...rest } = memory;
  return rest;
};

export const wrongTimestampEcho = rule({
  code: 'wrong-timestamp-echo',
  severity: 'warning',
  rfc: '7323 §4.3',
  summary: 'TSecr is older than the timestamp that was received last in order',
  follow: following(eachEnd<Memory>((before, one, scene) => {
    if (one.kind === 'arrived') return { memory: remembered(before, one) };
    const memory = one.kind === 'sent' ? sentBy(before, one) : before;
    if (!isSurelySent(one) || memory?.crossed === true || !has(one.segment, ACK) || has(one.segment, RST)) return { memory };
    const { own, statement: { tsecr }, placed, side } = one;
    // What was kept above a gap or beyond the window may or may not have been taken.
    const open = own.rcv.kept.length > 0;
    const expected = has(one.segment, SYN) || (!open && negotiated(own).timestamps);
    if (tsecr === undefined || own.tsRecent === undefined || !expected) return { memory };
    // A newer one may be what the peer's clock really showed, where its own line was wrong.
    if (!seqBefore(tsecr.value >>> 0, memory?.least ?? own.tsRecent)) return { memory };
    return {
      memory,
      finding: {
        line: placed.line,
        span: tsecr.span,
        message: say`tsecr is ${tsecr.value}, but ${nameOf(scene, side)} has received ${own.tsRecent} from ${nameOf(scene, otherSide(side))} with what it acknowledges: that is what it echoes`,
        fix: `tsecr=${own.tsRecent}`,
      },
    };
  })),
});
