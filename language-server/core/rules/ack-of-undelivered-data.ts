// An acknowledgment of what was sent and has not arrived.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has, segEnd } from '../tcp/segment.ts';
import { eachSent } from '../tcp/sent-segments.ts';
import { seqAfter, seqAtOrBefore } from '../tcp/seq.ts';
import type { Situation } from '../timeline/situation.ts';
import { acknowledgmentBeyond, highestAcknowledgment } from './acknowledgment.ts';
import { placeOf } from './place.ts';
import { explainedBy, rule, type SegmentFault } from './rule.ts';

export const ackOfUndeliveredData = rule({
  code: 'ack-of-undelivered-data',
  severity: 'error',
  rfc: '9293 §3.4',
  summary: 'acknowledges what was sent but has not arrived',
  requirements: ['MUST-3'],
  segment: (situation) => undeliveredSyn(situation) ?? undeliveredData(situation),
});

/** A SYN,ACK in answer to a SYN that never arrived. */
const undeliveredSyn = (situation: Situation): SegmentFault | undefined => {
  const { segment, sender, receiver, from, to, statement } = situation;
  const answers = has(segment, SYN) && has(segment, ACK) && !has(segment, RST);
  const unaware = sender.state === 'CLOSED' || sender.state === 'LISTEN' || sender.state === 'SYN-SENT';
  if (!answers || !unaware || receiver.iss === undefined) return undefined;
  return {
    at: placeOf(statement, statement.ack),
    says: receiver.state === 'CLOSED'
      ? say`${from} answers the SYN of a connection that is over: ${to} has given it up and is CLOSED`
      : say`${from} answers a SYN that has not arrived: the SYN of ${to} was lost or is still on its way`,
    ...missing(situation),
    goOn: { kind: 'adopt' },
  };
};

const undeliveredData = (situation: Situation): SegmentFault | undefined => {
  const { segment, sender, receiver, from, received, statement } = situation;
  if (!acknowledgmentBeyond(situation) || seqAfter(segment.ack, receiver.snd.nxt)) return undefined;
  const { outdated } = sender;
  const dropped = outdated !== undefined && seqAtOrBefore(outdated.left, highestAcknowledgment(sender)) && seqAtOrBefore(segment.ack, outdated.right);
  return {
    at: placeOf(statement, statement.ack),
    says: dropped
      ? say`acknowledges ${received(segment.ack)}, but what came from ${received(outdated.left)} on had tsval ${outdated.tsval} when ${from} had seen ${outdated.recent}: a segment with an old timestamp is dropped and answered with an ACK (RFC 7323 §5.3)`
      : say`acknowledges ${received(segment.ack)}, but only what is before ${received(sender.rcv.nxt)} has arrived at ${from}: the rest was lost or is still on its way`,
    ...missing(situation),
    fix: `ack=${received(sender.rcv.nxt)}`,
    goOn: { kind: 'meant', without: ['ack'] },
  };
};

/** The first segment that is acknowledged without having arrived. */
const missing = ({ segment, receiver, from, lineOf }: Situation): Pick<SegmentFault, 'related'> => {
  const gone = [...eachSent(receiver.sent)].find((sent) => !sent.arrived && seqAtOrBefore(segEnd(sent.segment), segment.ack));
  return explainedBy(gone === undefined ? undefined : lineOf(gone.line, say`this has not arrived at ${from}`));
};
