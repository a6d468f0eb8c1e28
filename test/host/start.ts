// Knows `npm start`: an editor with this repository's extension, opened on the examples.
// The extension must be built before. Desktop VS Code where there is one, else VS Code in the browser.
import { randomBytes } from 'node:crypto';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { cacheFolder } from './cache.ts';
import { endWithNpm } from './end-with-npm.ts';
import { onPath } from './on-path.ts';
import { openInBrowser } from './open-in-browser.ts';
import { ownedProcess } from './owned-process.ts';
import { manifest, repo } from './repo.ts';
import { serve } from './serve.ts';

const usage = `npm start -- [--browser] [--port N] [--no-open]

Opens examples/ with this extension: in desktop VS Code when there is a \`code\` command, else in the browser.
  --browser   the browser, even where there is desktop VS Code
  --port N    the port of the page; implies --browser (default: one that is free)
  --no-open   print the address and open nothing; implies --browser`;

const { values: flags } = parseArgs({
  options: {
    browser: { type: 'boolean' },
    port: { type: 'string' },
    'no-open': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
});
const examples = join(repo, 'examples');

const inDesktop = async (code: string): Promise<number> => {
  console.log(`Opening ${examples} in desktop VS Code. (\`npm start -- --browser\` opens it in the browser.)`);
  const args = ['--new-window', `--extensionDevelopmentPath=${repo}`, examples];
  const windows = process.platform === 'win32';
  // The command returns at once; the window lives on by itself, so it is not ours to end.
  return ownedProcess(windows ? `"${code}"` : code, windows ? args.map((arg) => `"${arg}"`) : args, {
    stdio: 'inherit',
    shell: windows,
  }).ended;
};

const inBrowser = async (): Promise<number> => {
  const port = Number(flags.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port wants a number up to 65535, not ${flags.port}.`);
  const data = join(cacheFolder, 'start');
  await linkExtension(join(data, 'extensions'));
  endWithNpm();
  const token = randomBytes(16).toString('hex');
  const server = await serve({ data, token, port });
  const address = `http://127.0.0.1:${server.port}/?tkn=${token}&folder=${encodeURIComponent(examples)}`;
  console.log(`\nVS Code with TCP Flow is running. Open this address in a browser on this machine:\n\n  ${address}\n`);
  console.log('The address gives whoever has it a shell: keep it to yourself. Ctrl+C stops the server.');
  if (!flags['no-open']) openInBrowser(address);
  return server.ended;
};

/** A link, not a copy: after a new build, reloading the page is enough. */
const linkExtension = async (extensions: string): Promise<void> => {
  const { publisher, name } = manifest();
  await mkdir(extensions, { recursive: true });
  const link = join(extensions, `${publisher}.${name}`);
  await rm(link, { force: true });
  await symlink(repo, link, 'junction');
  // The server remembers here what it has seen, and would not see a changed package.json.
  await rm(join(extensions, 'extensions.json'), { force: true });
};

if (flags.help) {
  console.log(usage);
} else {
  const code = flags.browser || flags.port !== undefined || flags['no-open'] ? undefined : onPath('code');
  try {
    process.exitCode = await (code ? inDesktop(code) : inBrowser());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
