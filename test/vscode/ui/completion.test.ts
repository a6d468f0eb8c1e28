// A flow is written in the editor by accepting proposals only, and is right.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { temporaryFolder } from '../../host/temporary-folder.ts';
import { openEditor, type Editor } from './editor.ts';

describe('completion in the editor', () => {
  let editor: Editor;
  before(async () => {
    const folder = join(temporaryFolder(), 'flows');
    await mkdir(folder);
    await writeFile(join(folder, 'new.tcpflow'), 'endpoint client isn=x\nendpoint server isn=y\n');
    editor = await openEditor({ folder, settings: { 'files.autoSave': 'off' } });
    await editor.openFile('new.tcpflow');
    // The server is there once it has found that nobody uses these endpoints yet.
    await editor.hover('client');
  });
  after(() => editor.close());

  const list = () => editor.page.locator('.suggest-widget.visible');
  const rows = () => list().locator('.monaco-list-row');

  /** Opens the list on a new line at the end, and waits for its first proposal. */
  const propose = async (first: string): Promise<void> => {
    await editor.press('Control+Space');
    await rows().first().filter({ hasText: first }).waitFor();
  };

  /** What is chosen stands in the text, and the cursor behind it on a new line. */
  const accept = async (): Promise<void> => {
    await editor.press('Enter');
    await list().waitFor({ state: 'hidden' });
    await editor.press('Escape');
    await editor.press('Control+End');
    await editor.press('Enter');
  };

  it('writes a whole connection', async () => {
    await editor.press('Control+End');
    for (const next of ['client -> server: [SYN] seq=x', 'server -> client: [SYN, ACK] seq=y ack=x+1', 'client -> server: [ACK] seq=x+1 ack=y+1', 'client -> server: [PSH, ACK]']) {
      await propose(next);
      if (next.includes('SYN, ACK')) await editor.screenshot('completion');
      await accept();
    }
    await propose('server -> client: [ACK] seq=y+1 ack=x+101');
    await editor.type('teard');
    await rows().first().filter({ hasText: 'teardown' }).waitFor();
    await editor.screenshot('completion-exchange');
    await accept();

    await editor.waitForSquiggles(0);
    await editor.press('Control+S');
    await editor.page.locator('.tab.active:not(.dirty)').waitFor();
    assert.deepEqual((await readFile(join(editor.folder, 'new.tcpflow'), 'utf8')).trimEnd().split('\n'), [
      'endpoint client isn=x',
      'endpoint server isn=y',
      'client -> server: [SYN] seq=x',
      'server -> client: [SYN, ACK] seq=y ack=x+1',
      'client -> server: [ACK] seq=x+1 ack=y+1',
      'client -> server: [PSH, ACK] seq=x+1 ack=y+1 len=100',
      'client -> server: [FIN, ACK] seq=x+101 ack=y+1',
      'server -> client: [ACK] seq=y+1 ack=x+102',
      'server -> client: [FIN, ACK] seq=y+1 ack=x+102',
      'client -> server: [ACK] seq=x+102 ack=y+2',
    ]);
  });

  it('goes on behind an arrow and in brackets that the editor has closed', async () => {
    await editor.replaceAll('client -> server: [SYN]\n');
    await editor.press('Control+End');
    await editor.type('server ->');
    await rows().first().filter({ hasText: 'client: [SYN, ACK]' }).waitFor();
    await editor.type(' client: [');
    await rows().first().filter({ hasText: /^\[SYN, ACK\]/ }).waitFor();
    await editor.screenshot('completion-flags');
    await accept();
    await editor.press('Control+S');
    await editor.page.locator('.tab.active:not(.dirty)').waitFor();
    assert.equal((await readFile(join(editor.folder, 'new.tcpflow'), 'utf8')).trimEnd(), 'client -> server: [SYN]\nserver -> client: [SYN, ACK]');
  });
});
