// Anything from an end that is CLOSED, other than the RST that RFC 9293 §3.10.7.1 asks for.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has, isPureAck } from '../tcp/segment.ts';
import { explainedBy, rule } from './rule.ts';

export const segmentAfterClose = rule({
  code: 'segment-after-close',
  severity: 'error',
  rfc: '9293 §3.10.7.1',
  summary: 'anything sent from CLOSED other than a RST',
  segment: ({ segment, sender, from, statement, senderSince }) => {
    if (sender.state !== 'CLOSED') return undefined;
    if (has(segment, RST)) {
      if (sender.ending !== 'dropped' || sender.owedResets.length > 0) return undefined;
      return {
        at: statement.flagsSpan,
        says: say`${from} has nothing to reset: abort() sends no RST from SYN-SENT, CLOSING, LAST-ACK or TIME-WAIT, and nothing has arrived since that asks for one`,
        ...explainedBy(senderSince),
      };
    }
    const over = sender.ending === 'closed' || sender.ending === 'dropped' || sender.ending === 'timed-out';
    const opens = has(segment, SYN) && !has(segment, ACK);
    // Never opened and said to be closed: a SYN,ACK accepts a connection that only a listener can accept.
    const accepts = sender.ending === undefined && !sender.unsaid && has(segment, SYN);
    if (opens || (!over && !accepts)) return undefined;
    return {
      at: statement.flagsSpan,
      says: over
        ? say`the connection is over: ${from} is CLOSED and answers what still arrives with RST only`
        : say`${from} is CLOSED, not LISTEN: it answers a SYN with RST, ACK`,
      ...explainedBy(senderSince),
      goOn: { kind: over && isPureAck(segment) ? 'ignore' : 'adopt' },
    };
  },
});
