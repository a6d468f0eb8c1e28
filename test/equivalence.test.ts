// An edited file and a fresh one are the same. The long run is in test/long.ts.
import { equivalence } from './support/equivalence.ts';

describe('after any edits', function () {
  this.timeout(300_000);

  it('everything is as in a file that is opened anew', () => equivalence(100));
});
