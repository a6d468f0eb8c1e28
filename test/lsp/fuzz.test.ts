// Messages that no editor sends: unknown methods, wrong types, documents that are closed or were never open, places that do not exist,
// requests that are cancelled, changes in the wrong order. The server answers each request once, lives, and checks a good file as ever.
import assert from 'node:assert/strict';

import fc from 'fast-check';

import { longRun } from '../support/long-run.ts';
import { anyText, someText } from '../support/random-edits.ts';
import { startRawServer, type RawServer } from '../support/raw-server.ts';

const requests = [
  'textDocument/hover', 'textDocument/completion', 'textDocument/codeAction', 'textDocument/documentSymbol', 'textDocument/foldingRange', 'textDocument/formatting',
  'textDocument/rangeFormatting', 'textDocument/onTypeFormatting', 'textDocument/definition', 'textDocument/references', 'textDocument/documentHighlight',
  'textDocument/prepareRename', 'textDocument/rename', 'textDocument/inlayHint', 'textDocument/selectionRange', 'textDocument/semanticTokens/full',
  'textDocument/semanticTokens/full/delta', 'textDocument/semanticTokens/range', 'textDocument/documentLink', 'textDocument/codeLens', 'workspace/symbol',
  'tcpflow/moment', 'tcpflow/export', 'tcpflow/count', 'initialize', 'no/such/request', '', '__proto__', 'constructor',
];
const notifications = [
  'textDocument/didOpen', 'textDocument/didChange', 'textDocument/didClose', 'tcpflow/files', 'tcpflow/drawings', 'tcpflow/drawings', 'tcpflow/sight', 'workspace/didChangeConfiguration', 'initialized', '$/setTrace', '$/progress',
  'textDocument/didSave', 'no/such/notification', 'toString',
];

const uri = fc.constantFrom<unknown>('u:a', 'u:a', 'u:a', 'u:b', 'u:b', 'u:never', '', '__proto__', 'file:///a%zz', 7, null);
const number = fc.oneof({ weight: 6, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.constantFrom<unknown>(-1, 0.5, 2 ** 31, 2 ** 53, 1e308, '3', null, [], NaN) });
const position = fc.oneof({ weight: 9, arbitrary: fc.record({ line: number, character: number }) }, { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 5, 'x', {}) });
const range = fc.oneof({ weight: 9, arbitrary: fc.record({ start: position, end: position }) }, { weight: 1, arbitrary: fc.constantFrom<unknown>(null, [], {}) });
const text = fc.oneof({ weight: 4, arbitrary: someText }, { weight: 1, arbitrary: anyText }, { weight: 1, arbitrary: fc.constantFrom<unknown>(5, null, undefined, {}) });
const textDocument = fc.oneof({ weight: 12, arbitrary: fc.record({ uri, version: number, languageId: fc.constant('tcpflow'), text }) }, { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'u:a', []) });
const changes = fc.oneof({ weight: 9, arbitrary: fc.array(fc.oneof(fc.record({ range, text }), fc.record({ text })), { maxLength: 3 }) }, { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'x', [null]) });
const params = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      textDocument, position, range, contentChanges: changes, positions: fc.array(position, { maxLength: 2 }), newName: fc.constantFrom<unknown>('z', '', '1', 'a b', 5, null),
      options: fc.constantFrom<unknown>({ tabSize: 2, insertSpaces: true }, { tabSize: -1 }, { tabSize: 1e9, insertSpaces: true }, { numbers: 'relative', detail: 'full' }, { numbers: 'x', detail: null }, 5, null), ch: fc.constantFrom<unknown>('\n', '}', '', 5),
      context: fc.constantFrom<unknown>({ diagnostics: [], includeDeclaration: true }, { only: ['source.fixAll'] }, { only: 5 }, null), query: fc.constantFrom<unknown>('', 'a', 5, null),
      previousResultId: fc.constantFrom<unknown>('1', 'x', 5), uri, line: number, view: fc.constantFrom<unknown>('v', 'w', 5, null), follow: fc.constantFrom<unknown>(true, true, false, 'x'), text,
      format: fc.constantFrom<unknown>('svg', 'mermaid', 'plantuml', 'markdown', 'x', null), theme: fc.constantFrom<unknown>('light', 'x', null), sequence: number, sight: fc.oneof(fc.record({ line: number, top: number, bottom: number }), fc.constantFrom<unknown>(null, 5, {})),
      files: fc.oneof(fc.array(fc.record({ uri, text }), { maxLength: 2 }), fc.constantFrom<unknown>(null, 'x', [null])), settings: fc.constantFrom<unknown>({ tcpflow: { rules: 5 } }, null),
      capabilities: fc.constantFrom<unknown>({}, null, 5),
    }, { requiredKeys: ['textDocument', 'position'] }),
  },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(undefined, null, 5, 'x', [], [[]], { __proto__: null }) },
);

type Said = readonly [kind: 'request' | 'notify' | 'cancelled' | 'odd', method: unknown, params: unknown];
const said: fc.Arbitrary<Said> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constant('request' as const), fc.constantFrom(...requests), params) },
  { weight: 6, arbitrary: fc.tuple(fc.constant('notify' as const), fc.constantFrom(...notifications), params) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('cancelled' as const), fc.constantFrom(...requests), params) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('odd' as const), fc.constantFrom<unknown>(5, null, {}, '$/cancelRequest'), params) },
);

describe('whatever a client sends, the server', function () {
  const { numRuns, seed } = longRun(40);
  this.timeout(numRuns > 40 ? 0 : 300_000);
  let server: RawServer;
  before(async () => (server = await startRawServer()));
  after(() => server.stop());

  it('answers each request once, lives, and needs no more and more memory', async () => {
    const heaps: number[] = [];
    let slowest = 0;
    let rounds = 0;
    await fc.assert(fc.asyncProperty(fc.array(said, { minLength: 5, maxLength: 60 }), async (all) => {
      const began = await server.ask('time');
      const answers = all.flatMap(([kind, method, some]) => {
        if (kind === 'notify' || kind === 'odd') {
          server.notify(method, some);
          return [];
        }
        const { id, answered } = server.request(method, some);
        if (kind === 'cancelled') server.notify('$/cancelRequest', { id });
        return [answered];
      });
      for (const answer of await Promise.all(answers)) assert.ok(typeof answer === 'object' && answer !== null && ('result' in answer || 'error' in answer), String(answer));
      slowest = Math.max(slowest, await server.ask('time') - began);
      // What it was sent has spoilt nothing.
      const good = `u:good${rounds++ % 3}`;
      const published = server.next((method, one) => method === 'textDocument/publishDiagnostics' && (one as { uri: unknown }).uri === good);
      server.notify('textDocument/didOpen', { textDocument: { uri: good, languageId: 'tcpflow', version: 1, text: 'A -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]' } });
      assert.deepEqual((await published as { diagnostics: unknown }).diagnostics, []);
      for (const one of [good, 'u:a', 'u:b']) server.notify('textDocument/didClose', { textDocument: { uri: one } });
      assert.equal(server.ended, undefined);
      if (rounds % 20 === 0) heaps.push(await server.ask('heap'));
    }), { numRuns, seed, endOnFailure: true });
    if (numRuns > 40) console.log(`      slowest burst of up to 60 messages: ${slowest.toFixed(0)} ms of the processor, all threads; heap from ${heaps[0]} to ${heaps.at(-1)} bytes, at most ${Math.max(...heaps)}`);
    assert.ok(heaps.at(-1)! < 100_000_000, String(heaps.at(-1)));
  });
});
