// An acknowledgment of less than has been received in order.
import { say } from '../flow/message.ts';
import { seqBefore } from '../tcp/seq.ts';
import { acknowledges } from './acknowledgment.ts';
import { rule } from './rule.ts';

export const staleAck = rule({
  code: 'stale-ack',
  severity: 'error',
  rfc: '9293 §3.4',
  summary: 'acknowledges less than the sender has already received in order',
  segment: (situation) => {
    const { segment, sender, from, far, received, statement } = situation;
    if (!acknowledges(situation) || statement.ack === undefined || !seqBefore(segment.ack, sender.rcv.floor)) return undefined;
    // A far end may have received no more than its own segments prove.
    const expected = received(far === true ? sender.rcv.floor : sender.rcv.nxt);
    return {
      at: statement.ack.span,
      says: say`acknowledges ${received(segment.ack)}, but ${from} has received everything before ${expected}: expected ${expected}`,
      fix: `ack=${expected}`,
      goOn: { kind: 'meant', without: ['ack'] },
    };
  },
});
