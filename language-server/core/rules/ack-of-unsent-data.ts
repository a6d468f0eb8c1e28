// An acknowledgment past everything that the peer has sent.
import { say } from '../flow/message.ts';
import { seqAfter } from '../tcp/seq.ts';
import { acknowledgmentBeyond, highestAcknowledgment } from './acknowledgment.ts';
import { placeOf } from './place.ts';
import { rule } from './rule.ts';

export const ackOfUnsentData = rule({
  code: 'ack-of-unsent-data',
  severity: 'error',
  rfc: '9293 §3.10.7.4',
  summary: 'acknowledges past what the peer has sent',
  segment: (situation) => {
    const { segment, receiver, sender, to, received, statement } = situation;
    if (!acknowledgmentBeyond(situation) || !seqAfter(segment.ack, receiver.snd.nxt)) return undefined;
    const expected = received(highestAcknowledgment(sender));
    return {
      at: placeOf(statement, statement.ack),
      says: say`acknowledges ${received(segment.ack)}, but ${to} has sent nothing past ${received(receiver.snd.nxt)}: expected ${expected}`,
      fix: `ack=${expected}`,
      goOn: { kind: 'meant', without: ['ack'] },
    };
  },
});
