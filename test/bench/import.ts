// `tflow import` of 1,000,000 packets: one long connection, and very many short ones. Its memory may not grow with the capture.
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { repo } from '../host/repo.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { largeCapture, type LargeCapture } from '../support/large-capture.ts';
import { run } from './measured-run.ts';
import { print, type Row } from './table.ts';

const tflow = join(repo, 'language-server/bin/tflow.js');
const folder = temporaryFolder();

/** Written in pieces: a capture of this length is not to be held in memory here either. */
const write = (path: string, large: LargeCapture): void => {
  const file = openSync(path, 'w');
  let pieces: Uint8Array[] = [];
  const flush = (): void => {
    writeSync(file, Buffer.concat(pieces));
    pieces = [];
  };
  for (const piece of largeCapture(large)) if (pieces.push(piece) === 10_000) flush();
  flush();
  closeSync(file);
};

const rows: Row[] = [];
for (const [connections, packets] of [[1, 100_000], [1, 1_000_000], [10_000, 100], [100_000, 10]] as const) {
  const file = join(folder, `${connections}-${packets}.pcap`);
  write(file, { connections, packets });
  for (const [what, args] of [['--list', ['--list']], ['-o -', ['-o', '-']]] as const) {
    const { ms, userMs, mb } = run(process.execPath, [tflow, 'import', ...args, file]);
    rows.push({ connections, 'packets of each': packets, what, s: ms / 1000, 'user s': userMs === undefined ? '–' : userMs / 1000, MB: mb ?? '–' });
  }
}
print('tflow import', rows);
