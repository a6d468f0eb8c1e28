// The extension in Korean, as a person sees it. Leaves screenshots in out/screenshots.
import assert from 'node:assert/strict';

import { openEditor, type Editor } from './editor.ts';

describe('the extension in Korean', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor({ language: 'ko', size: { width: 1400, height: 900 } });
    await editor.openFile('mistakes.tcpflow');
  });
  after(() => editor.close());

  it('tells what is wrong', async () => {
    await editor.waitForSquiggles(5);
    assert.match((await editor.problems(5)).join('\n'), /[가-힣]/);
    await editor.screenshot('korean-problems');
  });

  it('tells both ends on hover', async () => {
    assert.match(await editor.hover('[SYN, ACK]'), /[가-힣]/);
    await editor.screenshot('korean-hover');
  });

  it('offers to mend it, and to leave it', async () => {
    const mend = editor.page.locator('.action-widget').getByText('ack=x+1');
    await editor.pressFor('Control+Period', mend, () => editor.goTo(7, 45));
    assert.match(await mend.first().innerText(), /[가-힣]/);
    await editor.screenshot('korean-quick-fix');
    await editor.press('Escape');
  });

  it('proposes what comes next', async () => {
    await editor.goTo(8, 80);
    await editor.press('Enter');
    await editor.pressFor('Control+Space', editor.page.locator('.suggest-widget.visible .monaco-list-row').first());
    await editor.pressFor('Control+Space', editor.page.locator('.suggest-details:visible').getByText(/[가-힣]/).first());
    await editor.screenshot('korean-completion');
    await editor.press('Escape');
  });

  it('takes a newcomer by the hand', async () => {
    await editor.runCommand('Welcome: Open Walkthrough...', 'TCP');
    await editor.page.locator('.getting-started-step').getByText(/[가-힣]/).first().waitFor();
    await editor.screenshot('korean-walkthrough');
  });

  it('draws', async () => {
    await editor.openFile('mistakes.tcpflow');
    await editor.runCommand('미리 보기');
    await editor.preview().locator('svg.body [data-index]').first().waitFor();
    await editor.screenshot('korean-preview');
  });
});
