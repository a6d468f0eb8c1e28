// Connection, transfer and teardown with all numbers written out, and each number and flag wrong in turn:
// one finding, on the token that is wrong, and nothing else in the whole flow.
import assert from 'node:assert/strict';
import { check } from './support/check.ts';
import { format } from '../language-server/core/flow/message.ts';

const lines = [
  'endpoint client isn=1000',
  'endpoint server isn=5000',
  'client -> server: [SYN] seq=1000',
  'server -> client: [SYN, ACK] seq=5000 ack=1001',
  'client -> server: [ACK] seq=1001 ack=5001',
  'expect client ESTABLISHED, server ESTABLISHED',
  'client -> server: [PSH, ACK] seq=1001 ack=5001 len=100',
  'server -> client: [ACK] seq=5001 ack=1101',
  'client -> server: [PSH, ACK] seq=1101 ack=5001 len=50 lost',
  'client.timeout(retransmission)',
  'client -> server: [PSH, ACK] seq=1101 ack=5001 len=50',
  'server -> client: [ACK] seq=5001 ack=1151',
  'client.close()',
  'client -> server: [FIN, ACK] seq=1151 ack=5001',
  'server -> client: [ACK] seq=5001 ack=1152',
  'expect client FIN-WAIT-2, server CLOSE-WAIT',
  'server -> client: [PSH, ACK] seq=5001 ack=1152 len=300',
  'client -> server: [ACK] seq=1152 ack=5301',
  'server -> client: [FIN, ACK] seq=5301 ack=1152',
  'expect client TIME-WAIT, server LAST-ACK',
  'client -> server: [ACK] seq=1152 ack=5302',
  'expect client TIME-WAIT, server CLOSED',
];

interface Slip {
  readonly line: number;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const slips = function* (): Generator<Slip> {
  for (const [line, text] of lines.entries()) {
    if (!text.includes('->')) continue;
    for (const field of text.matchAll(/\b(seq|ack)=(\d+)/g)) {
      for (const by of [1, -1, 2, 7, -50, 100, 4000, -4000]) {
        const wrong = `${field[1]}=${(Number(field[2]) + by) >>> 0}`;
        yield { line, text: text.replace(field[0], wrong), from: field.index, to: field.index + wrong.length };
      }
    }
    const flags = /\[.*?\]/.exec(text)!;
    for (const wrong of ['[]', '[SYN, FIN]', '[SYN, RST]', '[FIN, RST]', '[FIN, PSH, URG]']) {
      yield { line, text: text.replace(flags[0], wrong), from: flags.index, to: flags.index + wrong.length };
    }
    if (flags[0].includes('ACK') && flags[0] !== '[SYN, ACK]') {
      const wrong = flags[0] === '[ACK]' ? '[PSH]' : flags[0].replace(', ACK', '');
      yield { line, text: text.replace(flags[0], wrong), from: flags.index, to: flags.index + wrong.length };
    }
  }
};

describe('each number and flag wrong in turn', () => {
  it('the flow itself is right', () => {
    assert.deepEqual(check(lines.join('\n')).findings, []);
  });

  for (const slip of slips()) {
    it(`line ${slip.line + 1}: ${slip.text}`, () => {
      const { findings } = check(lines.with(slip.line, slip.text).join('\n'));
      const told = findings.map(({ line, code, span, message }) => `${line + 1}:${span.start + 1} ${code}: ${format(message)}`).join('\n');
      assert.equal(findings.length, 1, told);
      const [finding] = findings;
      // A needless retransmission is legal: one is told of it, and what follows is judged by what was meant.
      assert.equal(finding!.severity, finding!.code === 'spurious-retransmission' ? 'hint' : 'error', told);
      assert.equal(finding!.line, slip.line, told);
      assert.ok(finding!.span.start >= slip.from && finding!.span.end <= slip.to, told);
    });
  }
});
