// The server as a process, spoken to message by message, so that anything at all can be said to it. Expects nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { StreamMessageReader, StreamMessageWriter, type Message } from 'vscode-languageserver-protocol/node';

import { serverScript } from './language-client.ts';

export interface RawServer {
  /** Why the server has ended; undefined while it lives. */
  readonly ended: string | undefined;
  notify(method: unknown, params?: unknown): void;
  /** Its id and what it is answered with. */
  request(method: unknown, params?: unknown): { readonly id: number; readonly answered: Promise<unknown> };
  /** Resolves with the next notification that fits. */
  next(fits: (method: string, params: unknown) => boolean): Promise<unknown>;
  /** What is in use after a collection, bytes; and the processor's time since it was started, milliseconds. */
  ask(what: 'heap' | 'time'): Promise<number>;
  stop(): void;
}

export const startRawServer = async (): Promise<RawServer> => {
  const child = spawn(process.execPath, ['--expose-gc', '--import', join(import.meta.dirname, 'heap-probe.ts'), serverScript], { stdio: ['pipe', 'pipe', 'pipe', 'ipc'] });
  const writer = new StreamMessageWriter(child.stdin!);
  const waiting = new Map<number, (answer: unknown) => void>();
  let listeners: ((method: string, params: unknown) => void)[] = [];
  let told = '';
  let ended: string | undefined;
  child.stderr!.on('data', (some) => (told += String(some)));
  child.on('exit', (code) => {
    ended = `ended with ${code}: ${told}`;
    for (const answer of waiting.values()) answer(ended);
  });
  new StreamMessageReader(child.stdout!).listen((message) => {
    const { id, method, params } = message as { id?: number; method?: string; params?: unknown };
    if (method === undefined) {
      waiting.get(id!)?.(message);
      waiting.delete(id!);
    } else if (id === undefined) {
      for (const listener of listeners) listener(method, params);
    } else {
      void writer.write({ jsonrpc: '2.0', id, result: null } as Message);
    }
  });
  let ids = 0;
  const send = (message: object): void => void writer.write({ jsonrpc: '2.0', ...message } as Message).catch(() => undefined);
  const server: RawServer = {
    get ended() { return ended; },
    notify: (method, params) => send({ method, params }),
    request: (method, params) => {
      const id = ++ids;
      const answered = new Promise<unknown>((resolve) => {
        if (ended === undefined) waiting.set(id, resolve);
        else resolve(ended);
      });
      send({ id, method, params });
      return { id, answered };
    },
    next: (fits) => new Promise((resolve) => {
      const listener = (method: string, params: unknown): void => {
        if (!fits(method, params)) return;
        listeners = listeners.filter((one) => one !== listener);
        resolve(params);
      };
      listeners.push(listener);
    }),
    ask: async (what) => {
      child.send(what);
      const [answer] = await once(child, 'message') as [number];
      return answer;
    },
    stop: () => child.kill(),
  };
  await server.request('initialize', { processId: null, rootUri: null, capabilities: {}, initializationOptions: { commands: true } }).answered;
  server.notify('initialized', {});
  return server;
};
