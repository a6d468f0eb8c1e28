// What completion proposes is legal: each segment and each exchange that is offered anywhere in any flow of the project,
// written where it is offered, is no error, and makes none above it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exchanges } from '../language-server/core/ide/exchange.ts';
import { headText, momentBefore, type MomentBefore } from '../language-server/core/ide/moment-before.ts';
import { nextSegments, type NextSegment } from '../language-server/core/ide/next-segment.ts';
import { check } from './support/check.ts';
import { exampleFlows, pageFlows, ruleFixtures } from './support/flows.ts';

const textOf = (moment: MomentBefore, { link: { connection }, side, tail }: NextSegment): string => headText(moment, { connection, side }) + tail;

/** All that is offered before a line, as lines to insert. */
const offered = (text: string, line: number): readonly (readonly string[])[] => {
  const moment = momentBefore(check(text).timelines, line);
  return [...nextSegments(moment).map((next) => [textOf(moment, next)]), ...moment.links.flatMap((link) => exchanges(moment, link).map(({ lines }) => lines))];
};

/** What is wrong with inserted lines, or with what stands above them and was right before. */
const newErrors = (text: string, line: number, inserted: readonly string[]): readonly string[] => {
  const lines = text.split('\n');
  const errors = (of: readonly string[], until: number): readonly string[] =>
    check(of.join('\n')).findings.filter((finding) => finding.severity === 'error' && finding.line < until).map(({ line: at, code }) => `${at} ${code}`);
  const before = errors(lines, line);
  return errors(lines.toSpliced(line, 0, ...inserted), line + inserted.length).filter((error) => !before.includes(error));
};

describe('what is proposed next is legal', function () {
  this.timeout(120_000);
  for (const { name, text } of [...exampleFlows(), ...pageFlows(), ...ruleFixtures()]) {
    it(name, () => {
      const lines = text.split('\n');
      // Long fixtures repeat themselves: some of their places tell as much.
      for (let line = 0; line < lines.length; line += Math.ceil(lines.length / 4)) {
        for (const inserted of offered(text, line)) {
          assert.deepEqual(newErrors(text, line, inserted), [], `before line ${line + 1}: ${inserted.join(' | ')}`);
        }
      }
    });
  }

  it('however long one goes on accepting proposals', () => {
    const heads = ['', 'endpoint a isn=x\nendpoint b isn=y', 'endpoint a ESTABLISHED\nendpoint b ESTABLISHED', 'endpoint a isn=4294967290 win=3000 mss=1000 ts\nendpoint b ws=7 ts sack_perm', 'endpoint a\nendpoint b CLOSED\nendpoint c'];
    fc.assert(fc.property(fc.constantFrom(...heads), fc.array(fc.nat(30), { maxLength: 12 }), (head, choices) => {
      let lines = head.split('\n');
      for (const choice of choices) {
        const some = offered(lines.join('\n'), lines.length);
        assert.ok(some.length > 0, lines.join('\n'));
        lines = [...lines, ...some[choice % some.length]!];
      }
      assert.deepEqual(check(lines.join('\n')).findings.filter(({ severity }) => severity === 'error').map(({ line, code }) => `${lines[line]} ${code}`), [], lines.join('\n'));
    }), { numRuns: 20 });
  });
});

describe('a further connection of an endpoint', () => {
  const first = ['endpoint a', 'endpoint b', 'endpoint c', 'a -> b: [SYN]', 'b -> a: [SYN, ACK]', 'a -> b: [ACK]', 'a -> b: [ACK] len=9 lost'];
  const heads = (...more: readonly string[]): ReadonlySet<string> => new Set(offered([...first, ...more].join('\n'), first.length + more.length).map(([line]) => line!.split(':')[0]!));

  it('leaves no line in doubt that means the only one', () => {
    assert.ok(heads().has('c -> a'));
    for (const line of ['a.timeout(retransmission)', 'a.send(1)', 'expect a ESTABLISHED', 'expect b ESTABLISHED, a ESTABLISHED']) {
      assert.ok(!heads(line).has('c -> a'), line);
      // However far above it stands.
      assert.ok(!heads(line, ...Array.from({ length: 200 }, () => 'note "long"')).has('c -> a'), line);
    }
    assert.ok(heads('a.timeout(retransmission)').has('c -> b'));
  });

  it('is possible where each line says which one it means, or means the endpoint', () => {
    for (const line of ['a->b.timeout(retransmission)', 'a->b.send(1)', 'expect a->b ESTABLISHED', 'expect a:5 ESTABLISHED', 'a.listen()', 'note over a "here"']) {
      assert.ok(heads(line).has('c -> a'), line);
    }
  });
});

describe('whole exchanges', () => {
  const namesAfter = (...lines: readonly string[]): readonly string[] => {
    const moment = momentBefore(check(lines.join('\n')).timelines, lines.length);
    return exchanges(moment, moment.links[0]!).map(({ name }) => name.text);
  };

  it('are those that the state allows', () => {
    assert.deepEqual(namesAfter('endpoint a', 'endpoint b'), ['handshake', 'simultaneous open']);
    assert.deepEqual(namesAfter('endpoint a ESTABLISHED', 'endpoint b ESTABLISHED'), [
      'request and response', 'loss and retransmission', 'zero window', 'teardown', 'half-close', 'simultaneous close', 'reset',
    ]);
    assert.deepEqual(namesAfter('a -> b: [SYN]'), []);
  });

  it('leave nothing undone', () => {
    for (const head of ['endpoint a ESTABLISHED\nendpoint b ESTABLISHED', 'endpoint a isn=x\nendpoint b isn=y']) {
      const moment = momentBefore(check(head).timelines, 2);
      for (const { name, lines } of exchanges(moment, moment.links[0]!)) assert.deepEqual(check([head, ...lines].join('\n')).findings, [], name.text);
    }
  });
});

describe('the best guess', () => {
  const best = (...lines: readonly string[]): string => {
    const moment = momentBefore(check(lines.join('\n')).timelines, lines.length);
    return textOf(moment, nextSegments(moment)[0]!);
  };
  const opened = ['endpoint client isn=x', 'endpoint server isn=y', 'client -> server: [SYN] seq=x', 'server -> client: [SYN, ACK] seq=y ack=x+1', 'client -> server: [ACK] seq=x+1 ack=y+1'];

  const guesses: readonly (readonly [string, readonly string[], string])[] = [
    ['an empty file begins with SYN', [''], 'client -> server: [SYN] seq=0'],
    ['who is declared first opens', opened.slice(0, 2), 'client -> server: [SYN] seq=x'],
    ['SYN is answered', opened.slice(0, 3), 'server -> client: [SYN, ACK] seq=y ack=x+1'],
    ['SYN, ACK is acknowledged', opened.slice(0, 4), 'client -> server: [ACK] seq=x+1 ack=y+1'],
    ['who opened sends data', opened, 'client -> server: [PSH, ACK] seq=x+1 ack=y+1 len=100'],
    ['data is acknowledged', [...opened, 'client -> server: [PSH, ACK] seq=x+1 ack=y+1 len=120'], 'server -> client: [ACK] seq=y+1 ack=x+121'],
    ['and answered', [...opened, 'client -> server: [PSH, ACK] len=120', 'server -> client: [ACK]'], 'server -> client: [PSH, ACK] seq=y+1 ack=x+121 len=100'],
    ['what is lost is sent again', [...opened, 'client -> server: [PSH, ACK] len=120 lost', 'client.timeout(retransmission)'], 'client -> server: [PSH, ACK] seq=x+1 ack=y+1 len=120'],
    ['FIN is acknowledged', [...opened, 'client -> server: [FIN, ACK]'], 'server -> client: [ACK] seq=y+1 ack=x+2'],
    ['and followed by the other FIN', [...opened, 'client -> server: [FIN, ACK]', 'server -> client: [ACK]'], 'server -> client: [FIN, ACK] seq=y+1 ack=x+2'],
    ['close() sends a FIN', [...opened, 'server.close()'], 'server -> client: [FIN, ACK] seq=y+1 ack=x+1'],
    ['who is closed refuses', ['endpoint client', 'endpoint server CLOSED', 'client -> server: [SYN] seq=0'], 'server -> client: [RST, ACK] seq=0 ack=1'],
    ['numbers are left out where the author does', ['A -> B: [SYN]', 'B -> A: [SYN, ACK]'], 'A -> B: [ACK]'],
    ['a sent again segment says its number even there', ['A -> B: [SYN]', 'B -> A: [SYN, ACK]', 'A -> B: [PSH, ACK] len=9 lost', 'A.timeout(retransmission)'], 'A -> B: [PSH, ACK] seq=1 len=9'],
    ['ports tell connections apart', ['c:1 -> s:80: [SYN] seq=0', 'c:2 -> s:80: [SYN] seq=0'], 's:80 -> c:2: [SYN, ACK] seq=0 ack=1'],
    ['a congestion mark is echoed', ['a -> b: [SYN, ECE, CWR]', 'b -> a: [SYN, ACK, ECE]', 'a -> b: [ACK]', 'a -> b: [ACK] len=9 ce'], 'b -> a: [ACK, ECE]'],
    ['until CWR confirms it', ['a -> b: [SYN, ECE, CWR]', 'b -> a: [SYN, ACK, ECE]', 'a -> b: [ACK]', 'a -> b: [ACK] len=9 ce', 'b -> a: [ACK, ECE]', 'a -> b: [ACK, CWR] len=9 ect0'], 'b -> a: [ACK]'],
    ['what carried CWR goes again without it', ['a -> b: [SYN, ECE, CWR]', 'b -> a: [SYN, ACK, ECE]', 'a -> b: [ACK]', 'a -> b: [ACK, CWR] seq=1 ack=1 len=9 lost', 'a.timeout(retransmission)'], 'a -> b: [ACK] seq=1 ack=1 len=9'],
    ['agreed timestamps go on', ['a -> b: [SYN] tsval=5', 'b -> a: [SYN, ACK] tsval=7 tsecr=5'], 'a -> b: [ACK] tsval=5 tsecr=7'],
  ];
  for (const [name, lines, guess] of guesses) it(name, () => assert.equal(best(...lines), guess));
});
