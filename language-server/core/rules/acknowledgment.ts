// What an end has received and may acknowledge: shared by the rules about acknowledgments.
import { ACK, RST } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { reach } from '../tcp/segment-arrives.ts';
import { seqAdd, seqAfter, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import type { Tcb } from '../tcp/tcb.ts';
import type { Situation } from '../timeline/situation.ts';

/** The sender of the segment has something to acknowledge, and the acknowledgment counts. */
export const acknowledges = ({ segment, sender }: Situation): boolean =>
  has(segment, ACK) && !has(segment, RST) && (sender.state === 'SYN-RECEIVED' || isSynchronized(sender.state));

/** The highest acknowledgment that an end may send: everything in order, and what it may have kept behind it. */
export const highestAcknowledgment = ({ rcv, heldFin }: Tcb): Seq => {
  const end = reach(rcv.nxt, rcv.kept);
  return heldFin === end ? seqAdd(end, 1) : end;
};

/** The acknowledgment goes past everything that has arrived. */
export const acknowledgmentBeyond = (situation: Situation): boolean =>
  acknowledges(situation) && seqAfter(situation.segment.ack, highestAcknowledgment(situation.sender));
