// Work in small steps: a generator that pauses now and then, so that whoever carries it on can do something else in between, or give it up.

/** So many lines are looked at between two pauses. */
const linesATurn = 256;

/** All small steps at once. */
export const toEnd = <Result>(work: Generator<undefined, Result>): Result => {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
};

/** Looks at one after the other, with pauses. */
export const each = function* <One>(all: readonly One[], look: (one: One, index: number) => void): Generator<undefined, void> {
  for (const [index, one] of all.entries()) {
    look(one, index);
    if (index % linesATurn === linesATurn - 1) yield;
  }
};
