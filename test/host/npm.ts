// Knows how to call npm and how to get one package's files through it.
// Must not know which packages: no install script of a package is ever run.
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { ownedProcess } from './owned-process.ts';
import { unpack } from './unpack.ts';

/** Puts the files of `spec` (`name@version`) into `folder`, which must not exist; dependencies are not fetched. */
export const fetchPackage = async (spec: string, folder: string): Promise<void> => {
  const temporary = await mkdtemp(`${folder}.fetch-`);
  try {
    await npm(['pack', spec, '--pack-destination', temporary], temporary);
    const archive = (await readdir(temporary)).find((name) => name.endsWith('.tgz'));
    if (!archive) throw new Error(`npm pack ${spec} left no archive.`);
    await unpack(join(temporary, archive), temporary);
    await rename(join(temporary, 'package'), folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
};

/** Runs npm in `folder`; throws with npm's own words when it fails. */
export const npm = async (args: readonly string[], folder: string): Promise<void> => {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-workspaces', '--loglevel=error'];
  // Under `npm run` this variable names npm's own program; otherwise npm is looked for on the PATH.
  const program = process.env['npm_execpath'];
  const [command, ...first] = program?.endsWith('.js') ? [process.execPath, program] : ['npm'];
  const { child, ended } = ownedProcess(command as string, [...first, ...args, ...quiet], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && command === 'npm',
  });
  let words = '';
  child.stdout?.on('data', (data: Buffer) => (words += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (words += data.toString()));
  const code = await ended;
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed with code ${code}:\n${words.trim()}`);
};
