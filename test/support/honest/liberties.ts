// What the honest endpoints take the liberty of: they do nothing that TCP forbids, but keep no clock, and good style is not theirs.

/** Rules that judge pace and style, and what of that is left to chance here. */
export const liberties: ReadonlySet<string> = new Set([
  // When something is sent, and how long ends wait.
  'late-ack', 'early-syn-retransmission', 'rto-not-backed-off', 'probe-not-backed-off', 'early-keep-alive', 'early-fast-retransmission',
  // Which segment is sent again, how much a window opens, in which order blocks stand.
  'timeout-skips-oldest', 'silly-window', 'stale-first-sack-block',
  'keep-alive-with-data', 'fast-open-without-cookie', 'reset-instead-of-challenge',
]);
