// Whether two states of the simulation are the same: for all plain values as Node's own comparison has it.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { same } from '../language-server/core/timeline/same.ts';

// Few of each, so that values are often alike.
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(undefined, null, 0, 1, '', 'a', true),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 2, noNullPrototype: true }),
  ),
}));

describe('states', () => {
  it('are the same when all that is in them is', () => {
    fc.assert(fc.property(value, value, (one, other) => {
      // An array and an object with the same keys never stand in one place.
      fc.pre(!JSON.stringify([one, other]).includes('[]'));
      assert.equal(same(one, other), isDeepStrictEqual(one, other));
      assert.ok(same(one, structuredClone(one)));
    }), { numRuns: 3000 });
  });

  it('are told apart by what is absent', () => {
    for (const [one, other] of [[{ a: undefined }, { b: 1 }], [{ a: undefined }, { b: undefined }], [[], [undefined]], [null, {}], [{}, null], [{ a: null }, { a: {} }]] as const) assert.ok(!same(one, other));
  });

  it('are compared by what is in them, however deep', () => {
    const deep = (end: unknown): unknown => Array.from({ length: 100_000 }).reduce((inner) => [inner], end);
    assert.ok(same(deep(1), deep(1)));
    assert.ok(!same(deep(1), deep(2)));
  });
});
