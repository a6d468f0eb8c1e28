// What must not end the server: odd files, odd positions, odd messages. After each it still checks a good file.
import assert from 'node:assert/strict';
import { once } from 'node:events';

import {
  CodeLensRequest, DefinitionRequest, DocumentFormattingRequest, DocumentHighlightRequest, DocumentLinkRequest, DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest, ErrorCodes, InlayHintRequest, PrepareRenameRequest, ReferencesRequest, RenameRequest, SelectionRangeRequest, SemanticTokensRangeRequest,
  SemanticTokensRequest, type MarkupContent,
} from 'vscode-languageserver-protocol';

import { startClient, type LanguageClient } from '../support/language-client.ts';

const uri = 'untitled:hostile';
const handshake = 'A -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]';

/** What an editor asks for about a document and a place in it. */
const askAll = async (client: LanguageClient, line: number, character: number): Promise<void> => {
  const textDocument = { uri };
  const position = { line, character };
  const range = { start: position, end: { line: line + 1, character } };
  const options = { tabSize: 2, insertSpaces: true };
  for (const { method } of [
    DefinitionRequest.type, DocumentHighlightRequest.type, PrepareRenameRequest.type, ReferencesRequest.type, RenameRequest.type, SelectionRangeRequest.type,
    InlayHintRequest.type, SemanticTokensRangeRequest.type, SemanticTokensRequest.type, DocumentLinkRequest.type, CodeLensRequest.type,
    DocumentFormattingRequest.type, DocumentRangeFormattingRequest.type, DocumentOnTypeFormattingRequest.type,
  ]) {
    await client.connection.sendRequest(method, { textDocument, position, positions: [position], range, options, line, ch: '\n', newName: 'z', context: { includeDeclaration: true } });
  }
};

describe('the server survives', function () {
  this.timeout(120_000);
  let client: LanguageClient;
  beforeEach(async () => (client = await startClient()));
  afterEach(async () => {
    // It lives, and what it was sent has spoilt nothing.
    await client.open('untitled:good', handshake);
    assert.deepEqual((await client.diagnostics('untitled:good')).diagnostics, []);
    assert.equal(await client.stop(), 0);
  });

  const files: Readonly<Record<string, readonly [text: string, codes: readonly string[]]>> = {
    '400 nested braces': ['{'.repeat(400), ['syntax']],
    '400 nested brackets': [`A -> B: ${'['.repeat(400)}`, ['syntax']],
    '400 nested blocks': [`${'section {\n'.repeat(400)}${'}\n'.repeat(400)}`, ['syntax']],
    'blocks that nest 100,000 deep and never close': ['section {\n'.repeat(100_000), ['syntax']],
    'a line of 5 MB': ['x'.repeat(5_000_000), ['syntax']],
    'a line of 5 MB that begins well': [`A -> B: [SYN] ${'seq=1 '.repeat(850_000)}`, ['syntax']],
    'a file of NULs': ['\0'.repeat(100_000), ['syntax']],
    '100,000 lines of NULs': ['\0\n'.repeat(100_000), ['syntax', 'incomplete']],
    '200,000 bad lines': ['client => server\n'.repeat(200_000), ['syntax', 'incomplete']],
    'lone surrogates': ['\ud800 -> \udc00: [SYN]', ['syntax']],
    'CRLF': [handshake.replaceAll('\n', '\r\n'), []],
    'CR alone': [handshake.replaceAll('\n', '\r'), []],
    'a byte order mark': [`\ufeff${handshake}`, []],
    'names beyond the basic plane': [handshake.replaceAll('A', '\u{20000}').replaceAll('\u{20000}CK', 'ACK'), []],
    'names that are properties of objects': [handshake.replaceAll(/\bA\b/g, 'constructor').replaceAll(/\bB\b/g, '__proto__'), []],
    'an empty file': ['', []],
  };

  for (const [name, [text, codes]] of Object.entries(files)) {
    it(name, async () => {
      await client.open(uri, text);
      const { diagnostics } = await client.diagnostics(uri);
      assert.deepEqual([...new Set(diagnostics.map(({ code }) => code))], codes);
      // All that it can be asked, at the ends and in the middle.
      await client.symbols(uri);
      await client.folding(uri);
      await client.drawings(uri);
      for (const line of [0, 1, 1000, -1, 0.5]) await client.moment(uri, line);
      await askAll(client, 0, 9);
      for (const line of [0, 1, 1000]) for (const character of [0, 9, 5000]) await client.hover(uri, line, character);
      await client.change(uri, 2, { range: { start: { line: 0, character: 3 }, end: { line: 0, character: 3 } }, text: '\u{1F600}\r\n' });
      await client.diagnostics(uri, 2);
      assert.deepEqual(client.logged, []);
    });
  }

  it('positions that do not exist', async () => {
    await client.open(uri, handshake);
    for (const [line, character] of [[-1, 0], [0, -1], [99, 0], [0, 99], [2 ** 31, 2 ** 31], [0.5, 0.5], [NaN, NaN]] as const) {
      await client.hover(uri, line, character);
      await askAll(client, line, character);
    }
    await client.change(uri, 2, { range: { start: { line: 99, character: 99 }, end: { line: 999, character: 0 } }, text: '\nx' });
    assert.deepEqual((await client.diagnostics(uri, 2)).diagnostics.map(({ range }) => range.start.line), [3]);
  });

  it('documents that it does not know', async () => {
    const nowhere = 'untitled:nowhere';
    assert.equal(await client.hover(nowhere, 0, 0), null);
    assert.deepEqual(await client.symbols(nowhere), []);
    assert.deepEqual(await client.folding(nowhere), []);
    assert.deepEqual((await client.drawings(nowhere)).flows, []);
    await client.unfollow(nowhere);
    assert.equal(await client.moment(nowhere, 0), null);
    await client.change(nowhere, 2, { text: 'x' });
    await client.closeDocument(nowhere);
    await client.closeDocument(nowhere);
    assert.deepEqual(client.published, []);
  });

  it('comments and labels that turn the direction of what is read', async () => {
    await client.open(uri, '/// over\u202eridden \u2066isolated\u061c\nendpoint A label="la\u202ebel"\n/// of\u200fline\nA -> B: [SYN]\n');
    for (const [line, character] of [[1, 9], [3, 0], [3, 8]] as const) {
      const { value } = (await client.hover(uri, line, character))!.contents as MarkupContent;
      assert.match(value, /\ufffd/);
      assert.doesNotMatch(value, /\p{Bidi_C}/u);
    }
  });

  it('messages without what they need, and says so in the log', async () => {
    const { connection } = client;
    await client.open(uri, handshake);
    for (const params of [undefined, null, {}, { textDocument: null }, { textDocument: { uri: 5 } }, { textDocument: { uri }, position: null }]) {
      for (const method of ['textDocument/hover', 'textDocument/documentSymbol', 'textDocument/foldingRange', 'tcpflow/drawings']) {
        await connection.sendRequest(method, params as object).catch(() => undefined);
      }
      for (const method of ['tcpflow/moment', 'tcpflow/export', 'tcpflow/count']) {
        await assert.rejects(connection.sendRequest(method, params as object), { code: ErrorCodes.InvalidParams });
      }
    }
    await connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ range: null, text: 'x' }] });
    await connection.sendNotification('textDocument/didOpen', {});
    await connection.sendNotification('no/such/thing', {});
    await assert.rejects(connection.sendRequest('no/such/request', {}));
    assert.notDeepEqual(client.logged, []);
  });

  it('views with options and sights that are none, and draws for those that leave them out', async () => {
    const { connection } = client;
    await client.open(uri, handshake);
    for (const options of [5, {}, { numbers: 'x', detail: 'full' }]) await connection.sendNotification('tcpflow/drawings', { uri, view: 'odd', follow: true, options });
    for (const sight of [null, 5, { line: 'x' }]) await connection.sendNotification('tcpflow/sight', { uri, view: 'odd', sequence: 0, sight });
    assert.equal((await client.drawings(uri, 'view', null as never)).flows?.length, 1);
    assert.equal(client.logged.length, 6);
  });

  it('a client that sends no JSON', async () => {
    client.process.stdin!.write('Content-Length: 5\r\n\r\n{"a":');
    await client.hover(uri, 0, 0);
  });
});

describe('the server ends', function () {
  this.timeout(60_000);

  it('when its client is gone', async () => {
    const client = await startClient();
    const exited = once(client.process, 'exit');
    client.process.stdin!.end();
    await exited;
  });
});
