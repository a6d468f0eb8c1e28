// An edited file and a fresh one are the same: 20 edits a file, 2,000 here, a million in the long run.
import { assertEdits, equivalence } from './support/equivalence.ts';
import { longRun } from './support/long-run.ts';

/** What once was different where a part ended behind the second line, or the fourth. */
const foundBefore: Readonly<Record<string, readonly string[]>> = {
  'a line that cannot be read stands behind a wrong one':
    ['B -> A: [PSH, ACK] len=100 lost\nA -> B\nA -> B: [SYN] seq=0\nB -> A: [SYN, ACK] seq=0 ack=1\nA -> B: [ACK] seq=1 ack=1'],
  'the last part has no row, and a section is open': ['A -> B: [SYN]\nrule stale-ack off\nsection "open" {\nrule stale-ack off\ncross {'],
  'the line goes that speaks of an end before a connection is added': ['note over A "n"', ''].map((line) => `${line}\nC:1 -> B:2: [SYN]\nA->B.abort()\nexpect A CLOSED\nD -> A: [SYN]`),
  'of two lines that declare the same, one belongs to another flow': ['', 'flow "f" {\n'].map((line) =>
    `${line}flow "f" {\n  endpoint client isn=1000\n  endpoint client isn=1000\n  client -> server: [SYN]`),
  // `abcdefxyz` is near to what is declared, and nearer to what is not.
  'the segment goes that has a misspelt name, and something else has it too': ['abcdefxyz -> server: [ACK]', ''].map((line) =>
    `endpoint abcdefghi, server\nabcdefghi -> server: [SYN]\nserver -> abcdefghi: [SYN, ACK]\nabcdefghi -> server: [ACK]\nabcduvxyz -> server: [SYN]\n${line}\n`
    + 'abcdefghi -> server: [ACK] len=1\nserver -> abcdefghi: [ACK]\n'.repeat(6) + 'expect abcdefxyz ESTABLISHED'),
  'what was sent first has the higher number, and both are acknowledged at once': [
    'endpoint c ESTABLISHED\nendpoint s ESTABLISHED\nc -> s: [ACK] seq=101 len=100 violates seq-gap\ns -> c: [ACK] ack=1\nc -> s: [ACK] seq=1 len=100\ns -> c: [ACK] ack=201',
  ],
  'of more than a hundred misspelt names one goes': ['expect zebra0 CLOSED', ''].map((line) =>
    `endpoint client, server\nclient -> server: [SYN]\nserver -> client: [SYN, ACK]\nclient -> server: [ACK]\n${line}\n`
    + Array.from({ length: 99 }, (_, index) => `expect zebra${index + 1} CLOSED\n`).join('') + 'expect clinet CLOSED\nnote "n"\n'.repeat(2)),
};

describe('after any edits', function () {
  this.timeout(process.env['TIMES'] === undefined ? 300_000 : 0);

  it('everything is as in a file that is opened anew', () => {
    const isLong = process.env['TIMES'] !== undefined;
    // Fifty times as many as these are a million edits.
    const { edits, compared, painted } = equivalence(longRun(isLong ? 1000 : 100));
    if (isLong) console.log(`      ${edits} edits, all compared after ${compared}, painted after ${painted}`);
  });

  for (const [where, texts] of Object.entries(foundBefore)) it(`as well where ${where}`, () => assertEdits(texts));
});
