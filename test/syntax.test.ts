// Tests of the syntax: annotated fixtures, random text, hostile text, and that columns point at what they should.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Finding } from '../language-server/core/flow/finding.ts';
import { format } from '../language-server/core/flow/message.ts';
import type { Line, SegmentStatement, Span, Statement } from '../language-server/core/flow/statement.ts';
import { parseLine, parseLines, splitLines } from '../language-server/syntax/lines.ts';
import { lower } from '../language-server/syntax/lower.ts';
import { createTcpflowParser } from '../language-server/syntax/parser.ts';
import { Problems } from '../language-server/syntax/problems.ts';
import { annotate, strip } from './support/annotate.ts';
import { fixtures, matchesFile } from './support/fixtures.ts';

const findings = (lines: readonly Line[]): Finding[] => lines.flatMap(({ problem }, line) =>
  (problem ? [{ code: 'syntax', severity: 'error' as const, line, ...problem }] : []));

describe('syntax', () => {
  for (const { name, path, text } of fixtures('syntax')) {
    it(`fixture ${name}`, () => {
      const stripped = strip(text);
      matchesFile(annotate(stripped, findings(parseLines(stripped.text))), path);
    });
  }

  it('has no problem with the legal statements', () => {
    const legal = fixtures('syntax').find(({ name }) => name === 'statements.tcpflow')!;
    assert.equal(strip(legal.text).text, legal.text);
  });

  describe('lines', () => {
    it('end with \\n, \\r\\n or \\r', () => {
      const kinds = parseLines('wait 1s\r\ndrop a\rnote "x"\n\n').map(({ statement }) => statement?.kind);
      assert.deepEqual(kinds, ['wait', 'drop', 'note', undefined, undefined]);
    });

    it('are read as the parser reads them, whichever line of their shape was read before', () => {
      const parser = createTcpflowParser();
      let digit = 0;
      // Nought is a digit that changes more than others.
      const otherNumbers = (line: string): string => line.replaceAll(/[0-9]/g, () => String((digit = (digit * 31 + 7) % 101) % 10));
      const read = new Set(['', 'syntax', 'rules', 'flows'].flatMap((folder) => fixtures(folder).flatMap(({ text }) => splitLines(text.replaceAll(/^\ufeff/gm, '')))));
      let same = 0;
      for (const line of read) {
        for (const other of [line, otherNumbers(line), otherNumbers(line), line.replaceAll('=', '=9'), line.replaceAll(/=[0-9]+/g, '=99999999999')]) {
          const { statement, problem } = parseLine(other);
          const { value, lexerErrors, parserErrors } = parser.parseTree(other);
          if (lexerErrors.length > 0 || parserErrors.length > 0) {
            assert.ok(problem !== undefined || statement === undefined, other);
            continue;
          }
          const problems = new Problems();
          assert.deepEqual({ statement, problem }, { statement: lower(value, problems), problem: problems.first }, other);
          same++;
        }
      }
      assert.ok(same > 5000, String(same));
    });

    it('of one shape share what is the same in them, so that a long file is held in little memory', () => {
      const [, one, other] = [1001, 2001, 3001].map((seq) => parseLine(`near -> far: [ACK] seq=${seq} ack=7 win=64256 len=1000`).statement as SegmentStatement);
      const own = Object.keys(other!).filter((name) => typeof other![name as keyof SegmentStatement] === 'object' && other![name as keyof SegmentStatement] !== one![name as keyof SegmentStatement]);
      assert.deepEqual(own, ['seq']);
    });

    it('may begin with a byte order mark, which is a column', () => {
      const name = { text: 'a', span: { start: 6, end: 7 } };
      // Where it stands in the file, the rule about hidden characters asks.
      const hidden = [{ span: { start: 0, end: 1 }, codes: 'U+FEFF' }];
      assert.deepEqual(parseLine('\ufeffdrop a'), { statement: { kind: 'drop', name, span: { start: 1, end: 7 } }, hidden });
      assert.deepEqual(parseLine('\ufeff// comment'), { hidden });
    });

    it('keep what three slashes say', () => {
      assert.deepEqual(parseLine('  /// The client. '), { doc: 'The client.' });
      assert.deepEqual(parseLine('///  indented'), { doc: ' indented' });
      assert.deepEqual([parseLine('// no'), parseLine('//// no'), parseLine('  ')], [{}, {}, {}]);
    });

    it('that are too long are not parsed', () => {
      const { problem, statement } = parseLine(`note "${'x'.repeat(10_000)}"`);
      assert.equal(statement, undefined);
      assert.deepEqual(problem?.span, { start: 10_000, end: 10_007 });
    });
  });

  describe('a broken line', () => {
    const statementOf = (text: string): string => {
      const { statement, problem, opens } = parseLine(text);
      assert.ok(problem, `no problem: ${text}`);
      return `${statement?.kind ?? 'nothing'}${opens ? ', opens' : ''}`;
    };

    it('is still a segment when ends and flags can be read', () => {
      for (const text of [
        'a -> b [SYN]', 'a b: [SYN]', 'a => b: [SYN]', 'a -> b: [SYN ACK]', 'a -> b: [SYN', 'a -> b: [SYN] foo', 'a -> b: [SYN] seq=',
        'a -> b: [SYN],', 'a-c -> b: [SYN]', 'a -> b: [SYN] # x', '@10 a -> b: [SYN]', 'a -> b: [SYN] "x',
      ]) assert.equal(statementOf(text), 'segment', text);
    });

    it('still opens its block', () => {
      const flows = ['flow Handshake {', 'flow "x', 'flow "x {', 'flow "x"', 'flow "x" {{'];
      for (const text of flows) assert.equal(statementOf(text), 'flow', text);
      for (const text of ['flwo "x" {', 'group {', '"x" {']) assert.equal(statementOf(text), 'nothing, opens', text);
      assert.equal(statementOf('cross "x" {'), 'cross');
    });

    it('does not open a block that another line opens or that it closes itself', () => {
      assert.equal(statementOf('{'), 'nothing');
      assert.equal(statementOf('flow "x" { }'), 'nothing');
    });

    it('reads flags as they were meant', () => {
      const flagsOf = (text: string): number => {
        const { statement } = parseLine(`a -> b: ${text}`);
        return statement?.kind === 'segment' ? statement.flags : -1;
      };
      const meant = ['[SYN ACK]', '[SYN-ACK]', '[SYN+ACK]', '[SYNACK]', '[S.]', '[SYN,, ACK]', '[SYN, ACK', '[SYN/ACK]', '[syn ack]'];
      for (const text of meant) {
        assert.equal(flagsOf(text), 0x12, text);
      }
      assert.equal(flagsOf('[SYN, FOO]'), 0x02);
    });
  });

  // These stand here because an editor does not show them, and git takes a file with a NUL for a binary one.
  it('points at characters that cannot be seen', () => {
    const problem = (text: string): string => {
      const { span, message } = parseLine(text).problem ?? {};
      return `${span?.start}-${span?.end} ${message && format(message)}`;
    };
    assert.equal(problem('a -> b: \0[SYN]'), '8-9 the invisible character U+0000 may not stand here');
    assert.equal(problem('\u202ea -> b: [SYN]'), '0-1 the invisible character U+202E may not stand here');
    assert.equal(problem('a\u200b -> b: [SYN]'), '1-2 the invisible character U+200B may not stand here');
    assert.equal(problem('a ->\u00a0b: [SYN]'), '4-5 the invisible character U+00A0 may not stand here');
    assert.equal(problem('\f'), '0-1 the invisible character U+000C may not stand here');
    assert.equal(problem('a -> b: [SYN]\u2028'), '13-14 the invisible character U+2028 may not stand here');
    assert.equal(problem('\u{e0001}'), '0-2 the invisible character U+E0001 may not stand here');
    assert.equal(problem('note "a\0"'), '7-8 write the control character as `\\0`');
    assert.equal(problem('note "a\u0007"'), '7-8 write the control character as `\\x07`');
    assert.equal(problem('note "\t\u202e\u00a0" // \u202e\0'), 'undefined-undefined undefined');
  });

  describe('columns', () => {
    it('point at the text of every value', () => {
      for (const { text } of fixtures('syntax')) {
        for (const line of strip(text).lines) {
          for (const { span, text: word, path } of spans(parseLine(line).statement)) {
            const covered = line.slice(span.start, span.end);
            assert.ok(span.start >= 0 && span.start < span.end && span.end <= line.length, `${path} in ${line}`);
            if (word !== undefined && !covered.startsWith('"')) assert.equal(covered, word, `${path} in ${line}`);
          }
        }
      }
    });

    it('of a segment', () => {
      const text = '  @+10ms a:1 -> b:2: [SYN, ACK] seq = x+1 sack=2-3 tfo=0xab option=9:0x00 ce "é" delayed as late violates r-r // c';
      const { statement } = parseLine(text);
      assert.ok(statement?.kind === 'segment');
      const covered = (span: Span | undefined): string | undefined => span && text.slice(span.start, span.end);
      assert.deepEqual({
        all: covered(statement.span), time: covered(statement.time?.span), from: covered(statement.from.name.span),
        port: covered(statement.from.port?.span),
        to: covered(statement.to.name.span), flags: covered(statement.flagsSpan), seq: covered(statement.seq?.span),
        seqValue: covered(statement.seq?.value.span), seqBase: covered(statement.seq?.value.base?.span),
        sack: covered(statement.sack[0]?.span),
        left: covered(statement.sack[0]?.left.span), right: covered(statement.sack[0]?.right.span), tfo: covered(statement.tfo?.span),
        option: covered(statement.otherOptions[0]?.span), ecn: covered(statement.ecn?.span), payload: covered(statement.payload?.span),
        fate: covered(statement.fate?.span), name: covered(statement.name?.span), violates: covered(statement.violates?.span),
      }, {
        all: text.slice(2, text.indexOf(' //')), time: '@+10ms', from: 'a', port: '1', to: 'b', flags: '[SYN, ACK]', seq: 'seq = x+1',
        seqValue: 'x+1', seqBase: 'x',
        sack: 'sack=2-3', left: '2', right: '3', tfo: 'tfo=0xab', option: 'option=9:0x00', ecn: 'ce', payload: '"é"', fate: 'delayed',
        name: 'late', violates: 'r-r',
      });
    });
  });

  it('says which connection a call or an expectation means', () => {
    const text = '@5ms proxy->server.timeout(user)';
    const { statement } = parseLine(text);
    assert.ok(statement?.kind === 'timeout');
    const { end, timerSpan } = statement;
    const covered = ({ start, end: last }: Span): string => text.slice(start, last);
    assert.deepEqual([covered(end.span), end.name.text, end.peer?.text, covered(timerSpan)], ['proxy->server', 'proxy', 'server', 'user']);
    const expectation = 'expect client:40000 TIME_WAIT, a->b.snd.nxt = x+1';
    const expected = parseLine(expectation).statement;
    assert.ok(expected?.kind === 'expect');
    assert.deepEqual(expected.expectations.map((each) => [
      expectation.slice(each.end.span.start, each.end.span.end), each.end.port?.value,
      'state' in each ? [each.state, expectation.slice(each.stateSpan.start, each.stateSpan.end)] : [each.variable,
      each.value.base?.text, each.value.offset],
    ]), [
      ['client:40000', 40000, ['TIME-WAIT', 'TIME_WAIT']],
      ['a->b', undefined, ['snd.nxt', 'x', 1]],
    ]);
  });

  describe('values', () => {
    const segment = (rest: string) => {
      const { statement, problem } = parseLine(`a -> b: [ACK] ${rest}`);
      assert.equal(problem, undefined);
      assert.ok(statement?.kind === 'segment');
      return statement;
    };

    it('of numbers', () => {
      assert.equal(segment('len=1000').len?.value, 1000);
      assert.equal(segment('len=0x3e8').len?.value, 1000);
      assert.equal(segment('len=1_000').len?.value, 1000);
      assert.equal(segment('seq=5-7').seq?.value.offset, -2);
      assert.equal(segment('seq=x-7').seq?.value.offset, -7);
      assert.ok(segment(`len=${'9'.repeat(400)}`).len!.value > 1e300);
      assert.ok(Number.isFinite(segment(`len=0x${'f'.repeat(400)}`).len!.value));
    });

    it('of durations, in milliseconds', () => {
      const ms = ['200us', '10ms', '1.5s', '2MSL', '0.1s', '1.1s'].map((text) => {
        const { statement } = parseLine(`wait ${text}`);
        return statement?.kind === 'wait' ? statement.ms : undefined;
      });
      assert.deepEqual(ms, [0.2, 10, 1500, 240_000, 100, 1100]);
    });

    it('of strings, with their bytes in UTF-8', () => {
      const read = (text: string) => {
        const { text: value, bytes } = segment(text).payload!;
        return [value, bytes];
      };
      assert.deepEqual(read('"a\\r\\n\\t\\0\\\\\\""'), ['a\r\n\t\0\\"', 7]);
      assert.deepEqual(read('"é€😀"'), ['é€😀', 9]);
      assert.deepEqual(read('"\\xff\\xe9"'), ['\xff\xe9', 2]);
      assert.deepEqual(read('"\\u{e9}\\u{1F600}"'), ['é😀', 6]);
      assert.deepEqual(read('""'), ['', 0]);
    });

    it('of options', () => {
      assert.deepEqual(segment('tfo').tfo?.cookie, '');
      assert.deepEqual(segment('tfo=0x9A8b').tfo?.cookie, '9a8b');
      assert.deepEqual(segment('option=254:0xBEEF option=8').otherOptions.map(({ kind, data }) => [kind, data]), [[254, 'beef'], [8, '']]);
      const edges = segment('sack=1-2 sack=x+1-x+20 sack=x-y sack=x-1-y').sack.map(({ left, right }) =>
        [left, right].map(({ base, offset }) => `${base?.text ?? ''}${offset}`).join(' '));
      assert.deepEqual(edges, ['1 2', 'x1 x20', 'x0 y0', 'x-1 y0']);
    });
  });

  describe('any text', () => {
    const check = (text: string): void => {
      const lines = parseLines(text);
      const texts = splitLines(text);
      assert.equal(lines.length, texts.length);
      lines.forEach(({ problem, statement }, index) => {
        const { length } = texts[index]!;
        if (problem) {
          const { start, end } = problem.span;
          const inside = start >= 0 && start < end && start <= length && end <= length + 1;
          assert.ok(inside, `${start}-${end} in ${JSON.stringify(texts[index])}`);
          assert.ok(problem.message.text !== 'this line cannot be read', `the parser threw at ${JSON.stringify(texts[index])}`);
        }
        for (const { span } of spans(statement)) assert.ok(span.start >= 0 && span.start <= span.end && span.end <= length);
      });
    };
    const { text: statements } = fixtures('syntax').find(({ name }) => name === 'statements.tcpflow')!;
    const legal = strip(statements).lines.filter((line) => line.trim() !== '');
    const tokens = legal.flatMap((line) => line.match(/[\p{L}\p{M}\w]+|"[^"]*"|\S/gu) ?? []);

    it('of random characters is read', () => {
      fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), check), { numRuns: 2000 });
    });

    it('of random tokens is read', () => {
      const line = fc.array(fc.constantFrom(...tokens, ' ', '"', '\\', '\n', '\0'), { maxLength: 15 });
      fc.assert(fc.property(line, (each) => check(each.join(' '))), { numRuns: 3000 });
    });

    it('that is nearly legal is read', () => {
      const edit = fc.tuple(fc.nat(100), fc.nat(8), fc.oneof(fc.constantFrom(...tokens), fc.string({ maxLength: 3 })));
      fc.assert(fc.property(fc.constantFrom(...legal), fc.array(edit, { minLength: 1, maxLength: 3 }), (line, edits) => {
        check(edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), line));
      }), { numRuns: 5000 });
    });

    it('does not change how the next line is read', () => {
      fc.assert(fc.property(fc.array(fc.constantFrom(...tokens), { maxLength: 10 }), fc.constantFrom(...legal), (bad, line) => {
        const before = parseLine(line);
        parseLine(bad.join(' '));
        assert.deepEqual(parseLine(line), before);
      }), { numRuns: 1000 });
    });

    it('that is hostile is read', function () {
      this.timeout(60_000);
      const nested = '{'.repeat(400);
      for (const text of [nested, `flow "x" ${nested}`, `"${'\\'.repeat(9000)}`, `a${'-a'.repeat(4000)}-`,
        `[${'A '.repeat(4500)}`]) check(text);
      for (const part of ['[', '(', 'a->', 'a.', '\0', '\\', '-', 'x=1 ', '"', '@', '::', ',']) check(part.repeat(9000 / part.length));
      check(`a -> b: [ACK] seq=${'1_'.repeat(4000)}`);
      check(`a -> b: [ACK] seq=x${'+1'.repeat(4000)}`);
      check(`a -> b: [ACK] ${'sack=1-2 '.repeat(1000)}`);
      check('\u{1F600}\u{10FFFF}\ud800\udfff'.repeat(1000));
      check('endpoint __proto__ __proto__=1 constructor=1 toString');
      check('a -> b: [__proto__, constructor] __proto__=1 constructor toString="x" hasOwnProperty');
      check('a.constructor()\na.timeout(toString)\nexpect a.__proto__ = 1\nwait 5constructor\nconstructor a\n__proto__ b');
    });

    it('that repeats itself costs what it is long', function () {
      this.timeout(60_000);
      const cost = (text: string): number => {
        const before = process.cpuUsage().user;
        for (let times = 0; times < 8; times++) parseLine(text);
        return process.cpuUsage().user - before;
      };
      for (const part of ['-', '=', '~', 'a,', 'a ']) {
        cost(part.repeat(100));
        const [short, long] = [cost(part.repeat(1000 / part.length)), cost(part.repeat(9900 / part.length))];
        // Ten times as long; where each part is looked at for each of the others it costs a hundred times as much.
        assert.ok(long < 40 * short, `${part}: ${short} and ${long} µs`);
      }
    });

    it('that is long is read in time', function () {
      this.timeout(60_000);
      // Of the processor: on a busy machine the clock tells nothing.
      const within = (ms: number, what: () => void): void => {
        const before = process.cpuUsage().user;
        what();
        const took = (process.cpuUsage().user - before) / 1000;
        assert.ok(took < ms, `${took} ms`);
      };
      within(500, () => assert.ok(parseLine('a'.repeat(5_000_000)).problem));
      within(500, () => assert.ok(parseLine(`// ${'a'.repeat(5_000_000)}`)));
      within(40_000, () => assert.equal(findings(parseLines('a b c\n'.repeat(200_000))).length, 200_000));
    });
  });
});

/** Every span in a statement, with the text that it should cover where there is one. */
function* spans(value: unknown, path = 'statement'): Generator<{ span: Span; text?: string | undefined; path: string }> {
  if (typeof value !== 'object' || value === null) return;
  if ('start' in value && 'end' in value) return yield { span: value as Span, path };
  if ('span' in value && 'text' in value && typeof value.text === 'string') yield { span: value.span as Span, text: value.text, path };
  for (const [key, each] of Object.entries(value)) yield* spans(each as Statement, `${path}.${key}`);
}
