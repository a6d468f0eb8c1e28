// The preview as a person works with it, on the packaged extension: walks through a flow, reads both ends, follows and locks,
// zooms, edits, reloads. Leaves screenshots in out/screenshots.
import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { openEditor, type Editor, type Theme } from './editor.ts';

const openPreview = async (editor: Editor, file: string): Promise<FrameLocator> => {
  await editor.openFile(file);
  await editor.runCommand('TCP Flow: Open Preview to the Side');
  const preview = editor.preview();
  await preview.locator('svg.body [data-index]').first().waitFor();
  return preview;
};
const name = (preview: FrameLocator, label: string): Locator => preview.getByRole('button', { name: label, exact: true });
/** The number, from 1, of the line where the editor's cursor is. */
const atLine = (editor: Editor, line: number): Promise<void> =>
  editor.page.locator('.line-numbers.active-line-number').getByText(String(line), { exact: true }).waitFor();
const cell = (preview: FrameLocator, variable: string, side: number): Locator => preview.locator('.ends-pane tr', { hasText: variable }).locator('td').nth(side);

describe('the preview', () => {
  let editor: Editor;
  let preview: FrameLocator;

  before(async () => {
    editor = await openEditor({ size: { width: 1600, height: 1000 } });
    preview = await openPreview(editor, 'handshake.tcpflow');
    await editor.press('Control+B');
  });
  after(async () => {
    await editor.close();
  });

  it('walks through the flow: editor, diagram, state machine and TCBs go together', async () => {
    await name(preview, 'States').click();
    await name(preview, 'TCBs').click();
    await name(preview, 'Next event').click();
    await name(preview, 'Next event').click();
    await preview.locator('.machine .present', { hasText: 'SYN-SENT' }).waitFor();
    await preview.locator('.machine .present', { hasText: 'SYN-RECEIVED' }).waitFor();
    await preview.locator('.machine .taken', { hasText: 'active' }).waitFor();
    await preview.locator('svg.body .item.segment.current', { hasText: 'seq=x' }).waitFor();
    await cell(preview, 'SND.NXT', 0).getByText('x+1').waitFor();
    await name(preview, 'Next event').click();
    await preview.locator('.machine .passed', { hasText: 'active' }).waitFor();
    await cell(preview, 'SND.UNA', 0).locator('del').waitFor();
    assert.equal(await cell(preview, 'SND.UNA', 0).textContent(), 'x → x+1');
    await editor.screenshot('preview-steps');
  });

  it('walks by arrow keys, and the editor follows', async () => {
    await name(preview, 'First event').click();
    await preview.locator('svg.body [tabindex="0"]').focus();
    for (let index = 0; index < 3; index++) await editor.press('ArrowDown');
    await preview.locator('svg.body .item.segment.current:focus', { hasText: '[ACK]' }).waitFor();
    const line = await preview.locator('.place').textContent();
    assert.match(line!, /^4 of \d+$/);
    await editor.press('ArrowUp');
    await preview.locator('svg.body .item.segment.current', { hasText: '[SYN, ACK]' }).waitFor();
    await preview.locator('.machine .present', { hasText: 'ESTABLISHED' }).waitFor();
  });

  it('goes to the line of an arrow that is clicked, and marks the arrow of the line where the cursor is', async () => {
    await preview.locator('svg.body').getByText('[SYN, ACK]').first().click();
    await atLine(editor, 8);
    await editor.press('Control+1');
    await editor.goTo(1, 1);
    await atLine(editor, 1);
    await editor.click('[SYN, ACK] seq=y');
    await preview.locator('svg.body .item.segment.current', { hasText: '[SYN, ACK]' }).waitFor();
  });

  it('says on an arrow what the editor says on hover', async () => {
    await preview.locator('svg.body').getByText('[SYN, ACK]').first().hover();
    const card = preview.locator('.card');
    await card.waitFor();
    const words = await card.innerText();
    const hover = await editor.hover('[SYN, ACK] seq=y');
    for (const said of ['SND.NXT', 'learns that its SYN has arrived', 'RFC 9293 §3.10.7.3']) {
      assert.ok(words.includes(said), `${said} is not in ${words}`);
      assert.ok(hover.includes(said), `${said} is not in ${hover}`);
    }
    await preview.locator('svg.body').getByText('[SYN, ACK]').first().hover();
    await editor.screenshot('preview-hover');
    await preview.locator('h1, .flows').last().hover();
  });

  it('shows numbers as written, relative and absolute, and all fields', async () => {
    const numbers = preview.getByRole('combobox', { name: 'Numbers' });
    await numbers.selectOption('relative');
    await preview.locator('svg.body').getByText('seq=0 ack=1').first().waitFor();
    await numbers.selectOption('as written');
    await preview.locator('svg.body').getByText('seq=y ack=x+1').first().waitFor();
    await name(preview, 'All fields').click();
    await preview.locator('svg.body').getByText(/len=0 win=65535/).first().waitFor();
    await name(preview, 'All fields').click();
    await preview.locator('svg.body').getByText(/len=0/).first().waitFor({ state: 'detached' });
  });

  it('keeps zoom and place while the file is edited, and never goes blank', async () => {
    // Opening it would open it where the focus is, which may be over the preview.
    await editor.focus('handshake.tcpflow');
    await editor.runCommand('File: Revert File');
    await editor.goTo(15, 100);
    await preview.locator('svg.body .item.segment.current', { hasText: '[SYN, ACK]' }).waitFor();
    await name(preview, 'Zoom in').click();
    await name(preview, 'Zoom in').click();
    const zoom = await preview.getByRole('button', { name: 'Actual size' }).textContent();
    const scroller = preview.locator('.scroller');
    const place = await scroller.evaluate((node) => {
      node.scrollTo(0, 40);
      return node.scrollTop;
    });
    assert.ok(place > 0);
    await preview.locator('svg.body').evaluate((node) => {
      const counter = { least: node.querySelectorAll('.item').length };
      const page = globalThis as unknown as { itemsSeen: typeof counter; MutationObserver: new (seen: () => void) => { observe(node: unknown, what: object): void } };
      page.itemsSeen = counter;
      new page.MutationObserver(() => { counter.least = Math.min(counter.least, node.querySelectorAll('.item').length); }).observe(node, { childList: true, subtree: true });
    });
    // At once, and taken back at once: a key may be lost while the focus is on its way.
    await editor.focus('handshake.tcpflow');
    await editor.page.keyboard.insertText(' seq=');
    await editor.waitForSquiggles(1, 'error');
    await name(preview, 'Problems (1)').waitFor();
    await editor.press('Control+Z');
    await editor.waitForSquiggles(0, 'error');
    await name(preview, 'Problems (0)').waitFor();
    assert.equal(await preview.getByRole('button', { name: 'Actual size' }).textContent(), zoom);
    assert.equal(await scroller.evaluate((node) => node.scrollTop), place);
    const least = await preview.locator('svg.body').evaluate(() => (globalThis as unknown as { itemsSeen: { least: number } }).itemsSeen.least);
    assert.ok(least > 3, `once there were only ${least} items`);
  });

  it('zooms with the wheel and pans by dragging', async () => {
    const before = await preview.getByRole('button', { name: 'Actual size' }).textContent();
    const box = (await preview.locator('.scroller').boundingBox())!;
    await editor.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await editor.page.keyboard.down('Control');
    await editor.page.mouse.wheel(0, -300);
    await editor.page.keyboard.up('Control');
    await preview.getByRole('button', { name: 'Actual size' }).filter({ hasNotText: before! }).waitFor();
    const place = await preview.locator('.scroller').evaluate((node) => node.scrollTop);
    await editor.page.mouse.down();
    await editor.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - 50, { steps: 5 });
    await editor.page.mouse.up();
    assert.ok(await preview.locator('.scroller').evaluate((node) => node.scrollTop) > place);
    await name(preview, 'Fit').click();
  });

  it('shows the flow as a table, walked by keyboard', async () => {
    await name(preview, 'Table').click();
    const row = preview.getByRole('row', { name: /Web browser sends SYN to Web server/ }).first();
    await row.click();
    await editor.press('ArrowDown');
    await preview.locator('.events tr[aria-current]:focus', { hasText: 'sends SYN, ACK' }).waitFor();
    await editor.screenshot('preview-table');
    await name(preview, 'Table').click();
    await preview.locator('svg.body [data-index]').first().waitFor();
  });

  it('lists what is wrong, and goes there', async () => {
    await editor.press('Control+1');
    await editor.openFile('mistakes.tcpflow');
    await name(preview, 'States').click();
    await name(preview, 'TCBs').click();
    const problems = preview.getByRole('button', { name: /^Problems \([1-9]/ });
    await problems.waitFor();
    await problems.click();
    const first = preview.locator('.problems-pane li button').first();
    const line = Number(/\d+/.exec(await first.locator('.line').innerText())![0]);
    assert.match(await first.innerText(), /ack-of-unsent-data acknowledges/, 'a line may break behind the name');
    await first.click();
    await atLine(editor, line);
    await editor.screenshot('preview-problems');
  });

  it('follows the active editor until it is locked; a second preview shows another file', async () => {
    await editor.press('Control+1');
    await editor.openFile('teardown.tcpflow');
    await editor.page.getByRole('tab', { name: /Preview teardown/ }).waitFor();
    await name(preview, 'Stay with this file').click();
    await editor.page.getByRole('tab', { name: /\[Preview\] teardown/ }).waitFor();
    await editor.press('Control+1');
    await editor.openFile('simultaneous-open.tcpflow');
    await editor.runCommand('TCP Flow: Open Preview to the Side');
    await editor.page.getByRole('tab', { name: /^Preview simultaneous/ }).waitFor();
    await editor.page.getByRole('tab', { name: /\[Preview\] teardown/ }).waitFor();
    await editor.preview().locator('svg.body', { hasText: 'SYN' }).waitFor();
  });

  it('is unlocked by a command', async () => {
    await editor.page.getByRole('tab', { name: /\[Preview\] teardown/ }).click();
    // The palette lists what may be done at the moment when it opens.
    await editor.page.locator('.editor-actions .action-label[aria-label*="Unlock Preview"]').waitFor();
    await editor.runCommand('TCP Flow: Unlock Preview');
    await editor.page.getByRole('tab', { name: /^Preview teardown/ }).waitFor();
    await editor.page.locator('.editor-actions .action-label[aria-label*="Lock Preview to Its File"]').waitFor();
    await editor.runCommand('TCP Flow: Lock Preview to Its File');
    await editor.page.getByRole('tab', { name: /\[Preview\] teardown/ }).waitFor();
  });

  it('survives a reload of the window with file, lock, flow and zoom', async () => {
    const before = editor.preview();
    await before.locator('svg.body [data-index]').first().waitFor();
    await before.getByRole('combobox', { name: 'Flow' }).selectOption({ index: 1 });
    await before.getByRole('button', { name: 'Zoom in' }).click();
    const zoom = await before.getByRole('button', { name: 'Actual size' }).textContent();
    // Settled when the state is stored, a moment later.
    await editor.page.waitForTimeout(1500);
    await editor.runCommand('Developer: Reload Window');
    await editor.page.locator('.explorer-folders-view, .monaco-workbench').first().waitFor();
    await editor.page.getByRole('tab', { name: /\[Preview\] teardown/ }).waitFor();
    const after = editor.preview();
    await after.locator('svg.body [data-index]').first().waitFor();
    assert.equal(await after.getByRole('combobox', { name: 'Flow' }).evaluate((node) => (node as unknown as { selectedIndex: number }).selectedIndex), 1);
    await after.getByRole('button', { name: 'Actual size' }).getByText(zoom!).waitFor();
    await after.getByRole('button', { name: 'Stay with this file', pressed: true }).waitFor();
  });
});

const looks: readonly (readonly [Theme, number, string])[] = [
  ['Light 2026', 1600, 'teardown.tcpflow'],
  ['Dark 2026', 1600, 'mistakes.tcpflow'],
  ['Default High Contrast', 1400, 'retransmission.tcpflow'],
  ['Default High Contrast Light', 700, 'handshake.tcpflow'],
  ['Dark Modern', 700, 'handshake-and-teardown.ko.tcpflow'],
];

describe('what the preview looks like with everything open', () => {
  for (const [theme, width, file] of looks) {
    it(`${file} in ${theme} at ${width} pixels`, async () => {
      const editor = await openEditor({ theme, size: { width, height: 1000 } });
      try {
        await editor.openFile(file);
        await editor.press('Control+B');
        await editor.runCommand(width < 1000 ? 'TCP Flow: Open Preview' : 'TCP Flow: Open Preview to the Side');
        const preview = editor.preview();
        await preview.locator('svg.body [data-index]').first().waitFor();
        for (const pane of ['States', 'TCBs']) await name(preview, pane).click();
        for (let index = 0; index < 3; index++) await name(preview, 'Next event').click();
        await preview.locator('.machine .present').first().waitFor();
        await editor.screenshot(`panes-${file.replace('.tcpflow', '')}-${theme.replaceAll(' ', '-').toLowerCase()}-${width}`);
      } finally {
        await editor.close();
      }
    });
  }
});
