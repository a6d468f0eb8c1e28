// Durations as the language writes them: `200us`, `10ms`, `1.5s`, `2MSL`.

const msl = 120_000;

/** `ms`: milliseconds. */
export const duration = (ms: number): string => {
  if (ms >= msl && ms % msl === 0) return `${ms / msl}MSL`;
  if (ms !== 0 && ms < 1) return `${Number((ms * 1000).toPrecision(6))}us`;
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(6))}s`;
  return `${Number(ms.toFixed(3))}ms`;
};
