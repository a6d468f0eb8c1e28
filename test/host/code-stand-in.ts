#!/usr/bin/env node
// Knows how to pass for desktop VS Code's executable: it takes VS Code's flags and runs extension tests in VS Code's
// server, looked at by a headless browser. Must not know the tests; their report comes out as VS Code's would.
import { randomBytes } from 'node:crypto';
import { fstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, parseArgs } from 'node:util';

import type { Browser } from 'playwright-core';

import { launchBrowser } from './browser.ts';
import { serve } from './serve.ts';
import { readSettings } from './settings.ts';
import { temporaryFolder } from './temporary-folder.ts';

const { values: flags, positionals } = parseArgs({
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
  // VS Code's other flags are about windows, the GPU and updates, which are not here.
  strict: false,
  allowPositionals: true,
});

/** What the workbench says of itself on every start. Anything else comes through: it may be about the tests. */
const noise = new RegExp(
  [
    '^Resolv(ing|ed) connection token',
    '^Creating a socket',
    '^Ignoring fetching additional builtin extensions',
    String.raw`^\[(reconnection-grace-time|AgentHost:remote|AccountPolicyGate|Service Worker)\]`,
    '^Canceled: Canceled',
    '^(No search provider registered|Updating additional builtin extensions)',
  ].join('|'),
);

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const runTests = async (): Promise<number> => {
  const tests = text(flags.extensionTestsPath);
  const extensions = (flags.extensionDevelopmentPath ?? []).filter((path) => typeof path === 'string');
  if (!tests || extensions.length === 0) {
    console.error('This stand-in only runs tests: it wants --extensionDevelopmentPath and --extensionTestsPath.');
    return 2;
  }
  const userData = text(flags['user-data-dir']);
  return inServer({
    tests: resolve(tests),
    development: extensions.map((path) => resolve(path)),
    extensions: text(flags['extensions-dir']),
    settings: userData ? await readSettings(userData) : {},
    folder: positionals[0] ? resolve(positionals[0]) : undefined,
  });
};

interface Run {
  readonly tests: string;
  readonly development: readonly string[];
  readonly extensions: string | undefined;
  readonly settings: Record<string, unknown>;
  readonly folder: string | undefined;
}

const inServer = async (run: Run): Promise<number> => {
  const token = randomBytes(16).toString('hex');
  const data = temporaryFolder();
  const server = await serve({
    data,
    token,
    settings: run.settings,
    ...(run.extensions ? { extensions: resolve(run.extensions) } : {}),
    // Without this flag a built VS Code ignores the path of the tests.
    args: ['--enable-smoke-test-driver'],
    env: { TMPDIR: data, XDG_RUNTIME_DIR: data },
  });
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    let finish: (code: number) => void = () => undefined;
    let fail: (error: Error) => void = () => undefined;
    const finished = new Promise<number>((resolve, reject) => ([finish, fail] = [resolve, reject]));
    // When opening the page fails, nobody comes to wait for this.
    finished.catch(() => undefined);
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      const line = format(...args);
      if (!noise.test(line)) (type === 'error' ? process.stderr : process.stdout).write(`${line}\n`);
    });
    await page.exposeFunction('codeAutomationExit', (code: number) => finish(code));
    page.once('crash', () => fail(new Error('The browser crashed.')));
    void server.ended.then((code) => fail(new Error(`VS Code's server ended with code ${code} during the tests.`)));
    const remote = (path: string): string => `vscode-remote://localhost:${server.port}${path}`;
    const payload = [
      ...run.development.map((path) => ['extensionDevelopmentPath', remote(path)]),
      ['extensionTestsPath', remote(run.tests)],
    ];
    const query = new URLSearchParams({ tkn: token, payload: JSON.stringify(payload) });
    if (run.folder) query.set('folder', run.folder);
    else query.set('ew', 'true');
    await page.goto(`http://127.0.0.1:${server.port}/?${query}`);
    return await finished;
  } finally {
    await browser?.close();
    await server.stop();
  }
};

// Whoever started us through a pipe has gone when the pipe ends, even if killed: then nobody wants the answer.
const standardInput = fstatSync(0);
if (standardInput.isFIFO() || standardInput.isSocket()) {
  process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM')).on('error', () => undefined).resume();
}

const code = await runTests();
// Those who read our output may stop at our exit, not at its end: let the last lines reach them first.
setTimeout(() => process.exit(code), 300);
