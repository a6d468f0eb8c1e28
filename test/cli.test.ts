// What `tflow` prints and how it exits. Most tests give it streams and files of their own; the last ones run the
// bundle as people do. Must not know how findings are made.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

import { main } from '../language-server/cli/main.ts';
import type { Terminal } from '../language-server/cli/terminal.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface World {
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: readonly (string | Uint8Array)[];
  readonly isTTY?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** What changes, one after the other, while the files are watched. */
  readonly changes?: Record<string, string>[];
  /** Where written files go. */
  readonly written?: Record<string, string>;
}

/** What only captures need. */
const noCaptures: Pick<Terminal, 'drained' | 'readBytes' | 'sizeOf' | 'appendFile' | 'makeFolder'> = {
  drained: () => Promise.resolve(),
  readBytes: async function* () { throw new Error('there is no such file'); },
  sizeOf: () => Promise.resolve(0),
  appendFile: () => Promise.resolve(),
  makeFolder: () => Promise.resolve(),
};

const tflow = async (args: readonly string[], { files = {}, stdin = [], isTTY = false, env = {}, written = {}, changes = [] }: World = {}): Promise<Run> => {
  let out = '';
  let err = '';
  const code = await main(args, {
    stdout: { write: (text) => (out += String(text)), isTTY },
    stderr: { write: (text) => (err += text) },
    stdin: (async function* () { yield* stdin; })(),
    env,
    readFile: async (path) => {
      const text = files[path];
      if (text === undefined) throw new Error('there is no such file');
      return text;
    },
    writeFile: async (path, text) => {
      if (path === 'readonly') throw new Error('no permission to write it');
      written[path] = String(text);
    },
    ...noCaptures,
    nextChange: async (watched) => {
      assert.ok(watched.length > 0);
      // Not before the files are read that are there now.
      await new Promise(setImmediate);
      const next = changes.shift();
      Object.assign(files, next);
      return next !== undefined;
    },
    glob: async (pattern) => (pattern === '*' ? Object.keys(files) : []),
  }, '1.2.3');
  return { code, out, err };
};

const check = (text: string, ...options: string[]): Promise<Run> => tflow(['check', ...options, 'a.tcpflow'], { files: { 'a.tcpflow': text } });

const handshake = 'A -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]\n';
const wrongAck = 'A -> B: [SYN]\nB -> A: [SYN, ACK] ack=7\nA -> B: [ACK]\n';
const onlyWarning = `${handshake}A -> B: [PSH, ACK] len=5 lost\n`;

describe('tflow check, as text', () => {
  it('says that a right file has no problems', async () => {
    assert.deepEqual(await check(handshake), { code: 0, out: '1 file checked: no problems\n', err: '' });
  });

  it('shows the message, the place, the line and where TCP says so', async () => {
    const { code, out } = await check(wrongAck);
    assert.equal(out, `error[ack-of-unsent-data]: acknowledges 7, but A has sent nothing past 1: expected 1
 --> a.tcpflow:2:20
  |
2 | B -> A: [SYN, ACK] ack=7
  |                    ^^^^^
  = RFC 9293 §3.10.7.4

1 file checked: 1 error
`);
    assert.equal(code, 1);
  });

  it('shows the line that explains a finding', async () => {
    const { out } = await check('A.connect()\nA.connect()\nA -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]\n');
    assert.match(out, /2 \| A\.connect\(\)\n {2}\| {3}\^{7}\n1 \| A\.connect\(\)\n {2}\| -{11} \S/);
  });

  it('takes warnings for no failure', async () => {
    const { code, out } = await check(onlyWarning);
    assert.match(out, /^warning\[unanswered-segment\]/);
    assert.match(out, /\n1 file checked: 1 warning\n$/);
    assert.equal(code, 0);
  });

  it('puts the carets under wide characters, behind tabs and combining marks', async () => {
    const carets = async (line: string): Promise<string> => (await check(line)).out.split('\n')[4]!;
    assert.equal(await carets('클라 -> 클라: [SYN]'), `  | ${' '.repeat(8)}^^^^`);
    assert.equal(await carets('\tA -> A: [SYN]'), '  | \t     ^');
    assert.equal(await carets('e\u0301 -> e\u0301: [SYN]'), '  |      ^');
  });

  it('shows a long line around the place that is meant', async () => {
    const { out } = await check(`${' '.repeat(5000)}A -> A: [SYN]${' '.repeat(4000)}`);
    const [, , , line, carets] = out.split('\n') as [string, string, string, string, string];
    assert.ok(line.length < 200 && line.includes('… ') && line.endsWith('…'), line);
    assert.equal(line[carets.indexOf('^')], 'A');
  });

  it('lets no control character of a document reach the terminal', async () => {
    const { out } = await check('A -> B: \u001b[31m[SYN]\u0007\u202e\n');
    assert.doesNotMatch(out, /[^\P{Cc}\n]|\u202e/u);
  });

  it('does not count a byte order mark as a column', async () => {
    const { out } = await check('\ufeffA -> A: [SYN]');
    assert.match(out, /--> a\.tcpflow:1:6\n/);
  });

  it('colours for a terminal, not for a pipe, and not where NO_COLOR asks for none', async () => {
    const files = { 'a.tcpflow': wrongAck };
    const plain = (await tflow(['check', 'a.tcpflow'], { files })).out;
    const coloured = (await tflow(['check', 'a.tcpflow'], { files, isTTY: true })).out;
    assert.notEqual(coloured, plain);
    assert.equal(stripVTControlCharacters(coloured), plain);
    assert.equal((await tflow(['check', 'a.tcpflow'], { files, isTTY: true, env: { NO_COLOR: '1' } })).out, plain);
  });
});

describe('tflow check, as JSON', () => {
  it('has the fixed shape, counting from 1', async () => {
    const { code, out } = await check(wrongAck, '--format', 'json');
    assert.deepEqual(JSON.parse(out), {
      diagnostics: [{
        file: 'a.tcpflow', line: 2, column: 20, endLine: 2, endColumn: 25, severity: 'error', code: 'ack-of-unsent-data',
        message: 'acknowledges 7, but A has sent nothing past 1: expected 1',
      }],
    });
    assert.equal(code, 1);
  });

  it('has an empty list for a right file', async () => {
    assert.deepEqual(JSON.parse((await check(handshake, '--format=json')).out), { diagnostics: [] });
  });
});

describe('tflow check, for other programs', () => {
  const files = { 'a b.tcpflow': wrongAck, 'sub/warns.tcpflow': onlyWarning, good: handshake };

  it('writes SARIF', async () => {
    const { code, out } = await tflow(['check', '--format', 'sarif', '*', 'none'], { files });
    assert.equal(code, 2);
    const { version, runs: [run] } = JSON.parse(out);
    assert.equal(version, '2.1.0');
    assert.deepEqual(run.results[0], {
      ruleId: 'ack-of-unsent-data',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'acknowledges 7, but A has sent nothing past 1: expected 1' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b.tcpflow' }, region: { startLine: 2, startColumn: 20, endLine: 2, endColumn: 25 } } }],
    });
    assert.deepEqual(run.results.map(({ ruleIndex, level }: { ruleIndex: number; level: string }) => [run.tool.driver.rules[ruleIndex].id, level]), [
      ['ack-of-unsent-data', 'error'], ['unanswered-segment', 'warning'],
    ]);
    assert.deepEqual(run.results.map(({ suppressions }: { suppressions?: unknown }) => suppressions), [undefined, undefined]);
    const meant = JSON.parse((await check('A -> B: [SYN]\nB -> A: [SYN, ACK] ack=7 violates ack-of-unsent-data', '--format', 'sarif')).out);
    assert.deepEqual(meant.runs[0].results[0].suppressions, [{ kind: 'inSource' }]);
    assert.equal(run.invocations[0].executionSuccessful, false);
    assert.equal(run.invocations[0].toolExecutionNotifications[0].message.text, 'there is no such file');
    const uri = async (file: string): Promise<string> =>
      JSON.parse((await tflow(['check', '--format', 'sarif', file], { files: { [file]: wrongAck } })).out).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri;
    assert.equal(await uri('C:\\a b.tcpflow'), 'file:///C:/a%20b.tcpflow');
    assert.equal(await uri('/a/b.tcpflow'), 'file:///a/b.tcpflow');
  });

  it('writes annotations for GitHub, in which nothing of a document is a command', async () => {
    const { code, out } = await tflow(['check', '--format', 'github', '*'], { files: { ...files, 'x,y:%.tcpflow': 'A -> A: [SYN]' } });
    assert.equal(code, 1);
    assert.match(out, /^::error file=a b\.tcpflow,line=2,endLine=2,col=20,endColumn=24,title=ack-of-unsent-data::acknowledges 7, but A has sent nothing past 1: expected 1\n::warning /);
    assert.match(out, /\n::error file=x%2Cy%3A%25\.tcpflow,line=1,/);
    assert.equal((await tflow(['check', '--format', 'github', 'good'], { files })).out, '');
  });

  it('writes a JUnit report, in which nothing of a document is markup', async () => {
    const { code, out } = await tflow(['check', '--format', 'junit', '*', 'none'], { files: { ...files, 'a b.tcpflow': 'A -> "<&\u0001>"' } });
    assert.equal(code, 2);
    assert.match(out, /<testsuite name="tflow check" tests="4" failures="1" errors="1">/);
    assert.match(out, /<testcase classname="tcpflow" name="a b\.tcpflow">\n {6}<failure type="syntax" message="[^<"]*">a b\.tcpflow:1:6: error\[syntax\]: [^<]*<\/failure>/);
    const { out: several } = await tflow(['check', '--format', 'junit', 'a'], { files: { a: 'A -> A: [SYN]\nA -> B: [SYN, FIN]\n' } });
    assert.match(several, /<failure type="self-segment" message="[^"]* \(and 1 more\)">a:1:\d+: error\[self-segment\]: [^<]*\na:2:\d+: error\[illegal-flags\]: [^<]*<\/failure>\n {4}<\/testcase>/);
    assert.match(out, /<system-out>sub\/warns\.tcpflow:4:\d+: warning\[unanswered-segment\]: [^<]*<\/system-out>/);
    assert.match(out, /<error message="there is no such file"\/>/);
    assert.match(out, /name="good"\/>/);
    assert.match((await tflow(['check', '--format', 'junit', '*'], { files: { 'a\u0001\ud800.tcpflow': handshake } })).out, / name="a\ufffd\ufffd\.tcpflow"/);
  });
});

describe('tflow check --rule', () => {
  it('weighs rules', async () => {
    assert.equal((await check(onlyWarning, '--rule', 'unanswered-segment=error')).code, 1);
    const { code, out } = await check(wrongAck, '--rule', 'ack-of-unsent-data=off', '--rule=unanswered-segment=hint');
    assert.deepEqual([code, out], [0, '1 file checked: no problems\n']);
    assert.equal((await check(`rule ack-of-unsent-data error\n${wrongAck}`, '--rule', 'ack-of-unsent-data=off')).code, 1);
  });

  it('says which rules and levels there are', async () => {
    assert.match((await check(handshake, '--rule', 'seq-gab=off')).err, /^tflow: there is no rule seq-gab; did you mean seq-gap\?\n/);
    assert.match((await check(handshake, '--rule', 'seq-gap=loud')).err, /^tflow: a rule is set to off, hint, info, warning, error: --rule seq-gap=error\n/);
    assert.equal((await check(handshake, '--rule', 'seq-gap')).code, 2);
  });
});

describe('tflow check --watch', () => {
  it('checks again after each change', async () => {
    const { code, out } = await tflow(['check', '--watch', '*'], { files: { a: handshake }, changes: [{ a: wrongAck }, { b: wrongAck }, { a: handshake, b: handshake }] });
    assert.deepEqual(out.match(/\d files? checked: .*/g), [
      '1 file checked: no problems', '1 file checked: 1 error', '2 files checked: 2 errors', '2 files checked: no problems',
    ]);
    assert.equal(code, 0);
  });
});

describe('tflow check: which files', () => {
  it('expands patterns, and checks each file once', async () => {
    const { out } = await tflow(['check', 'b', '*'], { files: { b: wrongAck, a: wrongAck } });
    assert.deepEqual(out.match(/--> \w/g), ['--> b', '--> a']);
    assert.match(out, /2 files checked: 2 errors\n$/);
  });

  it('takes the files of a pattern in the order of their names, and what stands behind -- as a file', async () => {
    const { out } = await tflow(['check', '*'], { files: { b: wrongAck, c: wrongAck, a: wrongAck } });
    assert.deepEqual(out.match(/--> \w/g), ['--> a', '--> b', '--> c']);
    assert.equal((await tflow(['check', '--', '--help'])).err, 'tflow: --help: there is no such file\n');
  });

  it('reads standard input as -, characters across chunks and all', async () => {
    const bytes = Buffer.from('클라 -> 서버: [SYN]\n서버 -> 클라: [SYN, ACK] ack=7\n');
    const { code, out } = await tflow(['check', '-'], { stdin: [bytes.subarray(0, 4), bytes.subarray(4)] });
    assert.match(out, /--> <stdin>:2:22\n/);
    assert.match(out, /클라 has sent nothing past 1/);
    assert.equal(code, 1);
  });

  it('never exits with 0 when a file could not be read, and still checks the others', async () => {
    const { code, out, err } = await tflow(['check', 'none', 'a'], { files: { a: handshake } });
    assert.equal(code, 2);
    assert.equal(out, '1 file checked: 1 not checked\n');
    assert.equal(err, 'tflow: none: there is no such file\n');
  });

  it('exits with 2 for an unreadable file though another has errors', async () => {
    assert.equal((await tflow(['check', 'none', 'a'], { files: { a: wrongAck } })).code, 2);
  });

  it('exits with 2 for a failure inside', async () => {
    const code = await main(['check', '*'], {
      stdout: { write: () => true }, stderr: { write: () => true }, stdin: (async function* () { /* nothing */ })(), env: {},
      ...noCaptures, readFile: () => Promise.resolve(''), writeFile: () => Promise.resolve(), nextChange: () => Promise.resolve(false), glob: () => Promise.reject(new Error('the disk is gone')),
    }, '1');
    assert.equal(code, 2);
  });
});

describe('tflow format', () => {
  const messy = 'A->B:[SYN]\nB -> A: [ACK,SYN]';
  const tidy = 'A -> B: [SYN]\nB -> A: [SYN, ACK]';

  it('writes the files that it changes, and no others', async () => {
    const written = {};
    const run = await tflow(['format', '*'], { files: { b: tidy, a: messy, c: '\ufeffwait  1s\r\n' }, written });
    assert.deepEqual(run, { code: 0, out: 'a formatted\nc formatted\n', err: '' });
    assert.deepEqual(written, { a: tidy, c: '\ufeffwait 1s\r\n' });
  });

  it('only says with --check which are not formatted', async () => {
    const written = {};
    assert.deepEqual(await tflow(['format', '--check', '*'], { files: { b: tidy, a: messy }, written }), { code: 1, out: 'a is not formatted\n', err: '' });
    assert.deepEqual(await tflow(['format', '--check', 'b'], { files: { b: tidy } }), { code: 0, out: '', err: '' });
    assert.deepEqual(written, {});
  });

  it('is a filter for -', async () => {
    assert.deepEqual(await tflow(['format', '-'], { stdin: [messy] }), { code: 0, out: tidy, err: '' });
    assert.deepEqual(await tflow(['format', '--check', '-'], { stdin: [messy] }), { code: 1, out: '<stdin> is not formatted\n', err: '' });
  });

  it('exits with 2 for what it cannot read or write, and still formats the others', async () => {
    const written = {};
    const run = await tflow(['format', 'none', 'readonly', 'bytes', 'a'], { files: { a: messy, readonly: messy, bytes: 'note  "\ufffd"' }, written });
    assert.equal(run.code, 2);
    assert.equal(run.err, 'tflow: none: there is no such file\ntflow: readonly: no permission to write it\ntflow: bytes: this is not a text in UTF-8\n');
    assert.deepEqual(written, { a: tidy });
  });
});

describe('tflow render', () => {
  const two = 'flow "One, two/../three" {\n  A -> B: [SYN]\n}\nflow "<b>" {\n  B -> A: [SYN] ack=9\n}\n';
  const files = { one: handshake, two, empty: '// nothing\n' };
  const twice = `${two}flow "one two Three" {\n}\nflow "!" {\n}\n`;

  it('draws a picture, in light or dark', async () => {
    const { code, out, err } = await tflow(['render', 'one'], { files });
    assert.match(out, /^<svg [^]*A -&gt; B: \[SYN\][^]*fill: #ffffff[^]*<\/svg>\n$/);
    assert.deepEqual([code, err], [0, '']);
    assert.match((await tflow(['render', '--theme', 'dark', '-'], { stdin: [handshake] })).out, /^<svg [^]*fill: #1f1f1f/);
  });

  it('draws as much as is asked for, and counts as is asked for', async () => {
    const stdin = ['endpoint A isn=1000\nA -> B: [SYN] seq=1000\n@1ms B -> A: [SYN, ACK]\n@3ms A -> B: [ACK]\n'];
    const drawn = async (...args: string[]): Promise<string> => (await tflow(['render', ...args, '-'], { stdin })).out.replace(/<metadata>[^]*<\/metadata>/, '');
    assert.doesNotMatch(await drawn(), /win=|>3ms \(\+2ms\)</);
    const full = await drawn('--detail', 'full', '--numbers', 'relative');
    assert.match(full, />4<\/text>[^]*seq=1 ack=1 len=0 win=65535[^]*>3ms \(\+2ms\)</);
    assert.match(await drawn('--numbers', 'absolute'), />seq=1001 ack=1</);
    assert.match(await drawn('--numbers', 'relative', '--format', 'markdown'), /\| \\\[ACK\\\] \| 1 \| 1 \|/);
  });

  it('writes what other programs draw', async () => {
    assert.match((await tflow(['render', '--format', 'mermaid', 'one'], { files })).out, /^sequenceDiagram\n {2}participant A\n/);
    assert.match((await tflow(['render', '--format', 'plantuml', 'one'], { files })).out, /^@startuml\nparticipant A\n[^]*@enduml\n$/);
    assert.match((await tflow(['render', '--format', 'markdown', 'one'], { files })).out, /^### TCP flow\n\n\| Line /);
  });

  it('takes the format from the name of what it writes, unless it is told', async () => {
    const written: Record<string, string> = {};
    for (const out of ['a.svg', 'a.MMD', 'a.puml', 'a.md', 'a']) assert.deepEqual(await tflow(['render', '-o', out, 'one'], { files, written }), { code: 0, out: '', err: '' });
    await tflow(['render', '--format', 'markdown', '-o', 'b.svg', 'one'], { files, written });
    assert.deepEqual(Object.entries(written).map(([name, text]) => `${name} ${text.slice(0, 4)}`),
      ['a.svg <svg', 'a.MMD sequ', 'a.puml @sta', 'a.md ### ', 'a <svg', 'b.svg ### ']);
  });

  it('draws all flows where a file can hold them, else the first, and says so', async () => {
    const markdown = await tflow(['render', '--format', 'markdown', 'two'], { files });
    assert.equal(markdown.out.match(/^### /gm)?.length, 2);
    assert.equal(markdown.err, '');
    const { code, out, err } = await tflow(['render', '--format', 'mermaid', 'two'], { files });
    assert.match(out, /^sequenceDiagram\n {2}title One, two\/\.\.\/three\n/);
    assert.equal(out.match(/sequenceDiagram/g)?.length, 1);
    assert.match(err, /^tflow: two: drew the first of 2 flows; .*: “One, two\/\.\.\/three”, “<b>”\n$/);
    assert.equal(code, 0);
  });

  it('draws the flow that is asked for', async () => {
    const { out, err } = await tflow(['render', '--flow', '<b>', '--format', 'mermaid', 'two'], { files });
    assert.match(out, /title #60;b#62;\n/);
    assert.equal(err, '');
    assert.match((await tflow(['render', '--flow', '', '--format', 'mermaid', 'one'], { files })).out, /^sequenceDiagram/);
  });

  it('writes a file for each flow, and no two into one, nor anywhere else', async () => {
    const written: Record<string, string> = {};
    const { code, out } = await tflow(['render', '-o', 'out/{flow}.svg', '-'], { stdin: [twice], written });
    const names = ['out/One-two-three.svg', 'out/b.svg', 'out/one-two-Three-2.svg', 'out/untitled.svg'];
    assert.deepEqual([code, out, Object.keys(written)], [0, `${names.join('\n')}\n`, names]);
    assert.match(written['out/b.svg']!, /<title>&lt;b&gt;<\/title>/);
    // File systems take 255 bytes.
    const long = await tflow(['render', '-o', '{flow}.svg', '-'], { stdin: [`flow "${'𝐀'.repeat(300)}" {\n}\n`], written });
    assert.equal(long.out, `${'𝐀'.repeat(60)}.svg\n`);
  });

  it('exits with 2 when it could not draw', async () => {
    for (const [args, says] of [
      [['none'], /^tflow: none: there is no such file\n$/],
      [['empty'], /^tflow: empty: there is no flow in it\n$/],
      [['--flow', 'x', 'two'], /^tflow: two: there is no flow “x”; there are “One, two\/\.\.\/three”, “<b>”\n$/],
      [['-o', 'readonly', 'one'], /^tflow: readonly: no permission to write it\n$/],
      [[], /^tflow: which one file .*\nTry/], [['one', 'two'], /^tflow: which one file .*\nTry/],
      [['--format', 'png', 'one'], /^tflow: there is no format png\nTry/], [['--theme', 'blue', 'one'], /^tflow: there is no theme blue\nTry/],
      [['--numbers', 'roman', 'one'], /^tflow: there is no numbering roman\nTry/], [['--detail', 'none', 'one'], /^tflow: there is no detail none\nTry/],
    ] as const) {
      const { code, out, err } = await tflow(['render', ...args], { files });
      assert.match(err, says);
      assert.deepEqual([code, out], [2, '']);
    }
  });
});

describe('tflow', () => {
  it('tells its version and its use', async () => {
    assert.deepEqual(await tflow(['--version']), { code: 0, out: '1.2.3\n', err: '' });
    const { code, out } = await tflow(['--help']);
    assert.match(out, /\n {2}tflow check /);
    assert.match((await tflow(['check', '--help'])).out, /\n\nUsage: tflow check .*FILES…\n\n {2}FILES /);
    assert.equal(code, 0);
  });

  for (const args of [[], ['chekc', 'a'], ['check'], ['check', '--format', 'xml', 'a'], ['check', '--watch', '-'], ['format'], ['check', '--wat', 'a'], ['--format']]) {
    it(`cannot do \`tflow ${args.join(' ')}\`, and says why`, async () => {
      const { code, out, err } = await tflow(args, { files: { a: handshake } });
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(err, args[0] === 'check' || args[0] === 'format' ? /^tflow: \S.*\nTry 'tflow \w+ --help'\.\n$/ : /^tflow: \S.*\nTry 'tflow --help'\.\n$/);
    });
  }

  it('guesses what was meant', async () => {
    const said = async (...args: string[]): Promise<string> => (await tflow(args, { files: { a: handshake } })).err.split('\n')[0]!;
    assert.equal(await said('chekc', 'a'), 'tflow: there is no command chekc; did you mean tflow check?');
    assert.equal(await said('a.tcpflow'), 'tflow: there is no command a.tcpflow; did you mean tflow check a.tcpflow?');
    assert.equal(await said('check', '--fromat', 'json', 'a'), 'tflow: there is no option --fromat; did you mean --format?');
    assert.equal(await said('check', '-x', 'a'), 'tflow: there is no option -x');
    assert.equal(await said('check', '--format', 'xml', 'a'), 'tflow: there is no format xml; there are text, json, sarif, github, junit');
  });

  it('helps by that name, too', async () => {
    assert.deepEqual(await tflow(['help']), await tflow(['--help']));
    assert.deepEqual(await tflow(['help', 'check']), await tflow(['check', '--help']));
  });
});

describe('tflow as a process', () => {
  const entry = join(import.meta.dirname, '../language-server/bin/tflow.js');
  let folder = '';

  const run = (...args: string[]): Promise<Run> => new Promise((resolve) => {
    execFile(process.execPath, [entry, ...args], { cwd: folder }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }));
  });

  before(async () => {
    assert.ok(existsSync(join(import.meta.dirname, '../language-server/out/tflow.js')), 'npm run build comes first');
    folder = await mkdtemp(join(tmpdir(), 'tflow-'));
    await mkdir(join(folder, 'deep/er'), { recursive: true });
    await writeFile(join(folder, 'good.tcpflow'), handshake);
    await writeFile(join(folder, 'deep/er/bad.tcpflow'), wrongAck);
    await writeFile(join(folder, 'deep/[b]*.tcpflow'), handshake);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('exits with 0, 1 and 2', async () => {
    assert.equal((await run('check', 'good.tcpflow')).code, 0);
    assert.equal((await run('check', 'deep/er/bad.tcpflow')).code, 1);
    assert.equal((await run('check', 'nowhere.tcpflow')).code, 2);
  });

  it('expands patterns itself, whatever the shell does', async () => {
    const { code, out, err } = await run('check', '**/*.tcpflow');
    assert.match(out, /--> deep\/er\/bad\.tcpflow:2:20\n/);
    assert.match(out, /3 files checked: 1 error\n$/);
    assert.equal(code, 1);
    assert.equal(err, '');
  });

  it('notices a change while it watches', async () => {
    const watched = spawn(process.execPath, [entry, 'check', '--watch', '*.tcpflow'], { cwd: folder });
    try {
      const said = createInterface(watched.stdout)[Symbol.asyncIterator]();
      assert.equal((await said.next()).value, '1 file checked: no problems');
      await writeFile(join(folder, 'good.tcpflow'), wrongAck);
      assert.match(String((await said.next()).value), /^error\[ack-of-unsent-data\]/);
    } finally {
      watched.kill();
      await writeFile(join(folder, 'good.tcpflow'), handshake);
    }
  });

  it('formats in place', async () => {
    await writeFile(join(folder, 'messy.tcpflow'), 'A->B:[SYN]\n');
    assert.deepEqual(await run('format', 'messy.tcpflow'), { code: 0, out: 'messy.tcpflow formatted\n', err: '' });
    assert.equal(await readFile(join(folder, 'messy.tcpflow'), 'utf8'), 'A -> B: [SYN]\n');
    await rm(join(folder, 'messy.tcpflow'));
  });

  it('takes a folder for the flows in it, but for those of others', async () => {
    for (const others of ['node_modules/some', 'empty']) await mkdir(join(folder, others), { recursive: true });
    await writeFile(join(folder, 'node_modules/some/theirs.tcpflow'), wrongAck);
    const { code, out } = await run('check', '.');
    assert.deepEqual(out.match(/--> .*|\d files.*/g), ['--> deep/er/bad.tcpflow:2:20', '3 files checked: 1 error']);
    assert.equal(code, 1);
    assert.deepEqual((await run('format', '--check', 'deep')).code, 0);
    assert.equal((await run('check', 'empty')).err, 'tflow: empty: this is a folder without such files\n');
  });

  it('says that a pattern matches nothing', async () => {
    assert.deepEqual(await run('check', 'x*.tcpflow'), { code: 2, out: '0 files checked: 1 not checked\n', err: 'tflow: x*.tcpflow: no file matches\n' });
  });

  it('says that Node.js is too old, as the server does', async () => {
    const older = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.19.0" } })';
    for (const name of ['tflow', 'tcpflow-language-server']) {
      const { code, err } = await new Promise<Omit<Run, 'out'>>((resolve) => {
        execFile(process.execPath, ['--import', older, join(entry, `../${name}.js`), 'check', 'good.tcpflow'], { cwd: folder }, (error, _, said) => resolve({ code: Number(error?.code), err: said }));
      });
      assert.equal(code, 2);
      assert.match(err, new RegExp(`^${name}: needs Node\\.js 22 or newer; this is 20\\.19\\.0 \\(.*\\)\\n$`));
    }
  });

  it('takes a name with brackets for what it is, if there is such a file', async () => {
    assert.deepEqual(await run('check', 'deep/[b]*.tcpflow'), { code: 0, out: '1 file checked: no problems\n', err: '' });
  });
});
