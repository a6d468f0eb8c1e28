// Knows how VS Code's server is started, on this machine's loopback address and no other: whoever may open
// the page has a shell. Must not know who looks at the page.
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { installCodeServer } from './code-server.ts';
import { node24 } from './node-24.ts';
import { ownedProcess } from './owned-process.ts';
import { writeSettings } from './settings.ts';
import type { Settings } from './settings.ts';

export interface ServeOptions {
  /** Holds settings, state and, unless `extensions` says otherwise, the extensions. */
  readonly data: string;
  readonly extensions?: string;
  /** Without a token any local program can open the page: only for tests, which are over soon. */
  readonly token?: string;
  /** 0 lets the system choose. */
  readonly port?: number;
  readonly settings?: Settings;
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
}

export interface Server {
  readonly port: number;
  /** Resolves with the exit code when the server ends by itself or is stopped. */
  readonly ended: Promise<number>;
  stop(): Promise<void>;
}

/** Starts the server and waits until it listens. */
export const serve = async (options: ServeOptions): Promise<Server> => {
  const program = await installCodeServer();
  await writeSettings(join(options.data, 'data'), options.settings);
  const owned = ownedProcess(
    node24(),
    [
      program,
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--server-data-dir', options.data],
      ...(options.extensions ? ['--extensions-dir', options.extensions] : []),
      ...(options.token ? ['--connection-token', options.token] : ['--without-connection-token']),
      ...['--accept-server-license-terms', '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
      '--disable-getting-started-override',
      ...(options.args ?? []),
    ],
    { env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const said: string[] = [];
  const listening = new Promise<number>((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`VS Code's server ${what}\n${said.join('\n')}`.trim()));
    const hear = (line: string): void => {
      const port = /Server bound to \S+:(\d+)/.exec(line)?.[1];
      if (port) resolve(Number(port));
      // It says so and stays up, listening to nobody.
      const fault = /Error: listen (\w+)/.exec(line)?.[1];
      if (fault) reject(new Error(`VS Code's server cannot listen on port ${options.port ?? 0}: ${fault}.`));
      if (said.length < 200) said.push(line);
    };
    createInterface({ input: owned.child.stdout! }).on('line', hear);
    createInterface({ input: owned.child.stderr! }).on('line', hear);
    owned.ended.then((code) => fail(`ended with code ${code} before it listened:`), reject);
    setTimeout(() => fail('did not listen within a minute:'), 60_000).unref();
  });
  try {
    return { port: await listening, ended: owned.ended, stop: owned.stop };
  } catch (error) {
    await owned.stop();
    throw error;
  }
};

/** Runs one of the server's own commands, such as `--install-extension`, and waits for it. */
export const serverCommand = async (args: readonly string[]): Promise<void> => {
  const program = await installCodeServer();
  const { child, ended } = ownedProcess(node24(), [program, '--accept-server-license-terms', ...args], {
    env: { ...process.env, EXTENSIONS_GALLERY: '{}' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  child.stdout?.on('data', (data: Buffer) => (words += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (words += data.toString()));
  const code = await ended;
  if (code !== 0) throw new Error(`VS Code's server ${args.join(' ')} failed with code ${code}:\n${words.trim()}`);
};
