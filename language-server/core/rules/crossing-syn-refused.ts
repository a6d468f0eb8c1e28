// An end that has sent its own SYN and answers the peer's, which crosses it, with something else than SYN,ACK.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { refusesSyn } from '../tcp/send.ts';
import { rule } from './rule.ts';

export const crossingSynRefused = rule({
  code: 'crossing-syn-refused',
  severity: 'error',
  rfc: '9293 §3.5',
  summary: 'a SYN that crosses its own is answered with RST or a plain ACK',
  requirements: ['MUST-10'],
  segment: ({ segment, sender, from, to, statement }) => {
    const crossed = sender.state === 'SYN-RECEIVED' && sender.crossed === true && sender.lastAck === undefined && !sender.doubt;
    if (!crossed || has(segment, SYN) || !has(segment, ACK)) return undefined;
    if (!has(segment, RST)) {
      return {
        severity: 'warning',
        at: statement.flagsSpan,
        says: say`${from} acknowledges the SYN of ${to} without sending its own again: both have asked for the connection, and the answer then is SYN, ACK`,
      };
    }
    // With a number of its own it is an ABORT, which the application may ask for at any time.
    if (segment.seq === sender.snd.nxt || !refusesSyn(sender, segment.ack)) return undefined;
    return {
      at: statement.flagsSpan,
      says: say`${from} has asked ${to} for a connection and refuses the SYN of ${to}: SYNs may cross each other, and the answer then is SYN, ACK`,
    };
  },
});
