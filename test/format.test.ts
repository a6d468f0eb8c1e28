// What the formatter writes, and what it must never do: change the meaning of a file, or its own mind.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

import { parseLines } from '../language-server/syntax/lines.ts';
import { formatText } from '../language-server/syntax/format.ts';
import { check } from './support/check.ts';
import { fixtures } from './support/fixtures.ts';

const formatsTo = (text: string, formatted: string): void => {
  assert.equal(formatText(text), formatted);
  assert.equal(formatText(formatted), formatted);
};

describe('formatting a statement', () => {
  const cases: readonly (readonly [written: string, formatted: string])[] = [
    ['A->B:[SYN]seq=0', 'A -> B: [SYN] seq=0'],
    ['A : 443 ->B: 80 : [ ACK,SYN ]', 'A:443 -> B:80: [SYN, ACK]'],
    ['A -> B: [ACK,PSH,FIN]', 'A -> B: [FIN, PSH, ACK]'],
    ['A -> B: []', 'A -> B: []'],
    ['@ + 10ms A -> B: [SYN]', '@+10ms A -> B: [SYN]'],
    ['A -> B: [SYN] ws=7 win = 1_000 seq = x + 1 mss=0x5b4 sack_perm', 'A -> B: [SYN] seq=x+1 win=1_000 mss=0x5b4 ws=7 sack_perm'],
    ['A -> B: [ACK] "a  b" sack=5 - 9 sack=x+1 - y ect0 ack=5 option=254 : 0xBEEF', 'A -> B: [ACK] ack=5 sack=5-9 sack=x+1-y option=254:0xBEEF ect0 "a  b"'],
    ['A -> B: [ACK] as first violates seq-gap lost', 'A -> B: [ACK] lost violates seq-gap as first'],
    ['A -> B: [ACK] as late violates seq-gap delayed', 'A -> B: [ACK] delayed as late violates seq-gap'],
    ['@ 5ms   deliver   late', '@5ms deliver late'],
    ['A . send ( 100 )', 'A.send(100)'],
    ['A -> B . timeout( time-wait )', 'A->B.timeout(time-wait)'],
    ['@1s A:80 . close ()', '@1s A:80.close()'],
    ['expect A . snd . nxt=x - 1,B->A established , C : 80 time_wait', 'expect A.snd.nxt = x-1, B->A ESTABLISHED, C:80 TIME-WAIT'],
    ['endpoint A label="a  b"  ts port = 80 isn=x fin_wait_1 ,B', 'endpoint A FIN-WAIT-1 isn=x ts port=80 label="a  b", B'],
    ['note   over A ,B   "so  it is"', 'note over A, B "so  it is"'],
    ['note"so"', 'note "so"'],
    ['observed   at  A', 'observed at A'],
    ['wait   2MSL', 'wait 2MSL'],
    ['rule   seq-gap  off', 'rule seq-gap off'],
    ['A -> B: [SYN]// why', 'A -> B: [SYN]  // why'],
    ['   //  a comment  ', '//  a comment'],
    ['\ufeffA->B: [SYN]', '\ufeffA -> B: [SYN]'],
  ];
  for (const [written, formatted] of cases) it(written, () => formatsTo(written, formatted));
});

describe('formatting a file', () => {
  it('indents blocks, and lines that it cannot read', () => {
    formatsTo('flow "a"   {\n// in\nsection "b" {\nA -> B: [SYN\n  ??  \n}\n\tcross {\nA -> B: [SYN]\n}\n   }\nA -> B: [SYN]', `flow "a" {
  // in
  section "b" {
    A -> B: [SYN
    ??${'  '}
  }
  cross {
    A -> B: [SYN]
  }
}
A -> B: [SYN]`);
  });

  it('puts segments that follow each other into columns', () => {
    formatsTo(`browser -> proxy: [SYN] seq=x mss=1460
proxy -> browser: [SYN, ACK] seq=y ack=x+1 // yes
browser -> proxy: [ACK] seq=x+1 ack=y+1 win=5 // fine
@1ms browser -> proxy: [ACK]
note "not a segment"
browser -> proxy: [ACK]

proxy -> browser: [ACK]
`, `browser -> proxy:   [SYN]      seq=x   mss=1460
proxy   -> browser: [SYN, ACK] seq=y   ack=x+1        // yes
browser -> proxy:   [ACK]      seq=x+1 ack=y+1 win=5  // fine
@1ms browser -> proxy: [ACK]
note "not a segment"
browser -> proxy: [ACK]

proxy -> browser: [ACK]
`);
  });

  it('leaves no hole where a segment says no seq or ack', () => {
    formatsTo('A -> B: [PSH, ACK] seq=1 len=100\nB -> A: [ACK] ack=101 lost\n', 'A -> B: [PSH, ACK] seq=1 len=100\nB -> A: [ACK]      ack=101 lost\n');
  });

  it('counts wide characters as two columns', () => {
    formatsTo('클라 -> B: [SYN]\nB -> 클라: [SYN, ACK] // 네\n클라 -> B: [ACK] // 응\n', '클라 -> B:    [SYN]\nB    -> 클라: [SYN, ACK]  // 네\n클라 -> B:    [ACK]       // 응\n');
  });

  it('leaves one blank line of many, and the end of the file as it is; lines end as the first does', () => {
    formatsTo('A -> B: [SYN]\r\n\r\n \r\n\r\nA->B: [SYN]\n\n\n\nwait  1s', 'A -> B: [SYN]\r\n\r\nA -> B: [SYN]\r\n\r\nwait 1s');
    formatsTo('wait 1s\n\n\n', 'wait 1s\n');
    formatsTo('', '');
  });

  it('takes the editor\'s indentation', () => {
    assert.equal(formatText('cross {\nA -> B: [SYN]\n}', '\t'), 'cross {\n\tA -> B: [SYN]\n}');
  });

  it('looks through the blanks of a line once', () => {
    const comment = (blanks: number): string => `// a${' '.repeat(blanks)}b`;
    assert.ok(formatText(`${comment(9000)} \t\nwait 1s ${comment(9000)} \t `) === `${comment(9000)}\nwait 1s  ${comment(9000)}`);
    // What is too long stays as it is, and from each of its blanks to the end would be a minute's way.
    const tooLong = `  ${comment(200_000)} \t`;
    assert.ok(formatText(tooLong) === tooLong);
  });

  it('neither makes a line too long nor mends one that is', () => {
    const long = `A -> B: [SYN] ${'x'.repeat(9980)}`;
    assert.equal(formatText(`cross {\n${long}12345\n}`), `cross {\n${long}12345\n}`);
    const padded = `A -> B: [SYN]${' '.repeat(20_000)}seq=0`;
    assert.equal(formatText(padded), padded);
  });

  it('does not grow without bounds over a file of opening braces', () => {
    assert.ok(formatText('section "a" {\n'.repeat(5000)).length < 300_000);
  });
});

/** What a file means: its statements without their columns, and what is found in it, without the columns either. */
const meaning = (text: string): unknown => ({
  lines: parseLines(text).filter(({ statement, problem, doc }) => statement !== undefined || problem !== undefined || doc !== undefined)
    .map(({ statement, problem, opens, doc }) => withoutSpans({ statement, problem: problem?.message, opens, doc })),
  // Line by line; in a line they may have changed places with the fields that they are about.
  findings: [...Map.groupBy(check(text).findings, ({ line }) => line).values()].map((found) => found.map(({ code, severity }) => `${severity} ${code}`).toSorted()),
});

const withoutSpans = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSpans);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !/[sS]pan$/.test(key));
  // `sack_perm` and `ts` are nothing but their columns.
  return Object.fromEntries(entries.map(([key, inner]) => [key, isSpan(inner) ? true : withoutSpans(inner)]));
};

const isSpan = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).join() === 'start,end';

const keeps = (text: string): void => {
  const formatted = formatText(text);
  assert.equal(formatText(formatted), formatted, 'formats differently when it is formatted again');
  assert.deepEqual(meaning(formatted), meaning(text));
};

const files = ['flows', 'rules', 'syntax', 'diagram'].flatMap((folder) => fixtures(folder));

describe('what we show', () => {
  const root = join(import.meta.dirname, '..');
  const examples = join(root, 'examples');
  for (const name of readdirSync(examples)) it(`examples/${name} is formatted`, () => {
    const text = readFileSync(join(examples, name), 'utf8');
    assert.equal(formatText(text), text, 'tflow format examples/*.tcpflow mends it');
  });

  it('in the README is formatted', () => {
    for (const [, flow] of readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```tcpflow\n([^]*?)```/g)) assert.equal(formatText(flow!), flow);
  });
});

describe('formatting changes no meaning', function () {
  this.timeout(60_000);

  for (const { name, text } of files) it(name, () => keeps(text));

  const names = fc.constantFrom('A', 'B', 'x', '서버', 'note', 'expect', 'as', 'seq', 'lost', 'FIN', 'proxy', 'x_1', 'deliver');
  const blanks = fc.constantFrom('', '', ' ', '   ', '\t');
  const number = fc.constantFrom('0', '1_000', '0x3e8', '5', '4294967295');
  const value = fc.oneof(number, names, fc.tuple(names, blanks, fc.constantFrom('+', '-'), blanks, number).map((parts) => parts.join('')));
  const text = fc.constantFrom('"a  b"', '"// {"', '"\\""', '"안녕"', '""');
  const field = fc.oneof(
    fc.tuple(fc.constantFrom('seq', 'ack'), blanks, blanks, value).map(([name, a, b, v]) => `${name}${a}=${b}${v}`),
    fc.tuple(fc.constantFrom('len', 'win', 'urg', 'mss', 'ws', 'tsval', 'tsecr'), number).map((parts) => parts.join('=')),
    fc.tuple(value, blanks, blanks, value).map(([left, a, b, right]) => `sack=${left}${a}-${b}${right}`),
    fc.constantFrom('sack_perm', 'tfo', 'tfo = 0x9a', 'option=254', 'option=254 : 0xbeef', 'ect0', 'lost', 'delayed', 'as late', 'violates seq-gap'),
    text,
  );
  const end = fc.tuple(names, fc.constantFrom('', '', ':443', ' : 80')).map((parts) => parts.join(''));
  const time = fc.constantFrom('', '', '@5ms ', '@ + 1.5s ');
  const segment = fc.tuple(time, end, blanks, end, blanks, fc.constantFrom('[SYN]', '[ACK,SYN]', '[ PSH , ACK ]', '[]', '[S', '[SYN-ACK]'), fc.array(field, { maxLength: 5 }))
    .map(([t, from, a, to, b, flags, fields]) => `${t}${from}${a}->${b}${to}${a}:${flags}${fields.map((one) => ` ${one}`).join('')}`);
  const statement = fc.oneof(
    { weight: 4, arbitrary: segment },
    fc.tuple(time, end, blanks, fc.constantFrom('.close()', ' . send ( 5 )', '->B.abort()', '.timeout(user)', '.timeout( time-wait)')).map((parts) => parts.join('')),
    fc.tuple(fc.array(fc.tuple(end, fc.constantFrom(' established', '->B Time_Wait', '.snd.nxt=', ' . iss = ', ' '), value), { minLength: 1, maxLength: 3 }))
      .map(([list]) => `expect ${list.map(([a, b, c]) => a + b + (b.includes('=') ? c : '')).join(' ,')}`),
    fc.tuple(names, fc.array(fc.oneof(fc.constantFrom('sack_perm', 'ts', 'LISTEN', 'fin-wait-1', 'port = 80', 'label="a"', 'mss=5'), value.map((v) => `isn = ${v}`)), { maxLength: 4 }))
      .map(([name, properties]) => `endpoint ${[name, ...properties].join('  ')}`),
    fc.constantFrom('flow "a" {', 'section "b"{', 'cross {', '}', '}', '', '', '// c', '/// doc', 'deliver late', 'drop  late', 'wait  1s', 'note over A,B"x"', 'observed at A', 'rule  seq-gap   off', 'oops', '{', 'oops {'),
  );
  const line = fc.tuple(blanks, statement, fc.constantFrom('', '', ' // c', '//c ', '  ')).map((parts) => parts.join(''));
  const file = fc.tuple(fc.constantFrom('', '', '\ufeff'), fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n', '\r')), { maxLength: 14 }), fc.constantFrom('', 'A -> B: [SYN]'))
    .map(([mark, lines, last]) => mark + lines.flat().join('') + last);

  it('of any lines', () => {
    fc.assert(fc.property(file, keeps), { numRuns: 200 });
  });

  it('of a file in which somebody is typing', () => {
    const texts = files.map((each) => each.text).filter((each) => each.length < 4000);
    fc.assert(fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(30), fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('\r\n', '"', '{', '}', '//', '  ', '\ufeff', '[')), (whole, at, length, typed) => {
      const start = at % (whole.length + 1);
      keeps(whole.slice(0, start) + typed + whole.slice(start + length));
    }), { numRuns: 200 });
  });
});
