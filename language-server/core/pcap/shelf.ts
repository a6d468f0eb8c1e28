// Values of which a few are in use and very many are not: those that nobody has asked for lately are kept as a line of text,
// which takes a fraction of the memory. Knows nothing of what they are.

export interface Shelf<Key, Value> {
  /** What was put there, or, after some time, what its line tells of it. The same object while it is in use. */
  get(key: Key): Value | undefined;
  /** The same, for who only looks at it: it does not come into use. */
  peek(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
}

export interface Shelving<Value> {
  readonly toLine: (value: Value) => string;
  readonly fromLine: (line: string) => Value;
  /** So many that were asked for last are no lines yet; up to twice as many may be. */
  readonly inUse: number;
}

export const shelf = <Key, Value>({ toLine, fromLine, inUse }: Shelving<Value>): Shelf<Key, Value> => {
  // Those that somebody has asked for lately, and those of the time before.
  let lately = new Map<Key, Value>();
  let before = new Map<Key, Value>();
  const lines = new Map<Key, string>();
  const set = (key: Key, value: Value): void => {
    lately.set(key, value);
    before.delete(key);
    if (lately.size <= inUse) return;
    for (const [old, one] of before) lines.set(old, toLine(one));
    before = lately;
    lately = new Map();
  };
  const peek = (key: Key): Value | undefined => {
    const line = lines.get(key);
    return lately.get(key) ?? before.get(key) ?? (line === undefined ? undefined : fromLine(line));
  };
  const get = (key: Key): Value | undefined => {
    const found = lately.get(key);
    if (found !== undefined) return found;
    const value = peek(key);
    if (value !== undefined) set(key, value);
    return value;
  };
  return { get, peek, set };
};

/** Reads the cells of a line that were joined by spaces, from left to right. */
export interface Cells {
  text(): string;
  number(): number;
  /** An empty cell is undefined. */
  optional<Value>(read: (cell: string) => Value): Value | undefined;
}

export const cellsOf = (line: string): Cells => {
  const cells = line.split(' ');
  let at = 0;
  const text = (): string => cells[at++]!;
  return {
    text,
    number: () => Number(text()),
    optional: (read) => {
      const cell = text();
      return cell === '' ? undefined : read(cell);
    },
  };
};
