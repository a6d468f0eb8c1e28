// Knows the stages of `npm test` and their order, and adds up what their tests counted.
// Must not know how a stage does its work. The last line printed is `N passed, N failed`.
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { endWithNpm } from './host/end-with-npm.ts';
import { ownedProcess } from './host/owned-process.ts';
import { repo } from './host/repo.ts';
import { temporaryFolder } from './host/temporary-folder.ts';
import type { Counts } from './reporter.ts';

interface Stage {
  readonly name: string;
  readonly command: string;
}

const mocha = 'mocha --reporter ./test/reporter.ts';

/** Cheap and telling first: the first stage that fails ends the run. */
const stages: readonly Stage[] = [
  { name: 'build', command: 'npm run --silent build' },
  { name: 'types', command: 'npm run --silent types' },
  { name: 'imports', command: 'npm run --silent cruise' },
  { name: 'lint', command: 'npm run --silent lint' },
  { name: 'core', command: `${mocha} "test/*.test.ts"` },
  { name: 'lsp', command: `${mocha} "test/lsp/*.test.ts"` },
  { name: 'package', command: 'npm run --silent package' },
  { name: 'packaged', command: `${mocha} "test/package/*.test.ts"` },
  { name: 'extension-host', command: 'node test/vscode/run.ts' },
  // What a browser shows depends on when a busy machine shows it: a test that fails is tried again. `--exit`, because a window that a failed test left open would keep the run alive.
  { name: 'web-host', command: `${mocha} --exit --retries 2 --timeout 120000 "test/vscode/web/*.test.ts"` },
  { name: 'ui', command: `${mocha} --exit --retries 2 --timeout 120000 --require ./test/vscode/ui/what-was-seen.ts "test/vscode/ui/*.test.ts"` },
];

/** `npm test -- core lsp` runs only those stages. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`No stage is called ${unknown.join(', ')}. There are: ${stages.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const countsFile = join(temporaryFolder(), 'counts');
writeFileSync(countsFile, '');

// As npm sets it: our own tools, Node 24 among them, come before the system's.
const path = [join(repo, 'node_modules/.bin'), process.env['PATH']].join(delimiter);

const runStage = async ({ name, command }: Stage): Promise<number> => {
  const began = Date.now();
  console.log(`\n=== ${name}: ${command}`);
  // With `exec` the stage takes the shell's place, so that it is waited for when it cleans up after a signal.
  const { ended } = ownedProcess(process.platform === 'win32' ? command : `exec ${command}`, [], {
    cwd: repo,
    shell: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path, TCPFLOW_COUNTS: countsFile },
  });
  const code = await ended;
  console.log(`=== ${name}: ${code === 0 ? 'done' : `failed with code ${code}`}, ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return code;
};

endWithNpm();
let failedStage = '';
for (const stage of stages) {
  if (wanted.length > 0 && !wanted.includes(stage.name)) continue;
  if ((await runStage(stage)) === 0) continue;
  failedStage = stage.name;
  break;
}

const counts = readFileSync(countsFile, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Counts);
const sum = (count: (counts: Counts) => number): number => counts.reduce((total, one) => total + count(one), 0);
const passed = sum((one) => one.passed);
const failed = sum((one) => one.failed);
const skipped = sum((one) => one.skipped);
if (failedStage) {
  console.error(`\nStage ${failedStage} failed; the stages after it did not run. It alone: npm test -- ${failedStage}`);
  process.exitCode = 1;
}
// Tests were meant to run and none did: that is no success.
if (wanted.length === 0 && !failedStage && passed === 0) {
  console.error('\nNo test ran.');
  process.exitCode = 1;
}
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
