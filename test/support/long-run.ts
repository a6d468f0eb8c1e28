// How often a property is tried. `npm test` tries the same cases every time; `npm run test:long` sets TIMES and SEED; SHRINK=1 makes
// what fails small.

/** `runs`: how often in `npm test`. */
export const longRun = (runs: number): { readonly numRuns: number; readonly seed: number; readonly endOnFailure: boolean } => {
  const { TIMES, SEED, SHRINK } = process.env;
  // To make a failing flow small may take an hour: only who asks for it waits so long.
  return { numRuns: runs * Number(TIMES ?? 1), seed: Number(SEED ?? 1), endOnFailure: SHRINK === undefined };
};
