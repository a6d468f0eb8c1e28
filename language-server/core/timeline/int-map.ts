// A map from whole numbers to values that is a value itself: `set` makes a new one and shares all but a few nodes with the
// old one. So a checkpoint of a long flow costs nothing, however much it holds. Knows nothing of TCP.

/** Five bits of the key choose a child: another node, or an entry. Keys are unique, so entries never collide below 2^31. */
export interface IntMap<V> {
  /** Which of the 32 places are taken. */
  readonly bits: number;
  /** The taken places, in order. */
  readonly items: readonly (IntMap<V> | Entry<V>)[];
}

interface Entry<V> {
  readonly key: number;
  readonly value: V;
}

export const emptyMap: IntMap<never> = { bits: 0, items: [] };

const isEntry = <V>(item: IntMap<V> | Entry<V>): item is Entry<V> => 'key' in item;
const bitOf = (key: number, level: number): number => 1 << ((key >>> level) & 31);
const placeOf = (bits: number, bit: number): number => count(bits & (bit - 1));

/** How many bits are set. */
const count = (bits: number): number => {
  let rest = bits - ((bits >>> 1) & 0x5555_5555);
  rest = (rest & 0x3333_3333) + ((rest >>> 2) & 0x3333_3333);
  return (((rest + (rest >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
};

export const getIn = <V>(map: IntMap<V>, key: number): V | undefined => {
  let node = map;
  for (let level = 0; ; level += 5) {
    const bit = bitOf(key, level);
    if ((node.bits & bit) === 0) return undefined;
    const item = node.items[placeOf(node.bits, bit)]!;
    if (isEntry(item)) return item.key === key ? item.value : undefined;
    node = item;
  }
};

/** The map with the key at this value. */
export const setIn = <V>(map: IntMap<V>, key: number, value: V, level = 0): IntMap<V> => {
  const bit = bitOf(key, level);
  const place = placeOf(map.bits, bit);
  if ((map.bits & bit) === 0) return { bits: map.bits | bit, items: map.items.toSpliced(place, 0, { key, value }) };
  const item = map.items[place]!;
  const next = !isEntry(item)
    ? setIn(item, key, value, level + 5)
    : item.key === key ? { key, value } : setIn(setIn(emptyMap as IntMap<V>, item.key, item.value, level + 5), key, value, level + 5);
  return { bits: map.bits, items: map.items.with(place, next) };
};

/** The map without the key: as if it had never been there. */
export const deleteIn = <V>(map: IntMap<V>, key: number, level = 0): IntMap<V> => {
  const bit = bitOf(key, level);
  if ((map.bits & bit) === 0) return map;
  const place = placeOf(map.bits, bit);
  const item = map.items[place]!;
  if (isEntry(item)) return item.key === key ? { bits: map.bits & ~bit, items: map.items.toSpliced(place, 1) } : map;
  const rest = deleteIn(item, key, level + 5);
  if (rest === item) return map;
  const [only] = rest.items;
  return { bits: map.bits, items: map.items.with(place, rest.items.length === 1 && isEntry(only!) ? only : rest) };
};

/** All entries, in no order that means anything. */
export const entriesOf = function* <V>(map: IntMap<V>): Generator<readonly [number, V]> {
  for (const item of map.items) {
    if (isEntry(item)) yield [item.key, item.value];
    else yield* entriesOf(item);
  }
};
