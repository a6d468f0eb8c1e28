// Knows which VS Code the extension-host tests run in: one that is named, a download, or the stand-in.
// Must not know the tests.
import { join } from 'node:path';

import { downloadAndUnzipVSCode } from '@vscode/test-electron';

import { cacheFolder } from '../host/cache.ts';
import { repo } from '../host/repo.ts';
import { desktop } from '../host/versions.ts';

/** The executable for `runTests`; says on the console which one. */
export const findExecutable = async (): Promise<string> => {
  const named = process.env['TCPFLOW_VSCODE'];
  if (named) {
    console.log(`VS Code: ${named}, named by TCPFLOW_VSCODE`);
    return named;
  }
  return (await downloaded()) ?? standIn();
};

const standIn = (): string => {
  // Windows cannot start a script by its first line.
  if (process.platform === 'win32') {
    throw new Error('VS Code could not be downloaded. Name an installed Code.exe in the environment variable TCPFLOW_VSCODE.');
  }
  console.log('VS Code: its server, in a headless browser');
  return join(repo, 'test/host/code-stand-in.ts');
};

const downloaded = async (): Promise<string | undefined> => {
  // Desktop VS Code needs a screen: without one the download would be for nothing.
  const screen = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (!screen || process.env['TCPFLOW_OFFLINE']) return undefined;
  try {
    // Three seconds without a byte and we do without.
    const executable = await downloadAndUnzipVSCode({ version: desktop, cachePath: cacheFolder, timeout: 3_000 });
    console.log(`VS Code: ${desktop} for the desktop`);
    return executable;
  } catch (error) {
    console.log(`VS Code ${desktop} could not be downloaded: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
};
