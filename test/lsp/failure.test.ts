// A stage fails: the file says that it was not checked completely, and is never a clean one. Once the stage works again, so does
// everything else: other files, later edits, and the same file.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';

import { createConnection } from 'vscode-languageserver/node';
import { createProtocolConnection, DiagnosticSeverity, LSPErrorCodes, ResponseError, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';

import type * as Cli from '../../language-server/cli/main.ts';
import type * as Rules from '../../language-server/core/rules/index.ts';
import type * as Server from '../../language-server/lsp/server.ts';
import type * as Markdown from '../../language-server/markdown/main.ts';
import { filesNotification } from '../../language-server/protocol.ts';
import { fail, withStages } from '../support/failing.ts';
import { converse, type Conversation } from '../support/language-client.ts';

const { main } = await withStages('cli/main.ts') as typeof Cli;
const { startServer } = await withStages('lsp/server.ts') as typeof Server;
const { rules } = await withStages('core/rules/index.ts') as typeof Rules;
const { drawFence } = await withStages('markdown/main.ts') as typeof Markdown;

const uri = 'untitled:a';
const other = 'untitled:b';
const text = 'endpoint A, B\nA -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]\nA -> B: [PSH, ACK] len=1\nB -> A: [ACK]\nA.timeout(keepalive)\n';
const stages = ['createTcpflowParser', 'lower', 'pairing', 'scopes', 'playSteps', 'segmentArrives'];
const notChecked = /^this file could not be checked completely: /;

/** The rule fails in whatever it is asked, until it is told to go on. */
const break_ = (rule: (typeof rules)[number]): (() => void) => {
  const whole = { ...rule };
  const failing = Object.entries(rule).flatMap(([name, value]) => (typeof value === 'function' ? [[name, () => { throw new Error('no such luck'); }]] : []));
  Object.assign(rule, Object.fromEntries(failing));
  return () => Object.assign(rule, whole);
};

describe('when a stage fails, the server', function () {
  this.timeout(120_000);
  let client: Conversation;
  let end: () => void;
  beforeEach(async () => {
    const [there, back] = [new PassThrough(), new PassThrough()];
    const server = createConnection(new StreamMessageReader(there), new StreamMessageWriter(back));
    startServer(server);
    const connection = createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
    client = await converse(connection, undefined, { commands: true });
    end = () => [connection, server].forEach((one) => one.dispose());
  });
  afterEach(() => {
    fail('');
    end();
  });

  const shown = async (of: string, version = 1): Promise<readonly string[]> =>
    (await client.diagnostics(of, version)).diagnostics.map(({ code, severity, message }) => `${DiagnosticSeverity.Error === severity ? 'error' : severity}[${code}] ${message}`);
  /** The file is clean again, and so is another one. */
  const recovers = async (): Promise<void> => {
    fail('');
    await client.open(other, text);
    assert.deepEqual(await shown(other), []);
    await client.change(uri, 2, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' });
    assert.deepEqual(await shown(uri, 2), []);
    assert.notEqual(await client.hover(uri, 3, 3), null);
  };

  for (const stage of stages) {
    it(`says so: ${stage}`, async () => {
      fail(stage);
      await client.open(uri, text);
      assert.deepEqual(await shown(uri), [`error[incomplete] this file could not be checked completely: ${stage} was told to fail`]);
      await recovers();
    });

    // A parser is made once.
    if (stage !== 'createTcpflowParser') it(`says so after an edit, and of a file that is not open: ${stage}`, async () => {
      await client.open(uri, text);
      assert.deepEqual(await shown(uri), []);
      fail(stage);
      await client.connection.sendNotification(filesNotification, { files: [{ uri: other, text }] });
      await client.change(uri, 2, { range: { start: { line: 4, character: 0 }, end: { line: 4, character: 0 } }, text: '// one more\nA -> B: [ACK]\n' });
      const edited = await shown(uri, 2);
      // What an edit does not ask for anew cannot fail.
      assert.equal(edited.filter((one) => one.startsWith('error[incomplete]')).length, stage === 'pairing' || stage === 'scopes' ? 0 : 1, String(edited));
      while (!client.published.some((one) => one.uri === other)) await new Promise((go) => setTimeout(go, 5));
      assert.match(client.published.find((one) => one.uri === other)!.diagnostics[0]!.message as string, notChecked);
      fail('');
      await client.change(uri, 3, { range: { start: { line: 4, character: 0 }, end: { line: 6, character: 0 } }, text: '' });
      assert.deepEqual(await shown(uri, 3), []);
    });
  }

  it('says which rule it was, and the others go on', async () => {
    for (const rule of rules) {
      const mend = break_(rule);
      await client.open(uri, `${text}A -> A: [SYN]\n`);
      const all = await shown(uri);
      mend();
      const failed = `error[incomplete] this file could not be checked completely: ${rule.code}: no such luck`;
      assert.deepEqual(all.filter((one) => one.startsWith('error[incomplete]')), [failed], rule.code);
      assert.equal(all.some((one) => one.startsWith('error[self-segment]')), rule.code !== 'self-segment', rule.code);
      await client.closeDocument(uri);
      (client.published as unknown[]).length = 0;
    }
    await client.open(uri, text);
    await recovers();
  });

  it('nobody can switch that off', async () => {
    fail('lower');
    await client.open(uri, 'rule incomplete off\nA -> B: [SYN] violates incomplete\n');
    assert.match((await shown(uri)).join('\n'), /^error\[incomplete\] .*$/);
  });

  for (const stage of ['passage', 'placeRows']) {
    it(`says so, and shows no picture that is not true: ${stage}`, async () => {
      await client.open(uri, text);
      assert.deepEqual(await shown(uri), []);
      await client.drawings(uri);
      fail(stage);
      const drawn = client.nextDrawings();
      await client.change(uri, 2, { range: { start: { line: 5, character: 0 }, end: { line: 6, character: 0 } }, text: 'B -> A: [PSH, ACK] len=1\nA -> B: [ACK]\n' });
      const { flows, shown: picture, problems } = await drawn;
      assert.deepEqual([flows, picture], [[], undefined]);
      assert.match(problems!.shown[0]!.message, notChecked);
      // What a document has by then is its newest.
      assert.deepEqual(client.published.at(-1)!.diagnostics.map(({ code, message }) => [code, message]), [['incomplete', `this file could not be checked completely: ${stage} was told to fail`]]);
      assert.equal((await client.drawings(uri, 'other view')).shown, undefined);
      fail('');
      const again = client.nextDrawings();
      await client.change(uri, 3, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' });
      assert.deepEqual(await shown(uri, 3), []);
      assert.equal((await again).flows!.length, 1);
      assert.notEqual((await again).shown, undefined);
    });
  }

  it('answers with an error that says why, and goes on: each provider', async () => {
    await client.open(uri, text);
    const textDocument = { uri };
    const place = { textDocument, position: { line: 1, character: 3 } };
    const range = { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } };
    const options = { tabSize: 2, insertSpaces: true };
    const asked: Readonly<Record<string, readonly [method: string, params: object]>> = {
      provideHover: ['textDocument/hover', place],
      provideCompletion: ['textDocument/completion', place],
      provideCodeActions: ['textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } }],
      provideSymbols: ['textDocument/documentSymbol', { textDocument }],
      provideFolding: ['textDocument/foldingRange', { textDocument }],
      provideFormatting: ['textDocument/formatting', { textDocument, options }],
      provideRangeFormatting: ['textDocument/rangeFormatting', { textDocument, options, range }],
      provideOnTypeFormatting: ['textDocument/onTypeFormatting', { ...place, options, ch: '\n' }],
      provideDefinition: ['textDocument/definition', place],
      provideReferences: ['textDocument/references', { ...place, context: { includeDeclaration: true } }],
      provideHighlights: ['textDocument/documentHighlight', place],
      prepareRename: ['textDocument/prepareRename', place],
      provideRename: ['textDocument/rename', { ...place, newName: 'C' }],
      provideInlayHints: ['textDocument/inlayHint', { textDocument, range }],
      provideSelectionRanges: ['textDocument/selectionRange', { textDocument, positions: [place.position] }],
      wordsOf: ['textDocument/semanticTokens/full', { textDocument }],
      provideDocumentLinks: ['textDocument/documentLink', { textDocument }],
      provideCodeLenses: ['textDocument/codeLens', { textDocument }],
      symbolsIn: ['workspace/symbol', { query: '' }],
      provideMoment: ['tcpflow/moment', { uri, line: 1 }],
      exportOf: ['tcpflow/export', { uri, line: 1, format: 'mermaid' }],
      openDocument: ['tcpflow/count', { texts: [text] }],
    };
    for (const [provider, [method, params]] of Object.entries(asked)) {
      fail(provider);
      await assert.rejects(client.connection.sendRequest(method, params), (problem) => {
        assert.ok(problem instanceof ResponseError, method);
        assert.deepEqual([problem.code, problem.message], [LSPErrorCodes.RequestFailed, `${provider} was told to fail`], method);
        return true;
      });
      fail('');
      await client.connection.sendRequest(method, params);
    }
    // It is checked all the same, and the log knows more.
    assert.deepEqual(await shown(uri), []);
    assert.equal(client.logged.length, Object.keys(asked).length);
    await recovers();
  });

  it('says so when its text is not the client\'s any more, until it gets all of it', async () => {
    await client.open(uri, text);
    await client.change(uri, 2, { range: null, text: 'x' } as never);
    assert.match((await shown(uri, 2)).join('\n'), /^error\[incomplete\] this file could not be checked completely: a change has no valid range: null$/);
    await client.change(uri, 3, { text });
    assert.deepEqual(await shown(uri, 3), []);
  });
});

describe('when a stage fails, tflow', () => {
  afterEach(() => fail(''));
  const check = async (...options: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> => {
    let [out, err] = ['', ''];
    const never = (): never => assert.fail();
    const code = await main(['check', ...options, 'a.tcpflow', 'b.tcpflow'], {
      stdout: { write: (some) => (out += String(some)) }, stderr: { write: (some) => (err += some) }, stdin: (async function* () { yield* []; })(), env: {},
      readFile: (path) => Promise.resolve(path === 'a.tcpflow' ? text : ''), glob: () => Promise.resolve([]),
      writeFile: never, readBytes: never, appendFile: never, drained: never, makeFolder: never, nextChange: never, sizeOf: never,
    }, '');
    return { code, out, err };
  };

  for (const stage of ['lower', 'playSteps', 'segmentArrives']) {
    it(`says so once, and exits with 2: ${stage}`, async () => {
      fail(stage);
      const { code, out } = await check();
      assert.equal(code, 2);
      assert.deepEqual(out.match(/^.*could not be checked.*$/gm), [`error[incomplete]: this file could not be checked completely: ${stage} was told to fail`]);
      assert.match(out, /\n2 files checked: 1 error\n$/);
    });
  }

  it('says so for each rule', async () => {
    for (const rule of rules) {
      const mend = break_(rule);
      const { code, out } = await check('--format', 'json');
      mend();
      const { diagnostics } = JSON.parse(out) as { diagnostics: readonly { code: string; message: string }[] };
      assert.equal(code, 2, rule.code);
      assert.ok(diagnostics.every((one) => one.code === 'incomplete'), rule.code);
      assert.equal(diagnostics[0]?.message, `this file could not be checked completely: ${rule.code}: no such luck`);
    }
  });

  it('tells other programs', async () => {
    fail('lower');
    assert.match((await check('--format', 'sarif')).out, /"executionSuccessful": false/);
    assert.match((await check('--format', 'junit')).out, /<failure type="incomplete" message="this file could not be checked completely/);
    assert.match((await check('--format', 'github')).out, /^::error file=a.tcpflow,.*title=incomplete::/);
  });

  it('is right again afterwards', async () => {
    assert.equal((await check()).code, 0);
  });
});

describe('when a stage fails, a block of Markdown', () => {
  it('stands as its text, and says so', () => {
    fail('layout');
    const html = drawFence('A -> B: [SYN]\n// text');
    fail('');
    assert.match(html, /^<pre>.*A -&gt; B.*<\/pre><ul.*this file could not be checked completely: layout was told to fail/s);
  });
});
