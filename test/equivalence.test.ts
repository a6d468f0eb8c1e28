// An edited file and a fresh one are the same: 20 edits a file, 2,000 here, two million in the long run.
import { equivalence } from './support/equivalence.ts';
import { longRun } from './support/long-run.ts';

describe('after any edits', function () {
  this.timeout(process.env['RUNS'] === undefined ? 300_000 : 0);

  it('everything is as in a file that is opened anew', () => equivalence(longRun(100)));
});
