// Durations as the language writes them: `200us`, `10ms`, `1.5s`, `2MSL`.

const msl = 120_000;

/** How long a flow waits, where that may be said in lifetimes of a segment (RFC 9293 §3.4.2). `ms`: milliseconds. */
export const wait = (ms: number): string => (ms >= msl && ms % msl === 0 ? `${ms / msl}MSL` : duration(ms));

/** `ms`: milliseconds. */
export const duration = (ms: number): string => {
  if (ms !== 0 && ms < 1) return `${Number((ms * 1000).toPrecision(6))}us`;
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(6))}s`;
  return `${Number(ms.toFixed(3))}ms`;
};
