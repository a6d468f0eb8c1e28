// How often a property is tried. `npm test` tries the same cases every time; `npm run test:long` sets TIMES and SEED.

/** `runs`: how often in `npm test`. */
export const longRun = (runs: number): { readonly numRuns: number; readonly seed: number } => {
  const { TIMES, SEED } = process.env;
  return { numRuns: runs * Number(TIMES ?? 1), seed: Number(SEED ?? 1) };
};
