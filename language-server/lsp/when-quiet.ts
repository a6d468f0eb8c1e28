// Puts work off until the messages that have come in are read, or until it can be afforded, so that of several changes only
// the last is worked on.

/** No change waits longer for others than this, in milliseconds. */
const patience = 50;

/** Calls `work` once for each name that was asked for, when nobody has asked for a moment. `work` must not throw. */
export const whenQuiet = (work: (name: string) => void): ((name: string) => void) => {
  const waiting = new Set<string>();
  let since = 0;
  let asked = 0;
  return (name) => {
    if (waiting.size === 0) since = Date.now();
    waiting.add(name);
    const mine = ++asked;
    // A connection reads one message a turn: two turns without another one, and there is none.
    soon(() => soon(() => {
      if (mine !== asked && Date.now() - since < patience) return;
      const names = [...waiting];
      waiting.clear();
      for (const each of names) work(each);
    }));
  };
};

/** Work that took no longer than this is done at once the next time, in milliseconds. */
const cheap = 30;
const longestPause = 2000;

/**
 * Calls `work` for a name at once while that is cheap; where it was not, only after a pause twice as long as it took, so that
 * who types is not held up by it. `work` must not throw.
 */
export const whenAffordable = (work: (name: string) => void): ((name: string) => void) => {
  /** Milliseconds. */
  const costs = new Map<string, number>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const run = (name: string): void => {
    timers.delete(name);
    const began = Date.now();
    work(name);
    const cost = Date.now() - began;
    // Only what is not cheap is remembered: names come and go.
    if (cost > cheap) costs.set(name, cost);
    else costs.delete(name);
  };
  return (name) => {
    clearTimeout(timers.get(name));
    const cost = costs.get(name);
    if (cost === undefined) run(name);
    else timers.set(name, setTimeout(() => run(name), Math.min(longestPause, 2 * cost)));
  };
};

/** When the messages that have come in are read. */
export const soon = (work: () => void): void => {
  // Browsers have no setImmediate; there the millisecond that a timer costs is not what one waits for.
  if (typeof setImmediate === 'function') setImmediate(work);
  else setTimeout(work, 0);
};
