// A file of 100,000 lines as a client meets it: nothing else waits for it, and an edit costs what it touches. Counts, no times.
import assert from 'node:assert/strict';

import { CancellationToken, CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver-protocol';

import { toEnd } from '../../language-server/core/flow/turns.ts';
import { provideCodeLenses } from '../../language-server/lsp/code-lenses.ts';
import { openDocument, type FlowDocument } from '../../language-server/lsp/document.ts';
import { provideDocumentLinks } from '../../language-server/lsp/document-links.ts';
import { exportOf } from '../../language-server/lsp/export.ts';
import { provideFolding } from '../../language-server/lsp/folding.ts';
import { provideFormatting, provideOnTypeFormatting } from '../../language-server/lsp/formatting.ts';
import { provideReferences } from '../../language-server/lsp/navigation.ts';
import { provideSymbols } from '../../language-server/lsp/symbols.ts';
import { startClient, type LanguageClient } from '../support/language-client.ts';
import { longFlow } from '../support/long-flow.ts';

const uri = 'untitled:long';

describe('a long file', function () {
  this.timeout(120_000);

  describe('in the server', () => {
    let client: LanguageClient;
    beforeEach(async () => (client = await startClient()));
    afterEach(() => client.stop());

    it('keeps no other file waiting', async () => {
      await client.open(uri, longFlow(100_000));
      await client.open('untitled:short', 'A -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]');
      await Promise.all([client.diagnostics(uri), client.diagnostics('untitled:short')]);
      assert.deepEqual(client.published.map((one) => one.uri), ['untitled:short', uri]);
    });

    it('is published for its newest version only', async () => {
      await client.open(uri, longFlow(100_000));
      for (let version = 2; version <= 6; version++) {
        await client.change(uri, version, { range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } }, text: '// \n' });
        // Answered while the file is being checked.
        assert.equal(await client.hover('untitled:nowhere', 0, 0), null);
      }
      await client.diagnostics(uri, 6);
      assert.deepEqual(client.published.map(({ version }) => version), [6]);
    });

    it('is looked at in turns: what is asked for behind it is answered first, and a change or the client ends it', async () => {
      await client.open(uri, longFlow(20_000));
      await client.diagnostics(uri);
      const done: string[] = [];
      const cancelling = new CancellationTokenSource();
      const ask = async (method: string, params: object, token = CancellationToken.None): Promise<unknown> => {
        const answer = await client.connection.sendRequest(method, params, token).catch(({ code }: { code: number }) => code);
        done.push(method);
        return answer;
      };
      const asked = [
        ask('tcpflow/export', { uri, line: 9, format: 'svg' }, cancelling.token),
        ask('textDocument/formatting', { textDocument: { uri }, options: { tabSize: 4, insertSpaces: true } }),
        ask('textDocument/hover', { textDocument: { uri }, position: { line: 9, character: 0 } }),
      ];
      cancelling.cancel();
      await asked[2];
      assert.deepEqual(done.filter((method) => method === 'textDocument/formatting'), []);
      await client.change(uri, 2, { range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } }, text: '\n' });
      assert.deepEqual(await Promise.all(asked.slice(0, 2)), [LSPErrorCodes.RequestCancelled, LSPErrorCodes.ContentModified]);
    });

    it('is hovered when it has been read', async () => {
      void client.open(uri, longFlow(20_000));
      assert.ok(await client.hover(uri, 19_000, 3));
    });
  });

  it('is looked at in steps of some hundred lines by what looks at all of it', () => {
    const document = openDocument('u', 1, longFlow(10_000));
    const textDocument = { uri: 'u' };
    const place = { textDocument, position: { line: 5000, character: 3 } };
    const works: Readonly<Record<string, () => Generator<undefined, unknown>>> = {
      check: () => document.work(),
      formatting: () => provideFormatting(document, { textDocument, options: { tabSize: 4, insertSpaces: true } }),
      symbols: () => provideSymbols(document),
      folding: () => provideFolding(document),
      references: () => provideReferences(document, { ...place, context: { includeDeclaration: true } }),
      lenses: () => provideCodeLenses(document),
      links: () => provideDocumentLinks(document),
      export: () => exportOf(document, { uri: 'u', line: 9, format: 'markdown', theme: 'light' }),
    };
    const pausesOf = (work: Generator<undefined, unknown>): number => {
      let pauses = 0;
      while (work.next().done !== true) pauses++;
      return pauses;
    };
    for (const [name, work] of Object.entries(works)) {
      const pauses = pausesOf(work());
      assert.ok(pauses > 10_000 / 512, `${name}: ${pauses} pauses`);
    }
    // Played, classified, made rows of, looked through for acknowledgments, told, written.
    for (const format of ['mermaid', 'plantuml'] as const) {
      const pauses = pausesOf(exportOf(document, { uri: 'u', line: 9, format, theme: 'light' }));
      assert.ok(pauses > 9_990 / 64 + 5 * 9_990 / 256, `${format}: ${pauses} pauses`);
    }
  });

  it('has a new line formatted by those around it, however long it is', () => {
    const looked = [2000, 20_000].map((length) => {
      const document = openDocument('u', 1, longFlow(length));
      let texts = 0;
      const counting: FlowDocument = { ...document, lines: document.lines, lineText: (line) => {
        texts++;
        return document.lineText(line);
      } };
      toEnd(provideOnTypeFormatting(counting, { textDocument: { uri: 'u' }, options: { tabSize: 2, insertSpaces: true }, position: { line: length / 2, character: 0 }, ch: '\n' }));
      return texts;
    });
    assert.ok(looked[0]! < 300, String(looked[0]));
    assert.equal(looked[1], looked[0]);
  });

  const edits: Readonly<Record<string, (line: number) => { readonly from: number; readonly to: number; readonly text: string }>> = {
    'a character': () => ({ from: 0, to: 0, text: ' ' }),
    'a comment line': () => ({ from: 0, to: 0, text: '// c\n' }),
    'a note': () => ({ from: 0, to: 0, text: 'note "n"\n' }),
    'a line that cannot be read': () => ({ from: 0, to: 0, text: 'what is this\n' }),
  };
  for (const [name, edit] of Object.entries(edits)) {
    it(`reparses and plays again what ${name} touches`, () => {
      const document = openDocument('u', 1, longFlow(10_000));
      document.analysis();
      let version = 1;
      for (const line of [6, 5000, 9990]) {
        const { from, to, text } = edit(line);
        for (const [range, inserted] of [
          [{ start: { line, character: from }, end: { line, character: to } }, text],
          [{ start: { line, character: from }, end: text.endsWith('\n') ? { line: line + 1, character: 0 } : { line, character: from + text.length } }, ''],
        ] as const) {
          const before = { parsed: document.parsed, played: document.played };
          document.change([{ range, text: inserted }], ++version);
          document.analysis();
          assert.ok(document.parsed - before.parsed <= 2, `${document.parsed - before.parsed} lines parsed`);
          assert.ok(document.played - before.played <= 128, `${document.played - before.played} statements played`);
        }
      }
    });
  }

  it('plays all that follows only where all that follows is different', () => {
    const document = openDocument('u', 1, longFlow(10_000));
    document.analysis();
    const before = document.played;
    const end = document.lineText(2).length;
    document.change([{ range: { start: { line: 2, character: end }, end: { line: 2, character: end } }, text: ' mss=1460' }], 2);
    document.analysis();
    assert.ok(document.played - before > 9900, `${document.played - before} statements played`);
  });
});
