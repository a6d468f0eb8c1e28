// `tflow import`, `tflow export` and `tflow check` on captures, with files and streams of the test's own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { flowPieces, openCapture } from '../language-server/cli/captures.ts';
import { main } from '../language-server/cli/main.ts';
import type { Terminal } from '../language-server/cli/terminal.ts';
import { importCapture } from '../language-server/core/pcap/import-capture.ts';
import { summaries } from '../language-server/core/pcap/summary.ts';
import { largeCapture } from './support/large-capture.ts';

const capture = (name: string): Uint8Array => new Uint8Array(readFileSync(join(import.meta.dirname, 'captures', `${name}.pcap`)));

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly bytes: Uint8Array;
}

const tflow = async (args: readonly string[], files: Record<string, string | Uint8Array>): Promise<Run> => {
  const out: (string | Uint8Array)[] = [];
  let err = '';
  const read = (path: string): string | Uint8Array => {
    const content = files[path];
    if (content === undefined) throw new Error('there is no such file');
    return content;
  };
  const code = await main(args, {
    stdout: { write: (content) => out.push(content) },
    drained: () => Promise.resolve(),
    stderr: { write: (text) => (err += text) },
    stdin: (async function* () { /* nothing */ })(),
    env: {},
    readFile: async (path) => String(read(path)),
    // Chunks that split records.
    readBytes: async function* (path) {
      const bytes = read(path) as Uint8Array;
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
    },
    sizeOf: async (path) => read(path).length,
    writeFile: async (path, content) => void (files[path] = content),
    appendFile: async (path, text) => void (files[path] = String(files[path]) + text),
    makeFolder: () => Promise.resolve(),
    nextChange: () => Promise.resolve(false),
    glob: async (pattern) => (pattern === '*' ? Object.keys(files) : []),
  }, '1');
  return { code, out: out.filter((part) => typeof part === 'string').join(''), err, bytes: Buffer.concat(out.map((part) => Buffer.from(part))) };
};

const cut = (bytes: Uint8Array, by: number): Uint8Array => bytes.subarray(0, bytes.length - by);

describe('tflow import', () => {
  it('writes flows to standard output, formatted', async () => {
    const { code, out, err } = await tflow(['import', 'traces/refused.pcap'], { 'traces/refused.pcap': capture('refused') });
    assert.deepEqual({ code, err }, { code: 0, err: '' });
    assert.match(out, /^flow "refused\.pcap, connection 1" \{\n {2}\/\/ .*Z, packet 1\n {2}endpoint client port=\d+ addr="127\.0\.0\.1"\n/);
    assert.match(out, /\n {2}@0ms +client -> server: \[SYN\] {6}win=65495 .*\n {2}@[\d.]+us +server -> client: \[RST, ACK\] seq=1 ack=1 win=0\n\}\n$/);
  });

  it('writes what is longer than it holds piece by piece, and whole before what comes next', async () => {
    const { out } = await tflow(['import', 'long.pcap'], { 'long.pcap': Buffer.concat([...largeCapture({ connections: 2, packets: 11_000 })]) });
    const [first, second, ...more] = out.split('\n\nflow ');
    assert.deepEqual([first?.match(/ -> /g)?.length, second?.match(/ -> /g)?.length, more.length], [11_000, 11_000, 0]);
    assert.match(out, /^flow "long\.pcap, connection 1" \{\n[^]*\n\}\n\nflow "long\.pcap, connection 2" \{\n[^]*\n\}\n$/);
  });

  it('writes each connection into a file of its own', async () => {
    const files: Record<string, string | Uint8Array> = { 'a.pcap': capture('reset'), 'b.cap': capture('half-close') };
    const { code, out } = await tflow(['import', 'a.pcap', 'b.cap', '-o', 'flows'], files);
    assert.equal(code, 0);
    assert.equal(out, 'a.pcap: 1 flow in flows\nb.cap: 1 flow in flows\n');
    assert.match(String(files['flows/b-1.tcpflow']), /^flow "b\.cap, connection 1" \{\n[^]*\n\}\n$/);
  });

  it('lists what is in a capture', async () => {
    const { out } = await tflow(['import', '--list', 'a.pcap'], { 'a.pcap': capture('half-close') });
    assert.match(out, /^a\.pcap\nno +client +server +packets +bytes +duration +began +ended +observed\n 1 +127\.0\.0\.1:\d+ +127\.0\.0\.1:42001 +10 +490 +[\d.]+ms +SYN +FIN +between\n$/);
  });

  it('reads a damaged capture as far as it goes, and says where it ends', async () => {
    const { code, out, err } = await tflow(['import', 'a.pcap'], { 'a.pcap': cut(capture('reset'), 3) });
    assert.equal(code, 2);
    assert.match(err, /^tflow: a\.pcap: damaged at byte \d+: the file ends in the middle of a record; 5 packets before that were read\n$/);
    assert.equal(out.match(/ -> /g)?.length, 5);
  });

  for (const [args, says] of [
    [['import', 'none.pcap'], 'none.pcap: there is no such file'],
    [['import', 'a.pcap', '--connection', '7'], 'a.pcap: there is no connection 7: the last one is 1'],
    [['import', 'a.pcap', '--connection', 'x'], 'a connection has a number, counted from 1: not x'],
    [['import', 'a.pcap', '--connection', '0'], 'a connection has a number, counted from 1: not 0'],
    [['import', '-'], 'a capture is read twice: it must be a file'],
    [['export', 'a.pcap'], 'which format? There is pcapng'],
    [['export', '--format', 'pcapng', 'a.tcpflow', 'b.tcpflow'], 'one file becomes one capture'],
    [['export', '--format', 'pcap', 'a.pcap'], 'there is no format pcap: there is pcapng'],
  ] as const) {
    it(`says what is wrong with ${args.join(' ')}`, async () => {
      const { code, err } = await tflow(args, { 'a.pcap': capture('reset') });
      assert.equal(code, 2);
      assert.equal(err.split('\n')[0], `tflow: ${says}`);
    });
  }
});

describe('a long capture', () => {
  const capture = Buffer.concat([...largeCapture({ connections: 5, packets: 11 })]);
  const terminal = (stderr: Terminal['stderr']): Terminal => ({
    stdout: { write: () => undefined }, drained: () => Promise.resolve(), stderr, stdin: (async function* () { /* nothing */ })(), env: {},
    readFile: () => Promise.reject(new Error('not a text')),
    readBytes: async function* () { for (let at = 0; at < capture.length; at += 500) yield capture.subarray(at, at + 500); },
    sizeOf: () => Promise.resolve(capture.length),
    writeFile: () => Promise.resolve(), appendFile: () => Promise.resolve(), makeFolder: () => Promise.resolve(), nextChange: () => Promise.resolve(false), glob: () => Promise.resolve([]),
  });

  it('is read again for flows that are not held together, and they come out the same', async () => {
    const quiet = terminal({ write: () => undefined });
    const opened = await openCapture('a.pcap', quiet);
    let readings = 0;
    const counting: Terminal = { ...quiet, readBytes: (path) => (readings++, quiet.readBytes(path)) };
    const texts = async (held?: number): Promise<readonly string[]> => {
      const found: string[] = [];
      readings = 0;
      for await (const { connection, text } of flowPieces(opened, counting, { payload: false, doing: 'testing' }, held)) found.push(`${connection.number}: ${text}`);
      return found;
    };
    const together = await texts();
    assert.deepEqual(together.map((text) => text[0]), ['1', '2', '3', '4', '5']);
    assert.equal(readings, 1);
    for (const [held, times] of [[1, 5], [22, 3], [40, 2], [55, 1]] as const) {
      assert.deepEqual(await texts(held), together);
      assert.equal(readings, times, `${held} lines are held`);
    }
  });

  it('waits for whoever reads what is written', async () => {
    for (const options of [['-o', '-'], ['--list']]) {
      let [pending, most] = [0, 0];
      const slow: Terminal = {
        ...terminal({ write: assert.fail }), glob: async (pattern) => [pattern],
        stdout: { write: (text) => (most = Math.max(most, pending += text.length)) },
        drained: async () => void (pending = 0),
        readBytes: async function* () { yield* largeCapture({ connections: 300, packets: 7 }); },
      };
      assert.equal(await main(['import', ...options, 'a.pcap'], slow, '1'), 0);
      assert.ok(most > 0 && most < 11_000, `${options.join(' ')}: ${most} characters`);
    }
  });

  it('is told when it has changed since it was listed', async () => {
    const quiet = terminal({ write: () => undefined });
    const opened = await openCapture('a.pcap', quiet);
    const shorter: Terminal = { ...quiet, readBytes: async function* () { yield capture.subarray(0, 500); } };
    await assert.rejects(async () => {
      for await (const _ of flowPieces(opened, shorter, { payload: false, doing: 'testing' })) assert.fail();
    }, /not the same file/);
  });

  it('is listed alike, however many of its connections are watched at once', () => {
    for (const [name, atOnce] of [['one after the other', 1], ['all together', 30]] as const) {
      const [some, all] = [summaries(2), summaries()];
      const reading = importCapture((packet, place) => [some, all].forEach((one) => one.add(packet, place)));
      for (const piece of largeCapture({ connections: 30, packets: 12, atOnce })) reading.read(piece);
      const bySome = [...some];
      assert.equal(bySome.length, 30);
      assert.deepEqual(bySome.map(({ ending, packets, place: { place } }) => [ending, packets, place]), bySome.map(() => ['FIN', 12, 'between']), name);
      assert.deepEqual(bySome, [...all], name);
    }
  });

  it('is read no further than the flows that are wanted', async () => {
    const opened = await openCapture('a.pcap', terminal({ write: () => undefined }));
    let read = 0;
    const counting: Terminal = {
      ...terminal({ write: () => undefined }),
      readBytes: async function* () { for (; read < capture.length; read += 500) yield capture.subarray(read, read + 500); },
    };
    const found: number[] = [];
    for await (const { connection } of flowPieces(opened, counting, { number: 1, payload: false, doing: 'testing' })) found.push(connection.number);
    assert.deepEqual(found, [1]);
    assert.ok(read < capture.length, `${read} of ${capture.length} bytes`);
  });

  it('tells how far it is where a person sees it, and leaves nothing of that behind', async () => {
    let told = '';
    const from = Date.now;
    let now = 0;
    // A slow machine.
    Date.now = () => (now += 100);
    try {
      await openCapture('a.pcap', terminal({ isTTY: true, write: (text) => (told += text) }));
    } finally {
      Date.now = from;
    }
    assert.match(told, /^\r\u001b\[Ktflow: a\.pcap: reading … \d+ %(\r\u001b\[K.*)+\r\u001b\[K$/);
    let silent = '';
    await openCapture('a.pcap', terminal({ write: (text) => (silent += text) }));
    assert.equal(silent, '');
  });
});

describe('tflow export and check', () => {
  it('turn a flow into a capture and judge that like the flow', async () => {
    const flow = 'A -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]\nA -> B: [FIN, SYN, ACK]\n';
    const { code, bytes } = await tflow(['export', '--format', 'pcapng', 'a.tcpflow'], { 'a.tcpflow': flow });
    assert.equal(code, 0);
    const checked = await tflow(['check', 'a.pcapng'], { 'a.pcapng': bytes });
    assert.equal(checked.code, 1);
    assert.match(checked.out, /^error\[illegal-flags\][^]*\n +--> a\.pcapng:10:\d+\n[^]*\[FIN, SYN, ACK\][^]*\n1 file checked: 1 error\n$/);
  });

  it('show the line that explains a finding, where it stands in the flows of the capture', async () => {
    const refused = 'flow "a" {\nA:1 -> B:2: [SYN]\nB:2 -> A:1: [SYN, ACK]\nA:1 -> B:2: [ACK]\n}\n';
    const reset = 'flow "b" {\nA:3 -> B:4: [SYN]\nB:4 -> A:3: [SYN, ACK]\nA:3 -> B:4: [ACK]\nB:4 -> A:3: [FIN, ACK]\nB:4 -> A:3: [PSH, ACK] seq=2 len=5\n}\n';
    const { bytes } = await tflow(['export', '--format', 'pcapng', 'a.tcpflow'], { 'a.tcpflow': refused + reset });
    const { out } = await tflow(['check', 'a.pcapng'], { 'a.pcapng': bytes });
    const [, number, line] = /\n(\d+) \| (.*)\n +\| *-+ /.exec(out) ?? [];
    const [wrong] = /(?<=a\.pcapng:)\d+/.exec(out) ?? [];
    assert.match(line ?? '', /server -> client: \[FIN, ACK\]/, out);
    assert.equal(Number(wrong), Number(number) + 1);
  });

  it('give only what arrives corrupted a checksum that does not fit', async () => {
    const bytesOf = async (fate: string): Promise<readonly number[]> =>
      [...(await tflow(['export', '--format', 'pcapng', 'a.tcpflow'], { 'a.tcpflow': `A -> B: [SYN]${fate}\n` })).bytes];
    const [sound, corrupted] = [await bytesOf(''), await bytesOf(' corrupted')];
    const differing = sound.flatMap((byte, at) => (byte === corrupted[at] ? [] : [at]));
    // Behind the blocks of the file and of the interface and the block's own head: 16 bytes into the TCP header.
    const checksum = 28 + 32 + 12 + 20 + 16;
    assert.deepEqual([sound.length, differing], [corrupted.length, [checksum, checksum + 1]]);
  });

  it('take times that no packet can have', async () => {
    for (const time of [`${'9'.repeat(400)}s`, '300000000000000ms']) {
      const { code, bytes } = await tflow(['export', '--format', 'pcapng', 'a.tcpflow'], { 'a.tcpflow': `@0ms A -> B: [SYN]\n@${time} A -> B: [SYN]\n` });
      assert.equal(code, 0);
      const { out } = await tflow(['import', 'a.pcapng'], { 'a.pcapng': bytes });
      assert.match(out, /\n {2}@18446744073\.7\d*s +client -> server: \[SYN\]/, out);
    }
  });

  it('find nothing in real traffic', async () => {
    const { code, out } = await tflow(['check', '*'], { 'a.pcap': capture('zero-window'), 'b.pcap': capture('both-close') });
    assert.deepEqual({ code, out }, { code: 0, out: '2 files checked: no problems\n' });
  });

  it('never call a damaged capture clean', async () => {
    const { code, err } = await tflow(['check', 'a.pcap'], { 'a.pcap': cut(capture('zero-window'), 1) });
    assert.equal(code, 2);
    assert.match(err, /^tflow: a\.pcap: damaged at byte \d+: /);
  });
});
