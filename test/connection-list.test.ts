// The list of a capture's connections: what the filter finds, and in which order they stand.
import assert from 'node:assert/strict';

import { chosen, everything, sortedBy, type Choice, type Column, type Listed } from '../src/webview/connection-list.ts';

const one = (number: number, client: string, packets: number, findings: Listed['findings'], ending = 'FIN'): Listed =>
  ({ number, client, server: '198.51.100.7:443', packets, bytes: packets * 100, duration: packets, beginning: 'SYN', ending, findings });
const found = (errors: number, warnings: number, others = 0): Listed['findings'] => ({ errors, warnings, others });

const all: readonly Listed[] = [
  one(1, '192.0.2.9:40000', 12, found(0, 0)),
  one(2, '192.0.2.10:40001', 400, found(0, 2), 'RST'),
  one(3, '[2001:DB8::1]:40002', 12, found(1, 0)),
  one(4, '192.0.2.9:40443', 7, 'waiting', 'still open'),
  one(5, '192.0.2.9:40004', 90_000, 'unchecked'),
];
const numbers = (choice: Partial<Choice>): readonly number[] => chosen(all, { ...everything, ...choice }).map(({ number }) => number);

describe('the list of connections', () => {
  it('is filtered by words, all of which must be there', () => {
    assert.deepEqual(numbers({}), [1, 2, 3, 4, 5]);
    assert.deepEqual(numbers({ filter: '192.0.2.9:' }), [1, 4, 5]);
    assert.deepEqual(numbers({ filter: ' 2001:db8 FIN ' }), [3]);
    assert.deepEqual(numbers({ filter: 'rst' }), [2]);
    assert.deepEqual(numbers({ filter: 'still open 443' }), [4]);
    assert.deepEqual(numbers({ filter: 'nothing of that' }), []);
    assert.deepEqual(numbers({ onlyFound: true }), [2, 3]);
    assert.deepEqual(numbers({ onlyFound: true, filter: 'RST' }), [2]);
  });

  it('is sorted by any column, equal ones in the order of the capture', () => {
    assert.deepEqual(numbers({ by: 'packets', descending: true }), [5, 2, 1, 3, 4]);
    assert.deepEqual(numbers({ by: 'packets' }), [4, 1, 3, 2, 5]);
    assert.deepEqual(numbers({ by: 'client' }), [3, 1, 5, 4, 2], 'numbers in addresses count as numbers');
    assert.deepEqual(numbers({ by: 'findings', descending: true }), [3, 2, 1, 4, 5], 'an error before warnings, what is not known last');
  });

  it('turns round when its column is pressed again, and begins with what is large where that is looked for', () => {
    const pressed = (...columns: readonly Column[]): readonly [Column, boolean] => {
      const { by, descending } = columns.reduce(sortedBy, everything);
      return [by, descending];
    };
    assert.deepEqual(pressed('number'), ['number', true]);
    assert.deepEqual(pressed('packets'), ['packets', true]);
    assert.deepEqual(pressed('packets', 'packets'), ['packets', false]);
    assert.deepEqual(pressed('packets', 'client'), ['client', false]);
  });
});
