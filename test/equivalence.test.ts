// An edited file and a fresh one are the same: 20 edits a file, 2,000 here, a million in the long run.
import { assertAnyJoint, equivalence } from './support/equivalence.ts';
import { longRun } from './support/long-run.ts';

/** Flows that once were different where a part ended behind the second line, or the fourth. */
const oddJoints = [
  // After a wrong line one that cannot be read.
  'B -> A: [PSH, ACK] len=100 lost\nA -> B\nA -> B: [SYN] seq=0\nB -> A: [SYN, ACK] seq=0 ack=1\nA -> B: [ACK] seq=1 ack=1',
  // The last part has no row, and a section is open.
  'A -> B: [SYN]\nrule stale-ack off\nsection "open" {\nrule stale-ack off\ncross {',
];

describe('after any edits', function () {
  this.timeout(process.env['RUNS'] === undefined ? 300_000 : 0);

  it('everything is as in a file that is opened anew', () => {
    const { edits, compared, painted } = equivalence(longRun(100));
    if (process.env['TIMES'] !== undefined) console.log(`      ${edits} edits, all compared after ${compared}, painted after ${painted}`);
  });

  for (const text of oddJoints) it(`as well where parts join: ${text.split('\n').at(-1)!}`, () => assertAnyJoint(text));
});
