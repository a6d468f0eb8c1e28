// An acknowledgment of less than has been received in order.
import { say } from '../flow/message.ts';
import { segEnd } from '../tcp/segment.ts';
import { eachSent } from '../tcp/sent-segments.ts';
import { seqAdd, seqAfter, seqBefore } from '../tcp/seq.ts';
import type { Situation } from '../timeline/situation.ts';
import { acknowledges } from './acknowledgment.ts';
import { placeOf } from './place.ts';
import { explainedBy, rule, type SegmentFault } from './rule.ts';

export const staleAck = rule({
  code: 'stale-ack',
  severity: 'error',
  rfc: '9293 §3.4',
  summary: 'acknowledges less than the sender has already received in order',
  segment: (situation) => {
    const { segment, sender, from, to, far, received, statement } = situation;
    if (!acknowledges(situation) || !seqBefore(segment.ack, sender.rcv.floor)) return undefined;
    // A far end may have received no more than its own segments prove.
    const next = far === true ? sender.rcv.floor : sender.rcv.nxt;
    const [acknowledged, expected] = [received(segment.ack), received(next)];
    // Beginners count a SYN or a FIN for nothing (RFC 9293 §3.4).
    const missesOne = seqAdd(segment.ack, 1) === next;
    return {
      at: placeOf(statement, statement.ack),
      says: missesOne && segment.ack === sender.irs
        ? say`acknowledges ${acknowledged}, but the SYN of ${to} has arrived, and takes this number: expected ${expected}`
        : segment.ack === sender.peerFin
          ? say`acknowledges ${acknowledged}, but the FIN of ${to} has arrived, and takes this number: expected ${expected}`
          : say`acknowledges ${acknowledged}, but ${from} has received everything before ${expected}: expected ${expected}`,
      ...arrived(situation),
      fix: `ack=${expected}`,
      goOn: { kind: 'meant', without: ['ack'] },
    };
  },
});

/** What has arrived and is left out of the acknowledgment. */
const arrived = ({ segment: { ack }, sender, receiver, from, lineOf }: Situation): Pick<SegmentFault, 'related'> => {
  const first = [...eachSent(receiver.sent)].find((sent) => sent.arrived && seqAfter(segEnd(sent.segment), ack) && seqBefore(sent.segment.seq, sender.rcv.nxt));
  return explainedBy(first === undefined ? undefined : lineOf(first.lastLine, say`this has arrived at ${from}`));
};
