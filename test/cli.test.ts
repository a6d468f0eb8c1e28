// What `tflow` prints and how it exits. Most tests give it streams and files of their own; the last ones run the
// bundle as people do. Must not know how findings are made.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { main } from '../language-server/cli/main.ts';

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
}

const tflow = async (args: readonly string[], { files = {}, stdin = [], isTTY = false, env = {} }: World = {}): Promise<Run> => {
  let out = '';
  let err = '';
  const code = await main(args, {
    stdout: { write: (text) => (out += text), isTTY },
    stderr: { write: (text) => (err += text) },
    stdin: (async function* () { yield* stdin; })(),
    env,
    readFile: async (path) => {
      const text = files[path];
      if (text === undefined) throw new Error('there is no such file');
      return text;
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

describe('tflow check: which files', () => {
  it('expands patterns, and checks each file once', async () => {
    const { out } = await tflow(['check', 'b', '*'], { files: { b: wrongAck, a: wrongAck } });
    assert.deepEqual(out.match(/--> \w/g), ['--> b', '--> a']);
    assert.match(out, /2 files checked: 2 errors\n$/);
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
      readFile: () => Promise.resolve(''), glob: () => Promise.reject(new Error('the disk is gone')),
    }, '1');
    assert.equal(code, 2);
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

  for (const args of [[], ['chekc', 'a'], ['check'], ['check', '--format', 'xml', 'a'], ['check', '--wat', 'a'], ['--format']]) {
    it(`cannot do \`tflow ${args.join(' ')}\`, and says why`, async () => {
      const { code, out, err } = await tflow(args, { files: { a: handshake } });
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(err, /^tflow: \S.*\nTry 'tflow --help'\.\n$/);
    });
  }
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

  it('says that a pattern matches nothing, and that a folder is no file', async () => {
    assert.deepEqual(await run('check', 'x*.tcpflow'), { code: 2, out: '0 files checked: 1 not checked\n', err: 'tflow: x*.tcpflow: no file matches\n' });
    assert.equal((await run('check', 'deep')).err, 'tflow: deep: this is a folder, not a file\n');
  });

  it('takes a name with brackets for what it is, if there is such a file', async () => {
    assert.deepEqual(await run('check', 'deep/[b]*.tcpflow'), { code: 0, out: '1 file checked: no problems\n', err: '' });
  });
});
