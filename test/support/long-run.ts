// How often a property is tried. `npm test` tries the same cases every time; `npm run test:long` sets RUNS and SEED.

/** `runs`: how often in `npm test`. */
export const longRun = (runs: number): { readonly numRuns: number; readonly seed: number } => {
  const { RUNS, SEED } = process.env;
  return { numRuns: RUNS === undefined ? runs : Number(RUNS), seed: SEED === undefined ? 1 : Number(SEED) };
};
