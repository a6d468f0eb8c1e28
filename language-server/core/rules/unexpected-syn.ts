// A SYN on a connection that its sender already has.
import { say } from '../flow/message.ts';
import { ACK, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { isSynchronized } from '../tcp/state.ts';
import { explainedBy, rule } from './rule.ts';

export const unexpectedSyn = rule({
  code: 'unexpected-syn',
  severity: 'error',
  rfc: '9293 §3.10.7.4',
  summary: 'SYN from an endpoint whose own connection is synchronized',
  segment: ({ segment, sender, receiver, from, to, statement, senderSince }) => {
    // The same SYN again is a retransmission, if a needless one; a bare SYN without a number is meant as a new beginning.
    const again = segment.seq === sender.iss && (statement.seq !== undefined || has(segment, ACK));
    if (!has(segment, SYN) || !isSynchronized(sender.state) || again) return undefined;
    return {
      at: statement.flagsSpan,
      // Who asks for a connection that the other end still has: one of them has crashed (figure 9).
      says: has(segment, ACK) && receiver.state === 'SYN-SENT'
        ? say`${from} is in ${sender.state} and has this connection already: it answers the SYN of ${to} with a challenge ACK, and keeps the connection`
        : say`${from} is in ${sender.state} and has used its SYN: ${to} answers another one with a challenge ACK and keeps the connection`,
      ...explainedBy(senderSince),
      goOn: { kind: 'ignore' },
    };
  },
});
