// Knows whether our judgement holds for real connections: makes them between network namespaces, captures both ends, and has `tflow check`
// judge all of them. `npm run build && npm run live -- [CONNECTIONS] [SEED] [FOLDER]`; Linux, root, Python 3. What is found and not
// explained below makes it fail.
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [connections = '1116', seed = String(Date.now() % 1_000_000), given] = process.argv.slice(2);
const folder = given ?? mkdtempSync(join(tmpdir(), 'tflow-live-'));

interface Explained {
  readonly code: string;
  readonly networks?: readonly string[];
  readonly says?: string;
  /** What the lines of the same sender above it in its flow must show. */
  readonly after?: (own: readonly string[]) => boolean;
  readonly why: string;
}

/** What Linux does and TCP does not allow, each looked at: docs/quality.md. */
const explained: readonly Explained[] = [
  {
    code: 'window-shrunk', after: (own) => own.some((line) => line.includes('[SYN') && !/ ws=[1-9]/.test(line)) && own.some((line) => line.includes('[FIN')),
    why: 'without window scale, or with a shift of 0, a socket that waits for a FIN shows only the lower 16 bits of its window',
  },
  ...['changed-retransmission', 'data-after-fin', 'stale-ack', 'window-shrunk', 'wrong-timestamp-echo', 'unfounded-dsack', 'segment-after-close', 'ecn-not-negotiated'].map((code) => (
    { code, networks: ['cookies'], why: 'a late ACK with a SYN cookie opens a connection again that was closed or reset' })),
  { code: 'unseen-segment', networks: ['cookies'], why: 'a SYN cookie takes the number of the first segment that comes for that of the first byte: the bytes before are lost' },
  { code: 'silly-window', networks: ['probing', 'no-options'], why: 'with small segments on a path with a larger MSS, a window opens by the size of those that came' },
  { code: 'invalid-sack-block', says: 'touches another one', why: 'two SACK blocks that touch are not made one' },
];

/** The lines of the flow above this one that the same end has sent. */
const sameSender = (lines: readonly string[], at: number): readonly string[] => {
  const sender = /\w+ ->/.exec(lines[at]!)?.[0] ?? '';
  const from = lines.slice(0, at).findLastIndex((line) => line.startsWith('flow '));
  return lines.slice(from, at).filter((line) => line.includes(sender));
};

const made = spawnSync('python3', ['-B', join(import.meta.dirname, '../test/live/live.py'), folder, connections, seed], { stdio: 'inherit' });
if (made.status !== 0) process.exit(2);

interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

const counts = new Map<string, number>();
let unexplained = 0;
for (const name of readdirSync(folder).filter((file) => file.endsWith('.pcap')).sort()) {
  const tflow = (...args: readonly string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [join(import.meta.dirname, '../language-server/bin/tflow.js'), ...args, join(folder, name)], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const { stdout, stderr, status } = tflow('check', '--format', 'json');
  let lines: readonly string[] | undefined;
  if (status !== 0 && status !== 1) throw new Error(`${name}: ${stderr}`);
  for (const { severity, code, line, message } of (JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] }).diagnostics) {
    if (severity === 'hint') continue;
    const network = name.replace(/-(client|server)\.pcap$/, '');
    const why = explained.find((one) => one.code === code && one.networks?.includes(network) !== false && message.includes(one.says ?? '')
      && one.after?.(sameSender(lines ??= tflow('import').stdout.split('\n'), line - 1)) !== false)?.why;
    counts.set(why ?? 'not explained', (counts.get(why ?? 'not explained') ?? 0) + 1);
    if (why !== undefined) continue;
    unexplained++;
    console.log(`${join(folder, name)}:${line}: ${severity}[${code}] ${message}`);
  }
}
for (const [why, count] of counts) console.log(`${count}: ${why}`);
console.log(`${connections} connections from seed ${seed}, each captured at both ends, in ${folder}: ${unexplained === 0 ? 'nothing is found that is not explained' : `${unexplained} findings`}`);
process.exitCode = unexplained === 0 ? 0 : 1;
