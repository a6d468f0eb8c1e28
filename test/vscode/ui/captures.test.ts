// Captures as a person opens them, on the packaged extension in the real editor: from the explorer to the list, and from there to a
// flow with its preview. What the page does by itself is for capture-page.test.ts. Leaves screenshots in out/screenshots.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { repo } from '../../host/repo.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';
import { largeCapture } from '../../support/large-capture.ts';
import { openEditor, type Editor } from './editor.ts';

describe('a capture in the editor', () => {
  let editor: Editor;
  before(async () => {
    const folder = join(temporaryFolder(), 'captures');
    mkdirSync(folder);
    const capture = (name: string): Uint8Array => readFileSync(join(repo, 'test/captures', name));
    const reset = capture('reset.pcap');
    writeFileSync(join(folder, 'half-close.pcap'), capture('half-close.pcap'));
    writeFileSync(join(folder, 'reset.pcap'), reset);
    writeFileSync(join(folder, 'cut.cap'), reset.subarray(0, reset.length - 3));
    writeFileSync(join(folder, 'text.pcapng'), 'hello, I am a text\n');
    writeFileSync(join(folder, 'large.pcap'), Buffer.concat([...largeCapture({ connections: 2500, packets: 120 })]));
    editor = await openEditor({ folder, size: { width: 1400, height: 900 } });
  });
  after(() => editor.close());
  beforeEach(() => editor.press('Escape'));

  /** Opens a capture by a double click in the explorer; the page with its list. */
  const openCapture = async (name: string): Promise<Frame> => {
    await editor.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first().dblclick();
    const until = Date.now() + 20_000;
    while (Date.now() < until) {
      for (const frame of editor.page.frames()) {
        if (await frame.locator('.toolbar h1').textContent({ timeout: 500 }).catch(() => '') === name) return frame;
      }
      await editor.page.waitForTimeout(100);
    }
    throw new Error(`no page shows ${name}`);
  };
  const row = (list: Frame, number: number): Promise<readonly string[]> => list.locator(`[data-number="${number}"] > *`).allInnerTexts();
  const tabs = (): Promise<readonly string[]> => editor.page.locator('.tab .tab-label').allInnerTexts();

  it('is a list of connections, each with what was found in it', async () => {
    const list = await openCapture('half-close.pcap');
    await list.locator('[data-number="1"] .findings', { hasText: 'none' }).waitFor();
    const [number, client, server, packets, bytes, duration, ...words] = await row(list, 1);
    assert.deepEqual([number, server, packets, bytes, ...words], ['1', '127.0.0.1:42001', '10', '490', 'SYN', 'FIN', 'none']);
    assert.match(client!, /^127\.0\.0\.1:\d+$/);
    assert.match(duration!, /^[\d.]+ms$/);
  });

  it('opens a connection by keyboard as an untitled flow with its preview, and shows the same one again', async () => {
    const list = await openCapture('reset.pcap');
    await list.locator('[data-number="1"]').focus();
    await list.locator('[data-number="1"]').press('Enter');
    const flow = editor.page.locator('.monaco-editor[data-uri^="untitled:"] .view-lines');
    await flow.getByText('flow "reset.pcap, connection 1"').waitFor();
    await flow.getByText('// both ends are on the same machine').waitFor();
    await editor.waitForSquiggles(0);
    await editor.page.locator('.tab .tab-label', { hasText: 'Preview Untitled-1' }).waitFor();
    const preview = async (): Promise<Frame | undefined> => {
      for (const frame of editor.page.frames()) if (await frame.locator('svg.body [data-index]').count().catch(() => 0) > 0) return frame;
      return undefined;
    };
    for (let tries = 0; tries < 200 && await preview() === undefined; tries++) await editor.page.waitForTimeout(100);
    await (await preview())!.locator('svg.body', { hasText: '[RST, ACK]' }).waitFor();
    await editor.screenshot('capture-opened');
    const before = await tabs();
    await (await openCapture('reset.pcap')).locator('[data-number="1"]').click();
    await flow.getByText('flow "reset.pcap, connection 1"').waitFor();
    assert.deepEqual(await tabs(), before);
  });

  it('tells where it is damaged, and lists what came before', async () => {
    const list = await openCapture('cut.cap');
    await list.getByText('Damaged at byte 455: the file ends in the middle of a record. What came before is listed.').waitFor();
    await list.locator('[data-number="1"] .findings', { hasText: 'none' }).waitFor();
    assert.equal((await row(list, 1))[3], '5');
    await editor.screenshot('capture-damaged');
  });

  it('is told to be none', async () => {
    await (await openCapture('text.pcapng')).getByText('The capture could not be read: this is neither a pcap nor a pcapng file').waitFor();
  });

  it('shows how far it is read, and can be stopped', async () => {
    const list = await openCapture('large.pcap');
    await list.getByRole('progressbar').first().waitFor();
    await list.getByRole('button', { name: 'Cancel' }).first().click();
    // Stopped while it was read, or else while its flows were checked: then the last ones are not.
    await list.locator('.job').waitFor({ state: 'detached' });
    await list.locator('[data-number="1"]').press('End');
    await list.locator('.remarks', { hasText: 'Cancelled: the list is not complete' }).or(list.locator('[data-number="2500"]', { hasText: 'not checked' })).first().waitFor();
    await editor.screenshot('capture-stopped');
  });
});
