// What an end has received and may acknowledge: shared by the rules about acknowledgments.
import { ACK, RST } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { reach } from '../tcp/segment-arrives.ts';
import { seqAdd, seqAfter, type Seq } from '../tcp/seq.ts';
import type { Tcb } from '../tcp/tcb.ts';
import type { Situation } from '../timeline/situation.ts';

/** The acknowledgment of the segment counts: a RST may have any (OK-1). Whoever has received nothing to acknowledge has other faults. */
export const acknowledges = ({ segment }: Situation): boolean => has(segment, ACK) && !has(segment, RST);

/** The highest acknowledgment that an end may send: everything in order, and what it may have kept behind it. */
export const highestAcknowledgment = ({ rcv, heldFin }: Tcb): Seq => {
  const end = reach(rcv.nxt, rcv.kept);
  return heldFin === end ? seqAdd(end, 1) : end;
};

/** The acknowledgment goes past everything that has arrived. */
export const acknowledgmentBeyond = (situation: Situation): boolean =>
  acknowledges(situation) && seqAfter(situation.segment.ack, highestAcknowledgment(situation.sender));
