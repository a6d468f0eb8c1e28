// Files that are opened, edited, looked at and closed again and again leave nothing behind. 100 rounds here; 10,000 with a hundred times as many.
import assert from 'node:assert/strict';

import { drawingsChanged, drawingsNotification } from '../../language-server/protocol.ts';
import { longRun } from '../support/long-run.ts';
import { longFlow } from '../support/long-flow.ts';
import { startRawServer } from '../support/raw-server.ts';

describe('the server\'s memory', function () {
  const { numRuns: rounds } = longRun(100);
  this.timeout(rounds > 100 ? 0 : 300_000);

  it('is as before when files are closed', async () => {
    const server = await startRawServer();
    // If one were kept, it would be seen: a file of 60 lines takes more than 30 KB.
    const text = longFlow(60);
    const round = async (number: number): Promise<void> => {
      const uri = `u:${number}`;
      const textDocument = { uri };
      const published = (version: number): Promise<unknown> => server.next((method, params) =>
        method === 'textDocument/publishDiagnostics' && (params as { uri: string; version: number }).uri === uri && (params as { version: number }).version === version);
      const opened = published(1);
      server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'tcpflow', version: 1, text } });
      await opened;
      const asked = [
        ['textDocument/hover', { textDocument, position: { line: 9, character: 3 } }],
        ['textDocument/semanticTokens/full', { textDocument }], ['textDocument/documentSymbol', { textDocument }],
      ] as const;
      const drawn = server.next((method, params) => method === drawingsChanged && (params as { version: number }).version === 2);
      server.notify(drawingsNotification, { uri, view: 'v', follow: true });
      const edited = published(2);
      server.notify('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ range: { start: { line: 7, character: 0 }, end: { line: 7, character: 0 } }, text: `// ${number}\nwhat is this\n` }] });
      await Promise.all([edited, drawn]);
      for (const [method, params] of asked) await server.request(method, params).answered;
      server.notify(drawingsNotification, { uri, view: 'v', follow: false });
      server.notify('textDocument/didClose', { textDocument });
    };
    try {
      // What is made once, and what is kept for the next time, has been made by then.
      const warm = 60;
      for (let number = 0; number < warm; number++) await round(number);
      const before = await server.ask('heap');
      for (let number = warm; number < warm + rounds; number++) await round(number);
      const after = await server.ask('heap');
      if (rounds > 100) console.log(`      ${rounds} rounds: from ${before} to ${after} bytes, ${((after / before - 1) * 100).toFixed(2)} %`);
      assert.ok(after < before * 1.05, `from ${before} to ${after} bytes`);
    } finally {
      server.stop();
    }
  });
});
