// An echo of a timestamp that was received, but is not the one to echo.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqBefore } from '../tcp/seq.ts';
import { negotiated } from '../tcp/tcb.ts';
import { otherSide } from '../timeline/reading.ts';
import { nameOf } from './happenings.ts';
import { eachEnd, following, rule } from './rule.ts';

export const wrongTimestampEcho = rule({
  code: 'wrong-timestamp-echo',
  severity: 'warning',
  rfc: '7323 §4.3',
  summary: 'TSecr is older than the timestamp that was received last in order',
  // Remembered is that the SYNs crossed: then either SYN of the peer may count as the one that was acknowledged.
  follow: following(eachEnd<'crossed'>((crossed, one, scene) => {
    if (one.kind === 'arrived') return { memory: one.before.state === 'SYN-SENT' && one.after.state === 'SYN-RECEIVED' ? 'crossed' : crossed };
    if (one.kind !== 'sent' || !one.sure || crossed !== undefined || !has(one.segment, ACK) || has(one.segment, RST) || has(one.segment, SYN)) return { memory: crossed };
    const { own, statement: { tsecr }, placed, side } = one;
    // What was kept above a gap, or came to a closed window, may or may not have been taken.
    const open = own.rcv.kept.length > 0 || own.lastWnd === 0;
    if (tsecr === undefined || own.tsRecent === undefined || open || !negotiated(own).timestamps) return { memory: crossed };
    // A newer one may be what the peer's clock really showed, where its own line was wrong.
    if (!seqBefore(tsecr.value >>> 0, own.tsRecent)) return { memory: crossed };
    return {
      memory: crossed,
      finding: {
        line: placed.line,
        span: tsecr.span,
        message: say`tsecr is ${tsecr.value}, but ${nameOf(scene, side)} has received ${own.tsRecent} from ${nameOf(scene, otherSide(side))} with what it acknowledges: that is what it echoes`,
        fix: `tsecr=${own.tsRecent}`,
      },
    };
  })),
});
