// The eleven connection states of RFC 9293 §3.3.2, by the names that are shown and compared everywhere.

/** A connection state, spelled as RFC 9293 spells it. */
export type State = (typeof states)[number];

export const states = [
  'CLOSED', 'LISTEN', 'SYN-SENT', 'SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2',
  'CLOSE-WAIT', 'CLOSING', 'LAST-ACK', 'TIME-WAIT',
] as const;

/** RFC 9293 §3.5.2: both ends know each other's numbers. */
export const isSynchronized = (state: State): boolean => states.indexOf(state) >= states.indexOf('ESTABLISHED');

/** `fin_wait_1`, `FIN-WAIT-1`, `Fin-Wait-1` → `FIN-WAIT-1`; undefined when no state is meant. */
export const parseState = (word: string): State | undefined => {
  const name = word.toUpperCase().replaceAll('_', '-');
  return states.find((state) => state === name);
};
