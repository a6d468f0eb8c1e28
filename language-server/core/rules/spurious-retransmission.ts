// A retransmission of what is acknowledged already.
import { say } from '../flow/message.ts';
import { RST, SYN } from '../tcp/flags.ts';
import { has, segEnd, segLen } from '../tcp/segment.ts';
import { seqAtOrBefore } from '../tcp/seq.ts';
import { isKeepAlive } from '../tcp/special-segments.ts';
import { isSynchronized } from '../tcp/state.ts';
import { placeOf } from './place.ts';
import { rule } from './rule.ts';

export const spuriousRetransmission = rule({
  code: 'spurious-retransmission',
  severity: 'hint',
  rfc: '9293 §3.8.1',
  summary: 'resends only what is already acknowledged',
  segment: ({ segment, sender, from, to, sent, statement }) => {
    if (!isSynchronized(sender.state) || has(segment, RST) || segLen(segment) === 0 || isKeepAlive(sender, segment)) return undefined;
    if (!seqAtOrBefore(segEnd(segment), sender.snd.una)) return undefined;
    // What was acknowledged before any line has sent it: there is one mistake, and it is the ACK's.
    const { unwritten } = sender;
    if (unwritten !== undefined && seqAtOrBefore(unwritten.left, segment.seq) && seqAtOrBefore(segEnd(segment), unwritten.right)) return undefined;
    // After both SYNs have crossed each end owes the other a SYN,ACK, also who is established by then (figure 7).
    if (has(segment, SYN) && sender.lastAck === undefined) return undefined;
    return {
      at: placeOf(statement, statement.seq),
      says: say`${from} sends again what ${to} has acknowledged: everything before ${sent(sender.snd.una)} has arrived`,
      goOn: { kind: 'meant', without: ['seq'] },
    };
  },
});
