// What a segment with the options of a SYN should have been, where its end has not sent its SYN yet.
import { ACK, SYN, type Flags } from '../tcp/flags.ts';
import type { Tcb } from '../tcp/tcb.ts';

/** SYN, or SYN, ACK where the peer's SYN has arrived; undefined once the end has sent its own. */
export const openingFlags = ({ iss, irs }: Tcb): Flags | undefined => (iss === undefined ? SYN | (irs === undefined ? 0 : ACK) : undefined);
