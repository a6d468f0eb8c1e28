// Knows how VS Code's server is installed from npm without a compiler and without install scripts.
// Must not know how it is started.
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cached } from './cache.ts';
import { fetchPackage, npm } from './npm.ts';
import { codeServer } from './versions.ts';

/** The server's main program; installed on first use. */
export const installCodeServer = async (): Promise<string> => {
  const folder = await cached(codeServer, async (partial) => {
    const unpacked = join(partial, 'code-server');
    await fetchPackage(codeServer, unpacked);
    const vscode = join(unpacked, 'lib/vscode');
    // Not `npm ci`: the package's shrinkwrap is out of step with its package.json.
    await npm(['install', '--prefix', vscode, '--omit=dev', '--omit=optional'], vscode);
    // Without install scripts nothing native is built. VS Code misses two of these modules, so they get stand-ins.
    for (const name of ['spdlog', 'native-watchdog']) {
      const replaced = join(vscode, 'node_modules/@vscode', name);
      const { main } = JSON.parse(await readFile(join(replaced, 'package.json'), 'utf8')) as { main: string };
      await copyFile(join(import.meta.dirname, 'stand-ins', `${name}.cjs`), join(replaced, main));
    }
  });
  return join(folder, 'code-server/lib/vscode/out/server-main.js');
};
