// A name that is used again and again, as an editor's "Untitled-1" is: opened, edited, asked about, closed and opened anew with another text, before the
// server has come to anything. Whatever came between, the last text gets its diagnostics.
import assert from 'node:assert/strict';

import fc from 'fast-check';

import { startClient, type LanguageClient } from '../support/language-client.ts';
import { longFlow } from '../support/long-flow.ts';
import { longRun } from '../support/long-run.ts';

const uri = 'untitled:Untitled-1';
const handshake = 'A -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]\n';
/** Of each length: done at once, in one turn, in many. */
const texts = ['', handshake, 'nonsense\n', longFlow(300), longFlow(5000)];

type Deed = 'open' | 'close' | 'change' | 'hover' | 'symbols' | 'draw' | 'wait';
const deed = fc.tuple(fc.constantFrom<Deed>('open', 'open', 'close', 'close', 'change', 'hover', 'symbols', 'draw', 'wait'), fc.constantFrom(...texts));

describe('a document that is closed and opened again', function () {
  const { numRuns, seed } = longRun(40);
  this.timeout(numRuns > 40 ? 0 : 120_000);
  let client: LanguageClient;
  before(async () => (client = await startClient()));
  after(() => client.stop());

  it('gets the diagnostics of its last text, whatever was asked for in between', async () => {
    let last = 0;
    await fc.assert(fc.asyncProperty(fc.array(deed, { maxLength: 14 }), async (deeds) => {
      let isOpen = false;
      const answers: Promise<unknown>[] = [];
      // Editors count each document's versions from 1; here each version is another, so that one can tell them apart.
      for (const [what, text] of deeds) {
        if (what === 'open' && !isOpen) await client.open(uri, text, ++last);
        if (what === 'close' && isOpen) await client.closeDocument(uri);
        if (what === 'change' && isOpen) await client.change(uri, ++last, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text });
        if (what === 'hover') answers.push(client.hover(uri, 1, 2).catch(() => undefined));
        if (what === 'symbols') answers.push(client.symbols(uri).catch(() => undefined));
        if (what === 'draw') void client.drawings(uri);
        if (what === 'wait') await client.hover('untitled:another', 0, 0);
        isOpen = what === 'open' || (isOpen && what !== 'close');
      }
      if (isOpen) await client.closeDocument(uri);
      await client.open(uri, `${handshake}nonsense ${last}\n`, ++last);
      const { diagnostics } = await client.diagnostics(uri, last);
      assert.deepEqual(diagnostics.map(({ code, range }) => [code, range.start.line]), [['syntax', 3]]);
      await Promise.all(answers);
      await client.closeDocument(uri);
      // Nothing comes afterwards that belongs to what was there before.
      await client.hover(uri, 0, 0);
      assert.deepEqual(client.published.at(-1), { uri, diagnostics: [] });
    }), { numRuns, seed, endOnFailure: true });
  });
});
