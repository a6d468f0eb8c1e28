// A segment that starts past SND.NXT.
import { say } from '../flow/message.ts';
import { RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqAfter } from '../tcp/seq.ts';
import { placeOf } from './place.ts';
import { rule } from './rule.ts';

export const seqGap = rule({
  code: 'seq-gap',
  severity: 'error',
  rfc: '9293 §3.4',
  summary: 'starts past SND.NXT: bytes in between were never sent',
  segment: ({ segment, sender, from, sent, statement }) => {
    if (has(segment, SYN) || has(segment, RST) || !seqAfter(segment.seq, sender.snd.nxt)) return undefined;
    return {
      at: placeOf(statement, statement.seq),
      says: say`seq is ${sent(segment.seq)}, but the next number of ${from} is ${sent(sender.snd.nxt)}: a sender leaves no gap`,
      fix: `seq=${sent(sender.snd.nxt)}`,
      goOn: { kind: 'meant', without: ['seq'] },
    };
  },
});
