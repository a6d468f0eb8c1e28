// A RST with numbers that its receiver must ignore.
import { say } from '../flow/message.ts';
import { isAcceptable } from '../tcp/acceptability.ts';
import { ACK, RST } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { answers, refusesSyn } from '../tcp/send.ts';
import { seqAfter, seqAtOrBefore, seqDistance, seqMax, seqAdd } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import type { Situation } from '../timeline/situation.ts';
import { placeOf } from './place.ts';
import { rule, type SegmentFault } from './rule.ts';

export const wrongReset = rule({
  code: 'wrong-reset',
  severity: 'error',
  rfc: '9293 §3.10.7',
  summary: 'a RST with numbers that its receiver must ignore',
  segment: (situation) => {
    const { segment, sender, receiver } = situation;
    if (!has(segment, RST) || receiver.doubt || sender.owedResets.some((owed) => answers(owed, segment)) || isAbort(situation)) return undefined;
    switch (receiver.state) {
      // Nothing to reset: it is ignored, and harms nobody.
      case 'CLOSED':
      case 'LISTEN':
        return undefined;
      case 'SYN-SENT':
        return toSynSent(situation);
      default:
        return wrongAnswer(situation) ?? outsideWindow(situation);
    }
  },
});

/** §3.10.5: what ABORT sends, whatever of its earlier segments the receiver has seen, and whatever the receiver has sent since. */
const isAbort = ({ segment, sender, far }: Situation): boolean => {
  const { state, ending, iss, lastAck, snd } = sender;
  // How far a far end has come nobody knows, but its peer's window bounds that.
  if (far === true && isSynchronized(state)) return false;
  // In the middle of a connection SND.NXT is known though the flow may not tell of the SYN, and is right however the connection has ended.
  if (isSynchronized(state) || (ending !== undefined && lastAck !== undefined)) return segment.seq === snd.nxt;
  if (state !== 'SYN-RECEIVED' && ending !== 'aborted') return false;
  // Who has not sent a SYN of its own has no number yet: it refuses the SYN that it has received, be it an old one.
  return iss === undefined ? has(segment, ACK) && refusesSyn(sender, segment.ack) : segment.seq === snd.nxt;
};

/** In SYN-SENT only a RST that acknowledges the SYN counts. */
const toSynSent = ({ segment, sender, receiver, to, received, statement }: Situation): SegmentFault | undefined => {
  if (receiver.iss === undefined) return undefined;
  const expected = receiver.snd.nxt;
  const acknowledgesSyn = seqAfter(segment.ack, receiver.snd.una) && seqAtOrBefore(segment.ack, expected);
  if (!has(segment, ACK)) {
    return {
      at: statement.flagsSpan,
      says: say`${to} is in SYN-SENT and ignores a RST without ACK: a refusal acknowledges the SYN with ack=${received(expected)}`,
      fix: '[RST, ACK]',
      goOn: { kind: 'meant', flags: segment.flags | ACK },
    };
  }
  if (acknowledgesSyn) return undefined;
  return {
    at: placeOf(statement, statement.ack),
    says: say`acknowledges ${received(segment.ack)}, but ${to} is in SYN-SENT and ignores a RST that does not acknowledge its SYN: expected ${received(expected)}`,
    ...(statement.ack === undefined ? {} : { fix: `ack=${received(expected)}` }),
    // Where TCP has no better number than the line, or its end has received nothing to refuse, it is as TCP has it: nothing happens.
    goOn: statement.ack === undefined || sender.owedResets.length === 0 ? { kind: 'ignore' } : { kind: 'meant', without: ['ack'] },
  };
};

/** Who has no connection of its own can only answer: with the number that the stray segment acknowledged (§3.5.2). */
const wrongAnswer = ({ segment, sender, receiver, from, to, sent, statement }: Situation): SegmentFault | undefined => {
  const unconnected = sender.state === 'CLOSED' || sender.state === 'LISTEN' || sender.state === 'SYN-SENT';
  const owed = sender.owedResets.findLast(({ ack }) => ack === undefined);
  if (!unconnected || owed === undefined || segment.seq === receiver.rcv.nxt) return undefined;
  return {
    at: placeOf(statement, statement.seq),
    says: say`seq is ${sent(segment.seq)}, but ${from} answers a segment that acknowledged ${sent(owed.seq)}: ${to} obeys only a RST with that number`,
    fix: `seq=${sent(owed.seq)}`,
    goOn: { kind: 'meant', without: ['seq'] },
  };
};

/** Elsewhere its number must lie in the receive window; one that is not exact is challenged, and that is legal (RFC 5961 §3.2). */
const outsideWindow = ({ segment, sender, receiver, observed, to, sent, statement }: Situation): SegmentFault | undefined => {
  const { nxt } = receiver.rcv;
  const edge = seqMax(receiver.rcv.edge, seqAdd(nxt, receiver.rcv.wnd));
  if (isAcceptable({ ...segment, len: 0 }, nxt, seqDistance(nxt, edge))) return undefined;
  // How far its receiver had come when it got there the lines do not tell, only from where on and up to where.
  if (observed === true) {
    return {
      at: placeOf(statement, statement.seq),
      says: say`seq is ${sent(segment.seq)}, outside the window of ${to}, which ignores this RST: expected ${sent(nxt)} to ${sent(seqAdd(edge, -1))}`,
      goOn: { kind: 'meant', without: ['seq'] },
    };
  }
  const expected = sender.state === 'CLOSED' || sender.state === 'LISTEN' ? nxt : sender.snd.nxt;
  return {
    at: placeOf(statement, statement.seq),
    says: say`seq is ${sent(segment.seq)}, outside the window of ${to}, which ignores this RST: expected ${sent(expected)}`,
    ...(statement.seq === undefined ? { goOn: { kind: 'ignore' } } : { fix: `seq=${sent(expected)}`, goOn: { kind: 'meant', without: ['seq'] } }),
  };
};
