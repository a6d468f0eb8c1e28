// Readings in which one FIN more or less was sent: the slip that shows only lines later, in acknowledgments and states.
import { FIN } from '../tcp/flags.ts';
import { segLen } from '../tcp/segment.ts';
import { eachSent, sentSegments, withoutAcknowledged } from '../tcp/sent-segments.ts';
import { seqAdd, seqAfter, seqAtOrAfter } from '../tcp/seq.ts';
import { isSynchronized, type State } from '../tcp/state.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { otherSide, withTcb, type Reading } from './reading.ts';
import type { Side } from './timeline.ts';

/** All readings that differ from this one by one FIN, of either side. */
export const oneFinMoreOrLess = (reading: Reading): readonly Reading[] =>
  ([0, 1] as const).flatMap((side) => {
    const added = withFin(reading, side);
    return [withoutFin(reading, side), added, ...(added === undefined ? [] : acknowledging(added, side))];
  }).filter((one) => one !== undefined);

/** The segment with the FIN also acknowledges what its sender has received. */
const acknowledging = (reading: Reading, side: Side): readonly Reading[] => {
  const [sender, receiver] = [reading.tcbs[side], reading.tcbs[otherSide(side)]];
  if (receiver.snd.una === sender.rcv.nxt) return [];
  return [withTcb(reading, otherSide(side), inState({ ...receiver, snd: { ...receiver.snd, una: sender.rcv.nxt }, sent: withoutAcknowledged(receiver.sent, sender.rcv.nxt) }))];
};

/** The side has not sent its FIN: it is a slip that the flow has one. */
const withoutFin = (reading: Reading, side: Side): Reading | undefined => {
  const [sender, receiver] = [reading.tcbs[side], reading.tcbs[otherSide(side)]];
  if (sender.fin === undefined) return undefined;
  const { fin, ending: _, ...rest } = sender;
  const unsent: Tcb = {
    ...rest,
    closing: false,
    snd: { ...sender.snd, nxt: fin, una: seqAfter(sender.snd.una, fin) ? fin : sender.snd.una },
    sent: sentSegments([...eachSent(sender.sent)]
      .map((sent) => ({ ...sent, segment: { ...sent.segment, flags: sent.segment.flags & ~FIN } }))
      .filter(({ segment }) => segLen(segment) > 0)),
  };
  return withTcb(withTcb(reading, side, inState(unsent)), otherSide(side), withoutPeerFin(receiver));
};

const withoutPeerFin = (receiver: Tcb): Tcb => {
  const { peerFin, heldFin: _, ending: __, ...rest } = receiver;
  return peerFin === undefined ? receiver : inState({ ...rest, rcv: { ...receiver.rcv, nxt: peerFin, floor: peerFin } });
};

/** The side has sent a FIN behind what it has sent, and it has arrived. */
const withFin = (reading: Reading, side: Side): Reading | undefined => {
  const [sender, receiver] = [reading.tcbs[side], reading.tcbs[otherSide(side)]];
  if (sender.fin !== undefined || !isSynchronized(sender.state) || receiver.rcv.nxt !== sender.snd.nxt) return undefined;
  const fin = sender.snd.nxt;
  const after = seqAdd(fin, 1);
  const sent = inState({ ...sender, fin, closing: true, snd: { ...sender.snd, nxt: after } });
  // What brings a FIN acknowledges the SYN as well: who has only answered a SYN is open.
  const received = inState({ ...receiver, peerFin: fin, rcv: { ...receiver.rcv, nxt: after } });
  return withTcb(withTcb(reading, side, sent), otherSide(side), received);
};

/** The state that the FINs sent, acknowledged and received make (RFC 9293 figure 5). */
const inState = (tcb: Tcb): Tcb => {
  const acknowledged = tcb.fin !== undefined && seqAtOrAfter(tcb.snd.una, seqAdd(tcb.fin, 1));
  const state: State = tcb.fin === undefined
    ? (tcb.peerFin === undefined ? 'ESTABLISHED' : 'CLOSE-WAIT')
    : acknowledged
      ? (tcb.peerFin === undefined ? 'FIN-WAIT-2' : 'TIME-WAIT')
      : (tcb.peerFin === undefined ? 'FIN-WAIT-1' : 'LAST-ACK');
  return { ...tcb, state, unsaid: false };
};
