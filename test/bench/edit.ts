// From an edit to its published diagnostics, over stdio: our server beside one that only keeps the text.
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createProtocolConnection, DidChangeTextDocumentNotification, DidOpenTextDocumentNotification, ExitNotification, InitializedNotification, InitializeRequest,
  PublishDiagnosticsNotification, ShutdownRequest, StreamMessageReader, StreamMessageWriter, type PublishDiagnosticsParams, type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';
import { build } from 'esbuild';
import { serverArguments } from '../../src/server-memory.ts';
import { repo } from '../host/repo.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { longFlow } from '../support/long-flow.ts';
import { median, print, type Row } from './table.ts';

interface Server {
  /** Milliseconds from the start of the process to the answer to `initialize`. */
  readonly initialized: number;
  open(text: string): Promise<number>;
  /** Milliseconds to the diagnostics of this version. */
  change(...changes: TextDocumentContentChangeEvent[]): Promise<number>;
  /** The most memory of the process until now, MB; undefined where there is no Linux. */
  peak(): number | undefined;
  stop(): Promise<void>;
}

const start = async (script: string): Promise<Server> => {
  const began = performance.now();
  const child = spawn(process.execPath, [...serverArguments, script, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  let published: ((params: PublishDiagnosticsParams) => void) | undefined;
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => published?.(params));
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, { processId: process.pid, rootUri: null, capabilities: {} });
  const initialized = performance.now() - began;
  await connection.sendNotification(InitializedNotification.type, {});
  let version = 0;
  const timed = async (send: (uri: string) => Promise<void>): Promise<number> => {
    const wanted = version;
    const done = new Promise<void>((resolve) => (published = (params) => { if (params.version === wanted) resolve(); }));
    const from = performance.now();
    await send('file:///bench.tcpflow');
    await done;
    return performance.now() - from;
  };
  return {
    initialized,
    open: (text) => {
      version = 1;
      return timed((uri) => connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'tcpflow', version, text } }));
    },
    change: (...contentChanges) => {
      version++;
      return timed((uri) => connection.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri, version }, contentChanges }));
    },
    peak: () => (process.platform === 'linux' ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024 : undefined),
    stop: async () => {
      const exited = once(child, 'exit');
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      await exited;
      connection.dispose();
    },
  };
};

const floorScript = join(temporaryFolder(), 'floor-server.cjs');
await build({ entryPoints: [join(import.meta.dirname, 'floor-server.ts')], outfile: floorScript, bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' });
const ourScript = join(repo, 'out/server.cjs');

const starts: Row[] = [];
for (let round = 0; round < 5; round++) {
  const [floor, ours] = [await start(floorScript), await start(ourScript)];
  starts.push({ floor: floor.initialized, ours: ours.initialized });
  await Promise.all([floor.stop(), ours.stop()]);
}
const [bare, own] = [median(starts.map(({ floor }) => Number(floor))), median(starts.map(({ ours }) => Number(ours)))];
print('initialize answered, ms after the start of the process (goal: ≤ 2 × a bare server)', [{ bare, ours: own, ratio: own / bare }]);

/** An edit, and the one that takes it back. */
type Pair = readonly [TextDocumentContentChangeEvent, TextDocumentContentChangeEvent];
const at = (line: number, character: number): { line: number; character: number } => ({ line, character });
const inserted = (line: number, character: number, text: string, end = at(line, character + text.length)): Pair =>
  [{ range: { start: at(line, character), end: at(line, character) }, text }, { range: { start: at(line, character), end }, text: '' }];

const rows: Row[] = [];
for (const lines of [1000, 10_000, 100_000]) {
  const text = longFlow(lines);
  const pasted = 'note "pasted"\n'.repeat(1000);
  const synEnd = text.split('\n')[2]!.length;
  const edits: Readonly<Record<string, Pair>> = {
    'a character at the start': inserted(2, 0, ' '),
    'a character in the middle': inserted(lines / 2, 0, ' '),
    'a character at the end': inserted(lines - 1, 0, ' '),
    'a line in the middle': inserted(lines / 2, 0, '// c\n', at(lines / 2 + 1, 0)),
    'a paste of 1,000 lines': inserted(lines / 2, 0, pasted, at(lines / 2 + 1000, 0)),
    'one that changes every state behind it': inserted(2, synEnd, ' mss=1460'),
  };
  const [floor, ours] = [await start(floorScript), await start(ourScript)];
  const opened = { floor: await floor.open(text), ours: await ours.open(text) };
  rows.push({ lines, edit: 'opening', ...opened, ratio: opened.ours / opened.floor });
  const memory = (when: string): void => void rows.push({ lines, edit: `the most memory, MB: ${when}`, floor: floor.peak() ?? '–', ours: ours.peak() ?? '–', ratio: '–' });
  memory('opened');
  for (const [edit, pair] of Object.entries(edits)) {
    const rounds = edit.startsWith('one') || edit.startsWith('a paste') ? 4 : 20;
    const times = { floor: [] as number[], ours: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      for (const change of pair) {
        times.floor.push(await floor.change(change));
        times.ours.push(await ours.change(change));
      }
    }
    const [a, b] = [median(times.floor), median(times.ours)];
    rows.push({ lines, edit, floor: a, ours: b, ratio: b / a });
  }
  memory('all of this done');
  await Promise.all([floor.stop(), ours.stop()]);
}
print('edit → published diagnostics, ms (goals for one character: 10k ≤ 2 ×, 100k ≤ 1.5 × the floor; memory at 100k ≤ 250 MB)', rows);
