// `tflow check` beside `tshark` on the same packets: wall time, the processor's time (which other processes do not change) and memory of
// the whole process.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repo } from '../host/repo.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { longFlow } from '../support/long-flow.ts';
import { run, type Run } from './measured-run.ts';
import { median, print, type Row } from './table.ts';

const tflow = join(repo, 'language-server/bin/tflow.js');
const folder = temporaryFolder();

const several = (command: string, args: readonly string[], rounds: number): Run => {
  const runs = Array.from({ length: rounds }, () => run(command, args));
  const [mb, userMs] = (['mb', 'userMs'] as const).map((what) => runs.flatMap((one) => one[what] ?? []));
  return {
    ms: median(runs.map(({ ms }) => ms)), ...(mb!.length === 0 ? {} : { mb: median(mb!) }), ...(userMs!.length === 0 ? {} : { userMs: median(userMs!) }),
  };
};

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
if (!hasTshark) console.log('tshark is not there: apt install tshark. Ours alone follows.');

const rows: Row[] = [];
for (const lines of [100, 1000, 10_000, 100_000]) {
  const file = join(folder, `${lines}.tcpflow`);
  writeFileSync(file, longFlow(lines));
  const capture = join(folder, `${lines}.pcapng`);
  const rounds = lines > 10_000 ? 3 : 5;
  const ours = several(process.execPath, [tflow, 'check', file], rounds);
  const exported = hasTshark && spawnSync(process.execPath, [tflow, 'export', '--format', 'pcapng', file, '-o', capture], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (exported !== false && exported.status !== 0) throw new Error(exported.stderr);
  const peer = hasTshark ? several('tshark', ['-r', capture, '-T', 'fields', '-e', 'tcp.analysis.flags'], rounds) : undefined;
  const ratio = (what: keyof Run): number | string => (ours[what] === undefined || peer?.[what] === undefined ? '–' : ours[what] / peer[what]);
  rows.push({
    lines, 'tflow ms': ours.ms, 'tflow MB': ours.mb ?? '–', 'µs a line': (ours.ms * 1000) / lines,
    ...(peer === undefined ? {} : {
      'tshark ms': peer.ms, 'tshark MB': peer.mb ?? '–', 'wall ratio': ratio('ms'), 'user time ratio': ratio('userMs'), 'memory ratio': ratio('mb'),
    }),
  });
}
print('tflow check beside tshark (goals at 10k and 100k: wall ≤ 0.5 ×, peak memory ≤ 1 ×)', rows);
