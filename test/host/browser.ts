// Knows which Chromium shows the workbench: one named by TCPFLOW_CHROMIUM, the system's, or npm's.
// Must not know what is shown in it.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium as playwright } from 'playwright-core';
import type { Browser } from 'playwright-core';

import { cached } from './cache.ts';
import { installFonts } from './fonts.ts';
import { fetchPackage } from './npm.ts';
import { onPath } from './on-path.ts';
import { unpack, unpackProgram } from './unpack.ts';
import { chromium } from './versions.ts';

interface Chromium {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A headless browser; it ends with this process. */
export const launchBrowser = async (): Promise<Browser> => {
  const { executablePath, env } = await installBrowser();
  return playwright.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
    env: { ...(process.env as Record<string, string>), ...env },
    // at-end.ts turns signals into an exit, and at exit Playwright ends the browser.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
};

/** Finds the browser, or installs it on first use. */
export const installBrowser = async (): Promise<Chromium> => {
  const named = process.env['TCPFLOW_CHROMIUM'];
  if (named && !existsSync(named)) throw new Error(`TCPFLOW_CHROMIUM names ${named}, which does not exist.`);
  const system = named ?? systemChromium();
  if (system) return { executablePath: system, env: await installFonts() };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium was found. Install Chrome or Chromium, or name one in the environment variable TCPFLOW_CHROMIUM.');
  }
  const folder = await npmChromium();
  return {
    executablePath: join(folder, 'chromium'),
    env: { ...(await installFonts()), LD_LIBRARY_PATH: join(folder, 'lib') },
  };
};

const systemChromium = (): string | undefined => {
  const installed = {
    darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
    win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'],
  }[process.platform as string] ?? [];
  return installed.find((path) => existsSync(path)) ?? onPath('chromium', 'chromium-browser', 'google-chrome');
};

const npmChromium = (): Promise<string> =>
  cached(chromium.replace('@sparticuz/', ''), async (partial) => {
    const unpacked = join(partial, 'package');
    await fetchPackage(chromium, unpacked);
    await unpackProgram(join(unpacked, 'bin/chromium.br'), join(partial, 'chromium'));
    // The libraries Chromium is linked with that a bare system lacks, and a graphics driver without a graphics card.
    await mkdir(join(partial, 'al2023'));
    await unpack(join(unpacked, 'bin/al2023.tar.br'), join(partial, 'al2023'));
    await rename(join(partial, 'al2023/lib'), join(partial, 'lib'));
    await unpack(join(unpacked, 'bin/swiftshader.tar.br'), partial);
    await rm(join(partial, 'al2023'), { recursive: true });
    await rm(unpacked, { recursive: true });
  });
