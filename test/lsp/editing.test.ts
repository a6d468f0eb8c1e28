// What an editor asks for while a person writes and finds their way: formatting, names, hints, colours, lenses, links, and the
// problems of files that are not open. Over stdio, as any client does.
import assert from 'node:assert/strict';

import {
  CodeLensRequest, DefinitionRequest, DidChangeConfigurationNotification, DocumentFormattingRequest, DocumentHighlightRequest, DocumentLinkRequest,
  DocumentOnTypeFormattingRequest, DocumentRangeFormattingRequest, InlayHintRequest, PrepareRenameRequest, ReferencesRequest, RenameRequest, SelectionRangeRequest,
  SemanticTokensDeltaRequest, SemanticTokensRangeRequest, SemanticTokensRequest, WorkspaceSymbolRequest,
  type Location, type Position, type Range, type SelectionRange, type SemanticTokens, type SemanticTokensDelta, type TextEdit,
} from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { filesNotification, type FilesParams } from '../../language-server/protocol.ts';
import { startClient, type LanguageClient, type Settings } from '../support/language-client.ts';

const uri = 'file:///flows/handshake.tcpflow';
const textDocument = { uri };
const options = { tabSize: 2, insertSpaces: true };
const text = `// See RFC 9293 §3.5 and RFC 5961.
endpoint client isn=x
endpoint server

flow "Handshake" {
  client -> server: [SYN]
  server -> client: [SYN, ACK] ack=x+1
  client -> server: [ACK] delayed as last
  deliver last
}
flow "RFC 793, section 3.4" {
  client -> server: [SYN]
  server -> client: [SYN, ACK] ack=7 // x
}
`;

const range = (line: number, start: number, end: number): Range => ({ start: { line, character: start }, end: { line, character: end } });
const at = (line: number, word: string, of = text): Position => ({ line, character: of.split('\n')[line]!.indexOf(word) });
const applied = (before: string, edits: readonly TextEdit[] | null | undefined): string =>
  TextDocument.applyEdits(TextDocument.create(uri, 'tcpflow', 1, before), [...edits ?? []]);

describe('the server, while somebody edits', function () {
  this.timeout(60_000);
  let client: LanguageClient;
  const settings: Settings = {};
  beforeEach(async () => {
    client = await startClient(settings, { commands: true });
    await client.open(uri, text);
  });
  afterEach(async () => {
    assert.deepEqual(client.logged, []);
    assert.equal(await client.stop(), 0);
  });
  const ask = <Result>(type: { readonly method: string }, params: object): Promise<Result> => client.connection.sendRequest(type.method, params);

  it('answers no question about a text that has changed since', async () => {
    const asked = client.hover(uri, 5, 3);
    await client.change(uri, 2, { range: range(0, 0, 0), text: 'note "new"\n' });
    await assert.rejects(asked, /the document has changed/);
    assert.notEqual(await client.hover(uri, 6, 3), null);
  });

  describe('formats', () => {
    const messy = 'flow "a" {\nA->B:[SYN]\n\n\n   B -> A: [ACK,SYN]\n    A->B : [ACK] ack=1\n }\n';
    beforeEach(() => client.open(uri, messy));

    it('a document', async () => {
      assert.equal(applied(messy, await ask(DocumentFormattingRequest.type, { textDocument, options })),
        'flow "a" {\n  A -> B: [SYN]\n\n  B -> A: [SYN, ACK]\n  A -> B: [ACK]      ack=1\n}\n');
      assert.match(applied(messy, await ask(DocumentFormattingRequest.type, { textDocument, options: { tabSize: 8, insertSpaces: false } })), /\n\tA -> B/);
      assert.match(applied(messy, await ask(DocumentFormattingRequest.type, { textDocument, options: { tabSize: 4, insertSpaces: true } })), /\n {4}A -> B/);
    });

    it('a range, as it would format all, and nothing around it', async () => {
      const edits = await ask<TextEdit[]>(DocumentRangeFormattingRequest.type, { textDocument, options, range: { start: { line: 2, character: 0 }, end: { line: 5, character: 0 } } });
      assert.equal(applied(messy, edits), 'flow "a" {\nA->B:[SYN]\n\n  B -> A: [SYN, ACK]\n    A->B : [ACK] ack=1\n }\n');
    });

    it('a line when it is finished', async () => {
      const typed = (position: Position, ch: string): Promise<TextEdit[]> => ask(DocumentOnTypeFormattingRequest.type, { textDocument, options, position, ch });
      assert.equal(applied(messy, await typed({ line: 2, character: 0 }, '\n')).split('\n')[1], '  A -> B: [SYN]');
      assert.equal(applied(messy, await typed({ line: 6, character: 2 }, '}')).split('\n')[6], '}');
      assert.deepEqual(await typed({ line: 0, character: 0 }, '\n'), []);
      assert.deepEqual(await typed({ line: 99, character: 0 }, '}'), []);
    });
  });

  describe('knows names', () => {
    it('where they are declared and used', async () => {
      assert.deepEqual(await ask(DefinitionRequest.type, { textDocument, position: at(6, 'x+1') }), { uri, range: range(1, 20, 21) });
      assert.deepEqual(await ask(DefinitionRequest.type, { textDocument, position: at(8, 'last') }), { uri, range: range(7, 37, 41) });
      assert.equal(await ask(DefinitionRequest.type, { textDocument, position: at(12, '// x') }), null);
      const references = (includeDeclaration: boolean): Promise<Location[]> => ask(ReferencesRequest.type, { textDocument, position: at(5, 'server'), context: { includeDeclaration } });
      assert.deepEqual((await references(true)).map(({ range: { start } }) => start.line), [2, 5, 6, 7, 11, 12]);
      assert.deepEqual((await references(false)).map(({ range: { start } }) => start.line), [5, 6, 7, 11, 12]);
      const highlights = await ask<{ range: Range; kind: number }[]>(DocumentHighlightRequest.type, { textDocument, position: at(8, 'last') });
      assert.deepEqual(highlights.map(({ kind }) => kind), [3, 2]);
    });

    it('and renames them', async () => {
      assert.deepEqual(await ask(PrepareRenameRequest.type, { textDocument, position: at(6, 'client') }), { range: range(6, 12, 18), placeholder: 'client' });
      assert.equal(await ask(PrepareRenameRequest.type, { textDocument, position: at(6, 'SYN') }), null);
      const rename = (newName: string): Promise<{ changes: Record<string, TextEdit[]> }> => ask(RenameRequest.type, { textDocument, position: at(6, 'client'), newName });
      assert.equal(applied(text, (await rename(' 브라우저 ')).changes[uri]), text.replaceAll('client', '브라우저'));
      await assert.rejects(rename('server'), /^Error: there is another endpoint `server` already$/);
      await assert.rejects(rename('expect'), /^Error: `expect` is a word of the language$/);
      await assert.rejects(rename('a b'), /is no name/);
    });

    it('of all documents, by a few letters', async () => {
      const found = async (query: string): Promise<readonly string[]> =>
        (await ask<{ name: string; containerName?: string }[]>(WorkspaceSymbolRequest.type, { query })).map(({ name, containerName }) => `${containerName ?? ''}/${name}`);
      assert.deepEqual(await found(''), ['/client', '/server', '/Handshake', '/RFC 793, section 3.4']);
      assert.deepEqual(await found('HSK'), ['/Handshake']);
      assert.deepEqual(await found('nothing'), []);
    });
  });

  it('shows what is left out, as far as it is wanted', async () => {
    const hints = async (): Promise<readonly string[]> =>
      (await ask<{ position: Position; label: string }[]>(InlayHintRequest.type, { textDocument, range: range(5, 0, 0) })).map(({ position, label }) => `${position.character} ${label}`);
    assert.deepEqual(await hints(), ['25 seq=x', '25 → client SYN-SENT, server SYN-RECEIVED']);
    settings.inlayHints = { numbers: true, states: false };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    for (let tries = 0; (await hints()).length > 1; tries++) assert.ok(tries < 500);
    assert.deepEqual(await hints(), ['25 seq=x']);
    delete settings.inlayHints;
  });

  it('writes a hint into the text', async () => {
    const hints = await ask<{ textEdits?: TextEdit[] }[]>(InlayHintRequest.type, { textDocument, range: range(5, 0, 0) });
    assert.equal(applied(text, hints.flatMap(({ textEdits = [] }) => textEdits)).split('\n').slice(5, 7).join('\n'),
      '  client -> server: [SYN] seq=x\n  expect client SYN-SENT, server SYN-RECEIVED');
  });

  it('grows a selection', async () => {
    const [first] = await ask<SelectionRange[]>(SelectionRangeRequest.type, { textDocument, positions: [at(6, 'x+1')] });
    const lines = text.split('\n');
    const texts: string[] = [];
    for (let one: SelectionRange | undefined = first; one !== undefined; one = one.parent) {
      const { start, end } = one.range;
      texts.push(start.line === end.line ? lines[start.line]!.slice(start.character, end.character) : `${start.line}-${end.line}`);
    }
    assert.deepEqual(texts, ['x', 'x+1', 'ack=x+1', lines[6]!.trim(), lines[6], '5-8', '4-9', '0-14']);
  });

  it('colours words by what they are, and tells only what changed', async () => {
    const legend = client.initialized.capabilities.semanticTokensProvider!.legend;
    const words = (data: readonly number[], of = text): readonly string[] => {
      let line = 0;
      let column = 0;
      return Array.from({ length: data.length / 5 }, (_, index) => {
        const [down, right, length, type, modifiers] = data.slice(index * 5, index * 5 + 5) as [number, number, number, number, number];
        [line, column] = [line + down, down === 0 ? column + right : right];
        return `${of.split('\n')[line]!.slice(column, column + length)} ${legend.tokenTypes[type]}${modifiers === 1 ? '!' : ''}`;
      });
    };
    const { data: some } = await ask<SemanticTokens>(SemanticTokensRangeRequest.type, { textDocument, range: { start: { line: 6, character: 0 }, end: { line: 8, character: 0 } } });
    assert.deepEqual(words(some), [
      'server class', 'client class', 'SYN enumMember', 'ACK enumMember', 'ack property', 'x variable',
      'client class', 'server class', 'ACK enumMember', 'delayed modifier', 'last event!', 'last event',
    ]);
    const before = await ask<SemanticTokens>(SemanticTokensRequest.type, { textDocument });
    assert.deepEqual(words(before.data).slice(0, 4), ['client class!', 'isn property', 'x variable!', 'server class!']);
    await client.change(uri, 2, { range: range(5, 20, 20), text: 'FIN, ' });
    const delta = await ask<SemanticTokensDelta>(SemanticTokensDeltaRequest.type, { textDocument, previousResultId: before.resultId });
    const after = [...before.data];
    for (const { start, deleteCount, data = [] } of delta.edits.toReversed()) after.splice(start, deleteCount, ...data);
    assert.ok(JSON.stringify(delta).length < 200, JSON.stringify(delta));
    assert.deepEqual(after, (await ask<SemanticTokens>(SemanticTokensRequest.type, { textDocument })).data);
  });

  it('colours all of a line for a client that has no grammar', async () => {
    const other = await startClient();
    try {
      const lines = 'rule seq-gap off // why\nendpoint at isn=x\n@5ms at -> B: [SYN] seq=x mss=1_460 delayed as late\nexpect at SYN-SENT\nat.timeout(retransmission)\nnote over at "as // 1"\nwhat 12 "half // as';
      await other.open(uri, lines);
      const { data } = await other.connection.sendRequest(SemanticTokensRequest.type, { textDocument }) as SemanticTokens;
      const { tokenTypes } = other.initialized.capabilities.semanticTokensProvider!.legend;
      const seen: string[] = [];
      for (let index = 0, line = 0, column = 0; index < data.length; index += 5) {
        [line, column] = [line + data[index]!, data[index] === 0 ? column + data[index + 1]! : data[index + 1]!];
        seen.push(`${lines.split('\n')[line]!.slice(column, column + data[index + 2]!)} ${tokenTypes[data[index + 3]!]}`);
      }
      assert.deepEqual(seen, [
        'rule keyword', 'seq-gap decorator', 'off keyword', '// why comment', 'endpoint keyword', 'at class', 'isn property', 'x variable',
        '5ms number', 'at class', 'B class', 'SYN enumMember', 'seq property', 'x variable', 'mss property', '1_460 number', 'delayed modifier', 'as keyword', 'late event',
        'expect keyword', 'at class', 'SYN-SENT enumMember', 'at class', 'timeout keyword', 'retransmission enumMember',
        'note keyword', 'over keyword', 'at class', '"as // 1" string', '12 number', '"half // as string',
      ]);
    } finally {
      await other.stop();
    }
  });

  it('leads to the RFCs that comments and titles speak of', async () => {
    const links = await ask<{ range: Range; target: string }[]>(DocumentLinkRequest.type, { textDocument });
    assert.deepEqual(links.map(({ range: { start, end }, target }) => [text.split('\n')[start.line]!.slice(start.character, end.character), target]), [
      ['RFC 9293 §3.5', 'https://www.rfc-editor.org/rfc/rfc9293#section-3.5'],
      ['RFC 5961', 'https://www.rfc-editor.org/rfc/rfc5961'],
      ['RFC 793, section 3.4', 'https://www.rfc-editor.org/rfc/rfc793#section-3.4'],
    ]);
  });

  it('puts the preview and the number of errors above each flow', async () => {
    await client.open(uri, 'endpoint A, B\nA -> B: [SYN]\nB -> A: [SYN, ACK] ack=7\nA -> B: [ACK]\nflow "b" {\n}\nflow "c" {\n  what\n  is\n}\nflow "d" {\n  A -> B: [SYN] lost\n}\n');
    const lenses = await ask<{ range: Range; command: { title: string; command: string; arguments: unknown[] } }[]>(CodeLensRequest.type, { textDocument });
    assert.deepEqual(lenses.map(({ range: { start }, command: { title, command, arguments: args } }) => [start.line, title, command, args]), [
      [1, 'Preview', 'tcpflow.openPreviewToSide', [uri]],
      [1, '1 error', 'tcpflow.showProblems', [uri, 2, 19]],
      [4, 'Preview', 'tcpflow.openPreviewToSide', [uri]],
      [6, 'Preview', 'tcpflow.openPreviewToSide', [uri]],
      [6, '2 errors', 'tcpflow.showProblems', [uri, 7, 5]],
      [10, 'Preview', 'tcpflow.openPreviewToSide', [uri]],
      [10, '1 warning', 'tcpflow.showProblems', [uri, 11, 10]],
    ]);
  });

  describe('lists the problems of files that are not open', () => {
    const file = 'file:///flows/other.tcpflow';
    const wrong = 'A -> B: [SYN]\nB -> A: [SYN, ACK] ack=7\nA -> B: [ACK]\n';
    const tell = (...files: FilesParams['files']): Promise<void> => client.connection.sendNotification(filesNotification, { files });
    const codes = async (expected: readonly string[], of = file): Promise<void> => {
      for (let tries = 0; tries < 500; tries++) {
        const last = client.published.findLast((one) => one.uri === of);
        if (last !== undefined && String(last.diagnostics.map(({ code }) => code)) === String(expected)) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.fail(JSON.stringify(client.published.findLast((one) => one.uri === of)));
    };

    it('as they change, come and go', async () => {
      await tell({ uri: file, text: wrong });
      await codes(['ack-of-unsent-data']);
      assert.deepEqual((await ask<{ name: string }[]>(WorkspaceSymbolRequest.type, { query: '' })).length, 4);
      await tell({ uri: file, text: wrong.replace(' ack=7', '') });
      await codes([]);
      await tell({ uri: file, text: 'flow "Far away" {\nwhat\n}' });
      await codes(['syntax']);
      assert.deepEqual((await ask<{ name: string }[]>(WorkspaceSymbolRequest.type, { query: 'away' })).map(({ name }) => name), ['Far away']);
      await tell({ uri: file, text: null });
      await codes([]);
      assert.deepEqual(await ask(WorkspaceSymbolRequest.type, { query: 'away' }), []);
    });

    it('unless they are open: then the editor\'s text counts, and the file\'s again when it is closed', async () => {
      await tell({ uri: file, text: wrong });
      await codes(['ack-of-unsent-data']);
      await client.open(file, 'oops');
      await codes(['syntax']);
      await tell({ uri: file, text: '' }, { uri: 'file:///flows/third.tcpflow', text: 'oops' });
      await codes(['syntax'], 'file:///flows/third.tcpflow');
      await codes(['syntax']);
      await client.closeDocument(file);
      await codes([]);
    });
  });
});

describe('a client without our commands', function () {
  this.timeout(60_000);

  it('gets no code lenses', async () => {
    const client = await startClient();
    assert.equal(client.initialized.capabilities.codeLensProvider, undefined);
    await client.stop();
  });
});
