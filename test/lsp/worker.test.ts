// The server as a web worker's script: loaded as a browser would, in a world that has no Node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

import type { PublishDiagnosticsParams } from 'vscode-languageserver-protocol';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

describe('the server in a web worker', () => {
  it('publishes what is wrong', async () => {
    const inbox: Message[] = [];
    let wake: () => void = () => undefined;
    const scope: { onmessage?: (event: { data: unknown }) => void } & Record<string, unknown> = {
      postMessage: (message: unknown) => {
        // As from another world: only what can be cloned comes through.
        inbox.push(structuredClone(message) as Message);
        wake();
      },
      addEventListener: () => undefined,
      setTimeout, clearTimeout, performance, console, TextEncoder, TextDecoder, URL,
    };
    scope['self'] = scope;
    runInContext(readFileSync(join(import.meta.dirname, '../../out/server-worker.js'), 'utf8'), createContext(scope));

    const send = (message: object): void => scope.onmessage!({ data: { jsonrpc: '2.0', ...message } });
    const received = async (wanted: (message: Message) => boolean): Promise<Message> => {
      for (;;) {
        const found = inbox.find(wanted);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    };
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    await received(({ id }) => id === 1);
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri: 'u:1', languageId: 'tcpflow', version: 3, text: 'A -> A: [SYN]' } } });
    const { params } = await received(({ method }) => method === 'textDocument/publishDiagnostics');
    const { version, diagnostics } = params as PublishDiagnosticsParams;
    assert.deepEqual([version, diagnostics.map(({ code }) => code)], [3, ['self-segment']]);
  });
});
