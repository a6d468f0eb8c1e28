// Anything but a RST on a connection that a reset has ended.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has, isPureAck } from '../tcp/segment.ts';
import { explainedBy, rule } from './rule.ts';

export const segmentAfterReset = rule({
  code: 'segment-after-reset',
  severity: 'error',
  rfc: '9293 §3.5.2',
  summary: 'anything but a RST on a connection that was reset',
  requirements: ['MUST-66'],
  segment: ({ segment, sender, from, to, statement, senderSince }) => {
    const reset = sender.ending === 'reset-received' || sender.ending === 'reset-sent' || sender.ending === 'aborted';
    // A SYN opens the next connection.
    const opens = has(segment, SYN) && !has(segment, ACK);
    if (sender.state !== 'CLOSED' || !reset || has(segment, RST) || opens) return undefined;
    return {
      at: statement.flagsSpan,
      says: sender.ending === 'reset-received'
        ? say`${to} has reset this connection, so ${from} is CLOSED and sends nothing more on it`
        : say`${from} has reset this connection, so it is CLOSED and sends nothing more on it but RST`,
      ...explainedBy(senderSince),
      goOn: { kind: isPureAck(segment) ? 'ignore' : 'adopt' },
    };
  },
});
