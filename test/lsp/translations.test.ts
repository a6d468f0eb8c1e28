// The server speaks the language whose sentences the client hands over.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MarkupContent } from 'vscode-languageserver-protocol';
import { startClient, type LanguageClient } from '../support/language-client.ts';

const uri = 'file:///flows/korean.tcpflow';
const korean = JSON.parse(readFileSync(join(import.meta.dirname, '../../l10n/bundle.l10n.ko.json'), 'utf8')) as Record<string, string>;
const wrong = 'flow "하나" {\n  서버 -> 클라이언트: [SYN]\n  클라이언트 -> 서버: [SYN, ACK] ack=9\n  서버 -> 클라이언트: [ACK]\n}\n';

describe('the server in Korean', () => {
  let client: LanguageClient;
  afterEach(() => client.stop());

  const hangul = /\p{Script=Hangul}{2}.*\p{Script=Hangul}/u;

  it('says findings, hovers, lenses and the diagram in Korean', async () => {
    client = await startClient(undefined, { commands: true, translations: korean });
    await client.open(uri, wrong);
    const { diagnostics } = await client.diagnostics(uri);
    assert.equal(diagnostics.length, 1);
    const message = String(diagnostics[0]?.message);
    assert.match(message, /9/);
    assert.doesNotMatch(message, /acknowledges|expected/);
    assert.match(message, hangul);
    const hover = await client.hover(uri, 2, 25);
    assert.doesNotMatch((hover?.contents as MarkupContent).value, /Acknowledgment|synchronize/i);
    const { shown } = await client.drawings(uri, 'one');
    assert.match(JSON.stringify(shown), new RegExp(message.slice(0, 6)));
  });

  it('passes over what is no translation', async () => {
    const none = { 'acknowledges {0}, but {1} has sent nothing past {2}: expected {3}': 7, 'on purpose': null };
    client = await startClient(undefined, { translations: none as unknown as Record<string, string> });
    await client.open(uri, wrong);
    const { diagnostics } = await client.diagnostics(uri);
    assert.match(String(diagnostics[0]?.message), /acknowledges 9/);
  });
});
