// Writing flows with the editor's help, as a person sees it: layout on saving, names, hints between the lines, lenses above flows,
// the states at the cursor, and what is wrong in files that are not open. Leaves screenshots in out/screenshots.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';

import { openEditor, type Editor } from './editor.ts';

const messy = `endpoint client isn=x
endpoint server isn=y
flow "Handshake" {
client->server:[SYN]
server -> client: [ACK,SYN] ack=x+1 // yes

    client -> server: [ACK]   seq=x+1
}
`;

const tidy = `endpoint client isn=x
endpoint server isn=y
flow "Handshake" {
  client -> server: [SYN]
  server -> client: [SYN, ACK] ack=x+1  // yes

  client -> server: [ACK] seq=x+1
}
`;

describe('writing a flow', () => {
  let editor: Editor;

  before(async () => {
    editor = await openEditor({ size: { width: 1400, height: 900 }, settings: { 'editor.formatOnSave': true } });
  });
  after(async () => {
    await editor.close();
  });

  /** Each test begins with a text of its own, whatever the one before has left. */
  const begin = async (text: string): Promise<void> => {
    await editor.press('Escape');
    await editor.openFile('handshake.tcpflow');
    await editor.replaceAll(text);
  };
  const saved = async (text: string): Promise<void> => assert.equal(await editor.saved('handshake.tcpflow', text), text);
  const lineWith = (text: string | RegExp): Locator => editor.page.locator('.monaco-editor .view-line', { hasText: text }).first();
  const problem = (text: string): Locator => editor.page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();

  it('shows the numbers that are left out, and the states behind each line', async () => {
    await begin(messy);
    await lineWith(/\[SYN\]\s*seq=x\s*→\sclient\sSYN-SENT,\sserver\sSYN-RECEIVED/).waitFor();
    await lineWith(/\[ACK\]\s*seq=x\+1\s*ack=y\+1\s*→\sserver\sESTABLISHED/).waitFor();
  });

  it('lays the file out when it is saved', async () => {
    await begin(messy);
    await saved(tidy);
    await editor.screenshot('editing-hints');
  });

  it('writes a hint into the text when it is double-clicked', async () => {
    await begin(tidy);
    await lineWith('[SYN]').locator('span', { hasText: /^seq=x$/ }).last().dblclick();
    await saved(tidy.replace('[SYN]\n', '[SYN]      seq=x\n'));
  });

  it('renames an endpoint wherever it stands', async () => {
    await begin(tidy);
    await editor.goTo(1, 12);
    await editor.press('F2');
    const input = editor.page.locator('.rename-box input');
    await input.waitFor();
    await input.fill('server');
    await editor.press('Enter');
    await editor.page.getByText('there is another endpoint `server` already').first().waitFor();
    await editor.screenshot('editing-rename-refused');
    await editor.goTo(1, 12);
    await editor.press('F2');
    await input.waitFor();
    await input.fill('browser');
    await editor.press('Enter');
    await lineWith(/browser\s->\sserver:\s+\[SYN\]/).waitFor();
    await editor.press('Control+S');
    await lineWith(/server\s{2}->\sbrowser:\s\[SYN,\sACK\]/).waitFor();
  });

  it('tells both ends\' states at the cursor in the status bar', async () => {
    await begin(tidy);
    const item = editor.page.locator('.statusbar-item', { hasText: 'SYN-RECEIVED' });
    await editor.goTo(4, 1);
    await item.getByText('client SYN-SENT · server SYN-RECEIVED').waitFor();
    await editor.goTo(5, 1);
    await item.getByText('client ESTABLISHED · server SYN-RECEIVED').waitFor();
    await editor.screenshot('editing-states');
  });

  it('says above a flow what is wrong in it, and goes there', async () => {
    await begin(tidy.replace('\n\n', '\nnonsense\n'));
    const lens = editor.page.locator('.codelens-decoration a', { hasText: '1 error' });
    await lens.waitFor();
    await editor.goTo(1, 1);
    await lens.click();
    await problem('expected `->`').waitFor();
    await editor.page.locator('.line-numbers.active-line-number').getByText('6', { exact: true }).waitFor();
  });

  it('lists what is wrong in files that are not open', async () => {
    await begin(tidy);
    await editor.runCommand('Problems: Focus on Problems View');
    await problem('mistakes.tcpflow').waitFor();
    await problem('acknowledges x+2').waitFor();
    await editor.screenshot('editing-problems');
  });

  it('opens the preview from above the flow', async () => {
    await begin(tidy);
    await editor.page.locator('.codelens-decoration a', { hasText: 'Preview' }).first().click();
    await editor.preview().locator('svg.body [data-index]').first().waitFor();
    await editor.screenshot('editing-preview');
  });
});
