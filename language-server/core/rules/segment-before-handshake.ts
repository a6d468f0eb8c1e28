// Data, FIN or ACK from an end that has no connection yet.
import { say, type Message } from '../flow/message.ts';
import { ACK, FIN, flagsText, RST, SYN } from '../tcp/flags.ts';
import { has, hasCookie } from '../tcp/segment.ts';
import { seqAdd, seqAfter } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { placeOfData } from './place.ts';
import { explainedBy, rule, type SegmentFault } from './rule.ts';
import type { Situation } from '../timeline/situation.ts';

export const segmentBeforeHandshake = rule({
  code: 'segment-before-handshake',
  severity: 'error',
  rfc: '9293 §3.5',
  summary: 'data, FIN or ACK from an endpoint that has no connection',
  segment: (situation) => {
    const { segment, sender } = situation;
    if (has(segment, RST) || has(segment, SYN)) return undefined;
    if (sender.state === 'SYN-RECEIVED') return sender.iss === undefined ? withoutOwnSyn(situation) : beforeAcknowledged(situation);
    return isSynchronized(sender.state) ? undefined : noConnection(situation);
  },
});

const noConnection = (situation: Situation): SegmentFault => {
  const { statement, senderSince } = situation;
  return {
    at: statement.flagsSpan,
    says: tooEarly(situation),
    ...explainedBy(senderSince),
    goOn: { kind: 'adopt' },
  };
};

const tooEarly = ({ from, to, segment, sender: { state } }: Situation): Message => {
  const flags = flagsText(segment.flags);
  if (state === 'SYN-SENT') {
    return segment.len > 0
      ? say`${from} sends data, but it is in SYN-SENT: no SYN, ACK of ${to} has arrived yet`
      : say`${from} sends ${flags}, but it is in SYN-SENT: no SYN, ACK of ${to} has arrived yet`;
  }
  return segment.len > 0
    ? say`${from} sends data, but it has no connection with ${to}: it is in ${state}, and a connection begins with SYN`
    : say`${from} sends ${flags}, but it has no connection with ${to}: it is in ${state}, and a connection begins with SYN`;
};

/** A SYN came in and is answered without a SYN. */
const withoutOwnSyn = ({ from, to, segment, statement, senderSince }: Situation): SegmentFault => ({
  at: statement.flagsSpan,
  says: say`${from} answers the SYN of ${to} without a SYN of its own: the answer is SYN, ACK`,
  ...explainedBy(senderSince),
  ...(segment.len === 0 && !has(segment, FIN) ? { fix: '[SYN, ACK]' } : {}),
  goOn: { kind: 'meant', flags: (segment.flags & ~FIN) | SYN | ACK },
});

/** §3.10.2: SEND is queued until ESTABLISHED. A Fast Open server that knows the cookie may answer at once, with or without data on the SYN (RFC 7413 §4.2). */
const beforeAcknowledged = (situation: Situation): SegmentFault | undefined => {
  const { segment, sender, from, to, statement, senderSince } = situation;
  const { irs = 0, lastAck = irs } = sender;
  const tookSynData = seqAfter(lastAck, seqAdd(irs, 1));
  const knowsCookie = hasCookie(sender.peerSynOptions);
  if (segment.len === 0 || tookSynData || knowsCookie) return undefined;
  return {
    at: placeOfData(statement),
    says: say`${from} sends data in SYN-RECEIVED: it waits until ${to} has acknowledged its SYN`,
    ...explainedBy(senderSince),
    goOn: { kind: 'adopt' },
  };
};
