// Knows how the packaged extension is opened in VS Code without any server, on a folder in memory, in a browser.
// Must not know the tests.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';
import type { Page } from 'playwright-core';

import { launchBrowser } from '../../host/browser.ts';
import { repo } from '../../host/repo.ts';
import { serveWeb, type Files } from '../../host/web-site.ts';
import { zipFiles } from '../../support/zip.ts';

export interface WebEditor {
  readonly page: Page;
  /** Files that were asked for and are not there. */
  readonly missing: readonly string[];
  close(): Promise<void>;
}

export interface WebEditorOptions {
  readonly language?: string;
  /** Runs `suite/index.ts` in the extension host. */
  readonly tests?: boolean;
}

/** The folder has the examples and a capture. `prepare`: before the page is loaded. */
export const openWeb = async ({ language, tests = false }: WebEditorOptions = {}, prepare?: (page: Page) => Promise<void>): Promise<WebEditor> => {
  const site = await serveWeb({
    // VS Code runs tests where the extension runs that they lie in.
    extensions: [new Map([...packaged(), ...(tests ? [[suite, await bundle('suite/index.ts')] as const] : [])]), await virtualFiles()],
    folder: 'lesson:///',
    // Nothing moves the text under the mouse once it is there.
    settings: { 'editor.inlayHints.enabled': 'off', 'editor.codeLens': false },
    ...(language === undefined ? {} : { language }),
    ...(tests ? { tests: suite } : {}),
  });
  const browser = await launchBrowser();
  const close = async (): Promise<void> => {
    await browser.close();
    await site.stop();
  };
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(20_000);
    await prepare?.(page);
    await page.goto(site.address);
    return { page, missing: site.missing, close };
  } catch (error) {
    await close();
    throw error;
  }
};

const suite = 'tests/index.cjs';

/** What users get. */
const packaged = (): Files => {
  const folder = 'extension/';
  const all = zipFiles(process.env['TCPFLOW_VSIX'] ?? join(repo, 'out/tcpflow.vsix'));
  return new Map([...all].filter(([path]) => path.startsWith(folder)).map(([path, bytes]) => [path.slice(folder.length), bytes]));
};

const virtualFiles = async (): Promise<Files> => {
  const manifest = {
    name: 'virtual-files', publisher: 'tests', version: '1.0.0', engines: { vscode: '^1.101.0' }, browser: './index.js', activationEvents: ['onFileSystem:lesson', '*'],
  };
  const examples = readdirSync(join(repo, 'examples')).filter((name) => name.endsWith('.tcpflow')).map((name) => join('examples', name));
  const files = [...examples, 'test/captures/refused.pcap'].map((path) => [`/${path.split(/[\\/]/).at(-1)}`, readFileSync(join(repo, path), 'base64')]);
  const texts = { 'package.json': JSON.stringify(manifest), 'package.nls.json': '{}', 'index.js': await bundle('virtual-files.ts'), 'files.json': JSON.stringify(Object.fromEntries(files)) };
  return new Map(Object.entries(texts));
};

const bundle = async (entry: string): Promise<string> => {
  const { outputFiles: [file] } = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    write: false,
    platform: 'browser',
    // Mocha's script for browsers takes the module for its own: ours is set behind it.
    format: 'iife',
    globalName: 'entry',
    footer: { js: 'module.exports = entry;' },
    target: 'es2022',
    external: ['vscode'],
    alias: { 'node:assert/strict': join(import.meta.dirname, 'assert.ts') },
    logLevel: 'warning',
  });
  return file!.text;
};
