// A map that is a value must behave like a map, and look the same whatever led to it: two worlds are compared by what they hold.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deleteIn, emptyMap, entriesOf, getIn, setIn, type IntMap } from '../language-server/core/timeline/int-map.ts';

// Keys that agree in their lower bits lie in one node until they differ: up to seven levels down.
const keys = fc.uniqueArray(fc.oneof(fc.nat(40), fc.nat(2 ** 31 - 1), fc.nat(63).map((n) => n * 2 ** 25), fc.nat(1000).map((n) => n * 32 + 7)), { minLength: 2, maxLength: 60, size: 'max' });
const steps = fc.array(fc.record({ at: fc.nat(59), remove: fc.boolean(), value: fc.nat(3) }), { maxLength: 200, size: 'max' });

const built = (entries: readonly (readonly [number, number])[]): IntMap<number> => entries.reduce<IntMap<number>>((map, [key, value]) => setIn(map, key, value), emptyMap);

describe('a map of whole numbers', () => {
  it('is as any map, and as if what was deleted had never been there', () => {
    fc.assert(fc.property(keys, steps, (pool, changes) => {
      let map: IntMap<number> = emptyMap;
      const expected = new Map<number, number>();
      for (const { at, remove, value } of changes) {
        const key = pool[at % pool.length]!;
        const before = map;
        map = remove ? deleteIn(map, key) : setIn(map, key, value);
        if (!remove) expected.set(key, value);
        else if (!expected.delete(key)) assert.equal(map, before);
        for (const one of pool) assert.equal(getIn(map, one), expected.get(one));
      }
      const byKey = (a: readonly [number, number], b: readonly [number, number]): number => a[0] - b[0];
      assert.deepEqual([...entriesOf(map)].sort(byKey), [...expected].sort(byKey));
      assert.deepEqual(map, built([...expected]));
      assert.deepEqual(map, built([...expected].reverse()));
    }), { numRuns: 100, endOnFailure: process.env['SHRINK'] === undefined });
  });
});
