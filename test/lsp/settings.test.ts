// The reader's settings: asked for, pushed, changed while documents are open, and nonsense.
import assert from 'node:assert/strict';
import { DidChangeConfigurationNotification } from 'vscode-languageserver-protocol';
import { startClient, type LanguageClient, type Settings } from '../support/language-client.ts';

const uri = 'file:///flows/mistakes.tcpflow';
const text = 'A -> B: [SYN]\nB -> A: [SYN, ACK] ack=9\nA -> B: [ACK]\n';

describe('the setting tcpflow.rules', function () {
  this.timeout(60_000);
  let client: LanguageClient;
  afterEach(() => client.stop());

  /** The severities that are published for the document, once they are these; 1 is an error. */
  const published = async (...severities: number[]): Promise<void> => {
    for (let attempt = 0; attempt < 500; attempt++) {
      const last = client.published.findLast((one) => one.uri === uri);
      if (last !== undefined && String(last.diagnostics.map(({ severity }) => severity)) === String(severities)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.fail(`not published: ${severities.join(', ')}; but ${JSON.stringify(client.published.at(-1))}`);
  };

  it('is asked for, and again when it changes', async () => {
    const settings: Settings = { rules: { 'ack-of-unsent-data': 'warning' } };
    client = await startClient(settings);
    await client.open(uri, text);
    await published(2);
    settings.rules = { 'ack-of-unsent-data': 'off' };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await published();
    settings.rules = null;
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await published(1);
  });

  it('is taken from the notification where the client cannot be asked', async () => {
    client = await startClient();
    await client.open(uri, text);
    await published(1);
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: { tcpflow: { rules: { 'ack-of-unsent-data': 'hint' } } } });
    await published(4);
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await published(1);
  });

  it('is not set where it is nonsense', async () => {
    const settings: Settings = { rules: { 'ack-of-unsent-data': 'loud', 'no-such-rule': 'off', __proto__: { 'stale-ack': 'off' }, 'seq-gap': 7 } };
    client = await startClient(settings);
    await client.open(uri, text);
    await published(1);
    for (const rules of [[], 'off', 3, true]) {
      settings.rules = rules;
      await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: rules });
    }
    settings.rules = { 'ack-of-unsent-data': 'info' };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await published(3);
    assert.deepEqual(client.logged, []);
  });
});
