// Decisions for a generator, taken from a list of numbers so that fast-check can shrink them. Once the list is used up
// every decision is the plainest one.

export interface Chance {
  /** 0 … n − 1. */
  below(n: number): number;
  /** True in `percent` of 100 cases; false once the decisions are used up. */
  happens(percent: number): boolean;
  /** One of the list; the first once the decisions are used up. */
  pick<T>(list: readonly T[]): T;
  spent(): boolean;
}

export const chanceOf = (decisions: readonly number[]): Chance => {
  let used = 0;
  const below = (n: number): number => {
    const decision = decisions[used];
    if (decision === undefined || n <= 1) return 0;
    used++;
    return decision % n;
  };
  return {
    below,
    happens: (percent) => below(100) >= 100 - percent,
    pick: (list) => list[below(list.length)]!,
    spent: () => used >= decisions.length,
  };
};
