// A SYN on a connection that its sender already has.
import { say } from '../flow/message.ts';
import { ACK, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { isSynchronized } from '../tcp/state.ts';
import type { Tcb } from '../tcp/tcb.ts';
import type { Situation } from '../timeline/situation.ts';
import { explainedBy, rule } from './rule.ts';

export const unexpectedSyn = rule({
  code: 'unexpected-syn',
  severity: 'error',
  rfc: '9293 §3.10.7.4',
  summary: 'SYN from an endpoint whose own connection is synchronized',
  segment: (situation) => {
    const { segment, sender, receiver, from, to, statement, senderSince } = situation;
    if (!has(segment, SYN) || !isSynchronized(sender.state) || isSentAgain(situation)) return undefined;
    // With the numbers of what it would send without SYN, one flag is too many.
    const oneFlag = has(segment, ACK) && (statement.seq === undefined || segment.seq === sender.snd.nxt || segment.seq === sender.iss);
    return {
      at: statement.flagsSpan,
      says: oneFlag && !mayAnswerSyn(sender)
        ? say`${from} has opened the connection, and ${to} has answered its SYN: what answers a SYN, ACK is an ACK without SYN`
        // Who asks for a connection that the other end still has: one of them has crashed (figure 9).
        : has(segment, ACK) && receiver.state === 'SYN-SENT'
          ? say`${from} is in ${sender.state} and has this connection already: it answers the SYN of ${to} with a challenge ACK, and keeps the connection`
          : say`${from} is in ${sender.state} and has used its SYN: ${to} answers another one with a challenge ACK and keeps the connection`,
      ...explainedBy(senderSince),
      goOn: oneFlag && receiver.state !== 'SYN-SENT' ? { kind: 'meant', flags: segment.flags & ~SYN, without: ['seq'] } : { kind: 'ignore' },
    };
  },
});

/** The same SYN again is a retransmission, if a needless one. Without a number it is one only while it is owed. */
const isSentAgain = ({ segment, sender, statement }: Situation): boolean => {
  if (segment.seq !== sender.iss) return false;
  if (!has(segment, ACK)) return statement.seq !== undefined;
  return mayAnswerSyn(sender) && (statement.seq !== undefined || sender.snd.una === sender.iss || sender.lastAck === undefined);
};

/** SYN, ACK answers a SYN: none has come to whom the peer has answered with a SYN, ACK of its own. */
const mayAnswerSyn = ({ opened, crossed, unread }: Tcb): boolean => opened !== 'active' || crossed === true || unread !== undefined;
