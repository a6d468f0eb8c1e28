// Puts work off until the messages that have come in are read, so that of several changes only the last is worked on.

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

/** When the messages that have come in are read. */
export const soon = (work: () => void): void => {
  // Browsers have no setImmediate; there the millisecond that a timer costs is not what one waits for.
  if (typeof setImmediate === 'function') setImmediate(work);
  else setTimeout(work, 0);
};
