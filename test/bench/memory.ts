// What an open file takes: heap a line of our server's document, and what full checks cost a line. Run with --expose-gc.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openDocument } from '../../language-server/lsp/document.ts';
import { repo } from '../host/repo.ts';
import { longFlow } from '../support/long-flow.ts';
import { print, type Row } from './table.ts';

const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);
const heap = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

// Everything is compiled and optimised before one measures.
for (let round = 0; round < 3; round++) openDocument('u', 1, longFlow(10_000)).analysis();
const rows: Row[] = [];
const kept: unknown[] = [];
for (const lines of [10_000, 100_000]) {
  const text = longFlow(lines);
  const before = heap();
  const document = openDocument('u', 1, text);
  const from = performance.now();
  void document.lines;
  const parsed = performance.now();
  document.analysis();
  const checked = performance.now();
  kept.push(document);
  rows.push({ lines, 'parse µs a line': (parsed - from) * 1000 / lines, 'check µs a line': (checked - parsed) * 1000 / lines, 'heap bytes a line': (heap() - before) / lines });
}
print('a file in memory (goals: heap ≤ 700 bytes a line; µs a line at 100k ≤ 1.2 × at 10k)', rows);

const size = (file: string): number => statSync(join(repo, file), { throwIfNoEntry: false })?.size ?? NaN;
print('bundles in KB; after `npm run package` they are minified (goals: server ≤ 700, client ≤ 450, webview ≤ 60, vsix ≤ 900)', [
  { server: size('out/server.cjs') / 1024, client: size('out/extension.cjs') / 1024, webview: size('out/webview/main.js') / 1024, vsix: size('out/tcpflow.vsix') / 1024 },
]);
