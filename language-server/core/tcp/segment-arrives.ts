/** What became of a segment that arrived (RFC 9293 §3.10.7). */
export type Outcome =
  | 'accepted'        // in order, taken
  | 'acknowledged'    // nothing but an acknowledgement, taken
  | 'duplicate'       // nothing new in it; answered with an ACK
  | 'kept'            // inside the window but above a gap: kept for later (SHLD-31)
  | 'outside-window'  // not acceptable; answered with an ACK
  | 'reset'           // a valid RST
  | 'reset-ignored'   // a RST outside the window, or for an end that ignores it
  | 'challenged'      // answered with a challenge ACK (RFC 5961)
  | 'refused'         // answered with a RST
  | 'acks-unsent'     // acknowledges what was not sent: answered with an ACK, dropped
  | 'dropped'         // dropped without an answer
  | 'checksum-failed'; // discarded before TCP looks at it (MUST-3)
