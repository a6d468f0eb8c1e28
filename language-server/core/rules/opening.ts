// What a segment with the options of a SYN should have been, where its end has not sent its SYN yet.
import { ACK, SYN, type Flags } from '../tcp/flags.ts';
import { isSynchronized } from '../tcp/state.ts';
import type { Tcb } from '../tcp/tcb.ts';

/** SYN, or SYN, ACK where the peer's SYN has arrived; undefined once the end has sent its own. */
export const openingFlags = ({ state, iss, irs }: Tcb): Flags | undefined => {
  // Of a flow that begins in the middle no line need tell the ISN.
  if (iss !== undefined || isSynchronized(state)) return undefined;
  return SYN | (irs === undefined ? 0 : ACK);
};
