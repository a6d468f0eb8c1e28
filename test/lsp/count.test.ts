// tcpflow/count as a client asks for it: how much is found in texts that no document has.
import assert from 'node:assert/strict';

import { countRequest, type CountParams, type FindingCounts } from '../../language-server/protocol.ts';
import { longFlow } from '../support/long-flow.ts';
import { startClient, type LanguageClient } from '../support/language-client.ts';

const right = 'A -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]\n';
const wrong = right.replace('[SYN, ACK]', '[SYN, ACK] ack=9');
const unanswered = `${right}A -> B: [ACK] len=10\n`;

describe('the server, asked how much is found', function () {
  this.timeout(60_000);
  let client: LanguageClient;
  before(async () => {
    client = await startClient({ rules: { 'unanswered-segment': 'error' } });
    await client.open('file:///open.tcpflow', right);
    await client.diagnostics('file:///open.tcpflow');
  });
  after(() => client.stop());

  const count = (params: CountParams): Promise<readonly FindingCounts[]> => client.connection.sendRequest<readonly FindingCounts[]>(countRequest, params);

  it('answers for each text in its place, and opens no document', async () => {
    assert.deepEqual(await count({ texts: [right, wrong, '', 'no flow'] }), [
      { errors: 0, warnings: 0, others: 0 }, { errors: 1, warnings: 0, others: 0 }, { errors: 0, warnings: 0, others: 0 }, { errors: 1, warnings: 0, others: 0 },
    ]);
    assert.deepEqual(await count({ texts: [] }), []);
    assert.deepEqual([...new Set(client.published.map(({ uri }) => uri))], ['file:///open.tcpflow']);
  });

  it('weighs as the reader has set', async () => {
    assert.deepEqual(await count({ texts: [unanswered] }), [{ errors: 1, warnings: 0, others: 0 }]);
  });

  it('answers others while it looks at long texts, and several at once', async () => {
    const done: string[] = [];
    const long = count({ texts: [longFlow(20_000)] }).then(([counts]) => {
      done.push('long');
      return counts;
    });
    const short = count({ texts: [wrong] }).then(([counts]) => {
      done.push('short');
      return counts;
    });
    await client.hover('file:///open.tcpflow', 0, 0).then(() => done.push('hover'));
    assert.deepEqual(await short, { errors: 1, warnings: 0, others: 0 });
    await long;
    assert.equal(done.at(-1), 'long');
  });

  it('refuses what is no question, and lives', async () => {
    for (const params of [{}, { texts: 7 }, { texts: [7] }, null]) {
      await assert.rejects(count(params as unknown as CountParams), /.+/);
    }
    assert.equal((await count({ texts: [wrong] })).length, 1);
  });
});
