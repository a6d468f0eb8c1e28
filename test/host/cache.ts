// Knows the folder in which fetched programs are kept, and how one gets there whole or not at all.
// Must not know what the programs are.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { repo } from './repo.ts';

export const cacheFolder = join(repo, '.vscode-test');

/**
 * The folder `name` in the cache, filled on first use. It is filled under another name and then renamed, so an
 * interrupted fill leaves nothing that looks finished, and of two at once the first to finish wins.
 */
export const cached = async (name: string, fill: (folder: string) => Promise<void>): Promise<string> => {
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder, { recursive: true });
  await removeAbandoned();
  const partial = join(cacheFolder, `${name}${mark}${process.pid}`);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  const began = Date.now();
  console.error(`Fetching ${name} (once; kept in .vscode-test) …`);
  try {
    await fill(partial);
    await rename(partial, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  console.error(`Fetched ${name} in ${((Date.now() - began) / 1000).toFixed(0)} s.`);
  return folder;
};

const mark = '.partial-';

const removeAbandoned = async (): Promise<void> => {
  for (const entry of await readdir(cacheFolder)) {
    const pid = Number(entry.split(mark)[1]);
    if (pid && !isAlive(pid)) await rm(join(cacheFolder, entry), { recursive: true, force: true });
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
