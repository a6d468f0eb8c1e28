// "Did you mean …": the known word that is nearest to what was typed. Knows no vocabulary.

/** The candidate with the fewest typing mistakes, at most one for every three letters; capitals do not count. */
export const nearest = (typed: string, candidates: Iterable<string>): string | undefined => {
  const word = fold(typed);
  if (word.length > 40) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word, fold(candidate));
    // A single letter is near to every word of two.
    if (distance < bestDistance && (distance === 0 || word.length > 1)) [best, bestDistance] = [candidate, distance];
  }
  return best;
};

const fold = (word: string): string => word.toLowerCase().replaceAll('_', '-');

/** Letters to add, remove, change or swap with their neighbour. */
const editDistance = (from: string, to: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1),
        swapped ? beforeLast[column - 2]! + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length]!;
};
