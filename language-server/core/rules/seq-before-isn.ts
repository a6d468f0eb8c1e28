// A segment that starts before the connection's first byte.
import { say } from '../flow/message.ts';
import { RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqAdd, seqAfter, seqBefore } from '../tcp/seq.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { placeOf } from './place.ts';
import { rule } from './rule.ts';

export const seqBeforeIsn = rule({
  code: 'seq-before-isn',
  severity: 'error',
  rfc: '9293 §3.4',
  summary: "starts before the connection's first byte",
  segment: ({ segment, sender, from, sent, statement }) => {
    if (has(segment, SYN) || has(segment, RST) || sender.iss === undefined) return undefined;
    // Where the numbers have gone halfway around, the first one lies before and behind.
    if (seqBefore(sender.snd.nxt, sender.iss)) return undefined;
    if (seqAfter(segment.seq, sender.iss) || isKeepAlive(sender, segment) || isWindowProbe(sender, segment)) return undefined;
    const first = seqAdd(sender.iss, 1);
    return {
      at: placeOf(statement, statement.seq),
      says: segment.seq === sender.iss
        ? say`seq is ${sent(segment.seq)}, the number of the SYN: the first byte of ${from} is ${sent(first)}, so expected ${sent(sender.snd.nxt)}`
        : say`seq is ${sent(segment.seq)}, but the first byte of ${from} is ${sent(first)}: expected ${sent(sender.snd.nxt)}`,
      fix: `seq=${sent(sender.snd.nxt)}`,
      goOn: { kind: 'meant', without: ['seq'] },
    };
  },
});
