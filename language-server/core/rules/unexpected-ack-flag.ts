// `ack=` without the ACK flag, or ACK on a SYN that opens a connection.
import { say } from '../flow/message.ts';
import { ACK, flagsText, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { rule } from './rule.ts';

export const unexpectedAckFlag = rule({
  code: 'unexpected-ack-flag',
  severity: 'error',
  rfc: '9293 §3.1',
  summary: '`ack=` without ACK, or ACK on a connection-opening SYN',
  segment: ({ segment, sender, receiver, from, to, statement }) => {
    const opening = has(segment, SYN) && (sender.state === 'CLOSED' || sender.state === 'LISTEN' || sender.state === 'SYN-SENT') && receiver.iss === undefined;
    if (!has(segment, ACK)) {
      // Only where the author wrote no ACK: a flag that is taken away takes the number with it.
      if (statement.ack === undefined || (statement.flags & ACK) !== 0) return undefined;
      return {
        at: statement.ack.span,
        says: say`ack= without the ACK flag: the acknowledgment number means nothing then`,
        // Elsewhere the flag may be what is missing.
        ...(opening ? { fix: '' } : {}),
      };
    }
    if (!opening) return undefined;
    if (sender.state === 'SYN-SENT') {
      return {
        at: statement.flagsSpan,
        says: say`${from} has sent its SYN: the SYN, ACK that answers it comes from ${to}`,
        goOn: { kind: 'meant', flags: segment.flags & ~ACK, without: ['ack'] },
      };
    }
    return {
      at: statement.flagsSpan,
      says: say`${from} opens the connection: ${to} has sent nothing yet that this ACK could acknowledge`,
      fix: `[${flagsText(segment.flags & ~ACK)}]`,
      goOn: { kind: 'meant', flags: segment.flags & ~ACK, without: ['ack'] },
    };
  },
});
