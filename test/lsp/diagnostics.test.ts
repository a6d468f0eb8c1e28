// What the server publishes, seen by a client: after opening, while typing, at the limits, after closing.
import assert from 'node:assert/strict';

import { DiagnosticSeverity } from 'vscode-languageserver-protocol';

import type { Analysis } from '../../language-server/core/analyze.ts';
import type { Finding, Severity } from '../../language-server/core/flow/finding.ts';
import { say } from '../../language-server/core/flow/message.ts';
import { diagnosticsOf } from '../../language-server/lsp/diagnostics.ts';
import { openDocument, type FlowDocument } from '../../language-server/lsp/document.ts';
import { startClient, type LanguageClient } from '../support/language-client.ts';

const uri = 'untitled:handshake';
const handshake = 'client -> server: [SYN]\nserver -> client: [SYN, ACK]\nclient -> server: [ACK]\n';

describe('diagnostics', function () {
  this.timeout(60_000);
  let client: LanguageClient;
  beforeEach(async () => (client = await startClient()));
  afterEach(() => client.stop());

  it('have a place, a code, a link to the RFC, a severity, a source and the document\'s version', async () => {
    await client.open(uri, handshake.replace('[SYN, ACK]', '[SYN, ACK] ack=7'), 5);
    assert.deepEqual(await client.diagnostics(uri, 5), {
      uri,
      version: 5,
      diagnostics: [{
        range: { start: { line: 1, character: 29 }, end: { line: 1, character: 34 } },
        severity: DiagnosticSeverity.Error,
        source: 'tcpflow',
        code: 'ack-of-unsent-data',
        codeDescription: { href: 'https://www.rfc-editor.org/rfc/rfc9293#section-3.10.7.4' },
        message: 'acknowledges 7, but client has sent nothing past 1: expected 1',
        data: { fix: 'ack=1' },
      }],
    });
  });

  it('point to the line that explains them', async () => {
    await client.open(uri, 'client.connect()\nclient.connect()\nclient -> server: [SYN]\nserver -> client: [RST, ACK]\n');
    const { diagnostics: [diagnostic] } = await client.diagnostics(uri);
    assert.equal(diagnostic?.code, 'impossible-call');
    assert.deepEqual(diagnostic.relatedInformation?.map(({ location }) => location), [
      { uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 16 } } },
    ]);
  });

  it('are hints where the rule is one', async () => {
    await client.open(uri, `endpoint client, server, idle\n${handshake}`);
    const { diagnostics } = await client.diagnostics(uri);
    assert.deepEqual(diagnostics.map(({ code, severity }) => [code, severity]), [['unused-endpoint', DiagnosticSeverity.Hint]]);
  });

  it('follow each change', async () => {
    await client.open(uri, handshake);
    assert.deepEqual((await client.diagnostics(uri)).diagnostics, []);
    await client.change(uri, 2, { range: { start: { line: 1, character: 28 }, end: { line: 1, character: 28 } }, text: ' ack=2' });
    assert.deepEqual((await client.diagnostics(uri, 2)).diagnostics.map(({ range }) => range), [
      { start: { line: 1, character: 29 }, end: { line: 1, character: 34 } },
    ]);
    await client.change(uri, 3, { range: { start: { line: 1, character: 33 }, end: { line: 1, character: 34 } }, text: '1' });
    assert.deepEqual((await client.diagnostics(uri, 3)).diagnostics, []);
    await client.change(uri, 4, { text: 'what is this' });
    assert.deepEqual((await client.diagnostics(uri, 4)).diagnostics.map(({ code }) => code), ['syntax']);
  });

  it('are published for the last of many changes at once, not for each', async () => {
    await client.open(uri, '');
    await client.diagnostics(uri);
    const before = client.published.length;
    for (let version = 2; version <= 201; version++) {
      void client.change(uri, version, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: `${handshake}x` });
    }
    await client.diagnostics(uri, 201);
    const versions = client.published.slice(before).map(({ version }) => version);
    assert.ok(versions.length < 100, `published ${versions.length} times`);
    assert.deepEqual(versions, versions.toSorted((a, b) => a! - b!));
  });

  it('go away with their document', async () => {
    await client.open(uri, 'x');
    await client.diagnostics(uri);
    await client.closeDocument(uri);
    assert.equal(await client.hover(uri, 0, 0), null);
    assert.deepEqual(client.published.at(-1), { uri, diagnostics: [] });
  });

  it('are a thousand at most, and one that says how many more there are', async () => {
    await client.open(uri, 'x\n'.repeat(1234).trimEnd());
    const { diagnostics } = await client.diagnostics(uri);
    assert.equal(diagnostics.length, 1001);
    assert.equal(diagnostics.at(-1)?.message, '… and 234 more findings are not shown');
  });
});

describe('diagnosticsOf', () => {
  const document = (analysis: () => Analysis): FlowDocument => ({ ...openDocument(uri, 1, ''), uri, analysis });
  const finding = (severity: Severity): Finding => ({ code: 'some-rule', severity, line: 0, span: { start: 0, end: 1 }, message: say`some` });

  it('shows no hint in the place of an error', () => {
    const findings = [...Array.from({ length: 1500 }, () => finding('hint')), finding('error')];
    const shown = diagnosticsOf(document(() => ({ timelines: [], findings })), (problem) => assert.fail(String(problem)));
    assert.equal(shown.filter(({ severity }) => severity === DiagnosticSeverity.Error).length, 1);
  });

  it('says that a file could not be checked, never that it is clean', () => {
    const problems: unknown[] = [];
    const failing = document(() => { throw new Error('no such luck'); });
    const shown = diagnosticsOf(failing, (problem) => problems.push(problem));
    assert.deepEqual(shown.map(({ message, severity }) => [message, severity]), [
      ['this file could not be checked completely: no such luck', DiagnosticSeverity.Error],
    ]);
    assert.equal(problems.length, 1);
  });
});
