// A wrong number is mended by the light bulb, and a whole file by one command.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { temporaryFolder } from '../../host/temporary-folder.ts';
import { openEditor, type Editor } from './editor.ts';

const wrong = ['endpoint client isn=x', 'endpoint server isn=y', '', 'client -> server: [SYN] seq=x', 'server -> client: [SYN, ACK] seq=y ack=x+2', 'client -> server: [ACK] seq=x+1 ack=y+1', ''];

describe('quick fixes in the editor', () => {
  let editor: Editor;
  before(async () => {
    const folder = join(temporaryFolder(), 'flows');
    await mkdir(folder);
    await writeFile(join(folder, 'wrong.tcpflow'), wrong.join('\n'));
    editor = await openEditor({ folder });
    await editor.openFile('wrong.tcpflow');
  });
  after(() => editor.close());

  const right = wrong.join('\n').replace('x+2', 'x+1');

  it('mend a wrong acknowledgment number by the light bulb', async () => {
    await editor.waitForSquiggles(1, 'error');
    await editor.click('ack=x+2');
    await editor.page.locator('.lightBulbWidget, .gutter-lightbulb, [class*="lightbulb"]').first().waitFor();
    await editor.pressFor('Control+Period', editor.page.locator('.action-widget').getByText('Replace with ack=x+1'));
    await editor.screenshot('quick-fix');
    // The best one has the focus; a click may meet the list while it is drawn anew.
    await editor.press('Enter');
    await editor.waitForSquiggles(0);
    assert.equal(await editor.saved('wrong.tcpflow', right), right);
  });

  it('mend a whole file', async () => {
    await editor.replaceAll(wrong.join('\n').replace('ack=y+1', 'ack=y'));
    await editor.waitForSquiggles(2, 'error');
    await editor.runCommand('Fix All');
    await editor.waitForSquiggles(0);
    assert.equal(await editor.saved('wrong.tcpflow', right), right);
  });
});
