// tcpflow/export as a client asks for it. What the formats look like is for test/export.test.ts.
import assert from 'node:assert/strict';

import { exportRequest, type Exported, type ExportParams } from '../../language-server/protocol.ts';
import { startClient, type LanguageClient } from '../support/language-client.ts';

const uri = 'file:///flows/two.tcpflow';
const text = 'endpoint A\n\nflow "One" {\n  A -> B: [SYN]\n}\nB -> A: [RST]\nflow "Two" {\n  B -> A: [SYN]\n}\n';

describe('the server, asked for a flow in another form', function () {
  this.timeout(60_000);
  let client: LanguageClient;
  before(async () => {
    client = await startClient();
    await client.open(uri, text);
    await client.open('file:///empty.tcpflow', '// nothing');
  });
  after(() => client.stop());

  const exported = (params: Partial<ExportParams>): Promise<Exported | null> =>
    client.connection.sendRequest<Exported | null>(exportRequest, { uri, line: 3, format: 'mermaid', theme: 'light', ...params });

  it('answers with the flow around the line, else the next one or the last', async () => {
    const titles = await Promise.all([2, 3, 5, 7, 0, 99].map(async (line) => (await exported({ line }))?.title));
    assert.deepEqual(titles, ['One', 'One', '', 'Two', '', 'Two']);
  });

  it('knows all formats and both themes', async () => {
    const starts = await Promise.all((['svg', 'mermaid', 'plantuml', 'markdown'] as const).map(async (format) => (await exported({ format }))?.text.slice(0, 9)));
    assert.deepEqual(starts, ['<svg xmln', 'sequenceD', '@startuml', '### One\n\n']);
    assert.match((await exported({ format: 'svg', theme: 'dark' }))!.text, /\.background \{ fill: #1f1f1f; \}[^]*<\/svg>\n$/);
  });

  it('shows what a view shows', async () => {
    assert.match((await exported({ options: { numbers: 'written', detail: 'full' } }))!.text, /seq=0 len=0 win=65535/);
    await assert.rejects(exported({ options: { numbers: 'roman', detail: 'full' } as never }));
  });

  it('answers null where nothing is', async () => {
    assert.equal(await exported({ uri: 'file:///nowhere.tcpflow' }), null);
    assert.equal(await exported({ uri: 'file:///empty.tcpflow' }), null);
  });

  it('refuses what makes no sense, and lives', async () => {
    await assert.rejects(exported({ format: 'toString' as 'svg' }), /there is no format toString/);
    await assert.rejects(client.connection.sendRequest(exportRequest, { uri }));
    assert.equal((await exported({}))?.title, 'One');
  });
});
