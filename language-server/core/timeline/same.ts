// Whether two states of the simulation are the same: plain values compared by what is in them, quickly where they share parts.

/** Plain objects, arrays and primitive values; what is one object on both sides is not looked into. */
export const same = (one: unknown, other: unknown): boolean => {
  // Not by recursion: blocks may nest deeper than the stack.
  const pairs: unknown[] = [one, other];
  while (pairs.length > 0) {
    const b = pairs.pop();
    const a = pairs.pop();
    if (a === b) continue;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    // The first property is looked at first: where there is an identity, it stands there.
    for (let at = keys.length - 1; at >= 0; at--) {
      const key = keys[at]!;
      if (!Object.hasOwn(b, key)) return false;
      pairs.push((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]);
    }
  }
  return true;
};
