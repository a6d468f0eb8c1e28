// The main job as a person does it, on the packaged extension: write a flow, see what is wrong with it, see its diagram follow.
// Leaves screenshots in out/screenshots.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repo } from '../../host/repo.ts';
import { openEditor, type Editor, type Theme } from './editor.ts';

describe('the main job', () => {
  let editor: Editor;

  before(async () => {
    // The other examples have problems of their own.
    editor = await openEditor({ size: { width: 1400, height: 900 }, settings: { 'tcpflow.checkWorkspace': false } });
    await editor.openFile('handshake.tcpflow');
  });
  after(async () => {
    await editor.close();
  });

  it('opens the preview from the button in the title of the editor', async () => {
    await editor.page.locator('.editor-actions .action-label[aria-label*="Open Preview to the Side"]').click();
    await editor.preview().locator('svg.body [data-index]').first().waitFor();
    assert.match(await drawn(editor), /seq=x/);
  });

  it('underlines a wrong ack while it is typed, and marks its arrow', async () => {
    await editor.waitForSquiggles(0);
    await editor.goTo(...behind('ack=x+1'));
    const faults = editor.preview().locator('svg.body .item.error');
    assert.equal(await faults.count(), 0);
    await editor.press('Backspace');
    await editor.type('2');
    await editor.waitForSquiggles(1, 'error');
    await faults.first().waitFor({ state: 'attached' });
    assert.match(await drawn(editor), /ack=x\+2/);
    assert.match(await drawn(editor), /ack-of-unsent-data/);
    await editor.screenshot('main-job-wrong-ack');
  });

  it('tells what is wrong, and both ends, on hover', async () => {
    const words = await editor.hover('ack=x+2');
    assert.match(words, /acknowledges x\+2, but client has sent nothing past x\+1: expected x\+1/);
    assert.match(words, /ack-of-unsent-data/);
    assert.match(words, /SND\.NXT/);
    assert.match(words, /SYN-RECEIVED/);
    await editor.screenshot('main-job-hover');
  });

  it('lists it among the problems', async () => {
    const [problem = ''] = await editor.problems(1);
    assert.match(problem, /expected x\+1/);
    await editor.press('Control+J');
  });

  it('takes the mark away when it is mended', async () => {
    await editor.goTo(...behind('ack=x+1'));
    await editor.press('Backspace');
    await editor.type('1');
    await editor.waitForSquiggles(0);
    await editor.preview().locator('svg.body .item.error').first().waitFor({ state: 'detached' });
  });

  it('goes to the line of an arrow that is clicked', async () => {
    await editor.preview().locator('svg.body').getByText('SYN, ACK').first().click();
    const number = editor.page.locator('.line-numbers.active-line-number');
    await number.getByText(String(behind('[SYN, ACK]')[0]), { exact: true }).waitFor();
  });

  it('highlights the arrow of the line where the cursor is', async () => {
    // The diagram has the focus.
    await editor.click('endpoint server');
    await editor.goTo(...behind('seq=x+1 ack=y+1'));
    await editor.preview().locator('svg.body .current', { hasText: 'seq=x+1' }).first().waitFor();
  });

  it('keeps what stands while a line is half typed', async () => {
    await editor.press('End');
    await editor.press('Enter');
    await editor.type('client -> ');
    await editor.waitForSquiggles(1, 'error');
    const shown = await drawn(editor);
    assert.match(shown, /SYN, ACK/);
    assert.match(shown, /could not be read/);
    await editor.type('server: [PSH, ACK] "hello"');
    await editor.waitForSquiggles(0, 'error');
    await editor.preview().locator('svg.body', { hasText: 'hello' }).waitFor();
    await editor.screenshot('main-job-typed');
  });
});

/** The text of the diagram in sight. */
const drawn = async (editor: Editor): Promise<string> => (await editor.preview().locator('svg.body').textContent()) ?? '';

const text = readFileSync(join(repo, 'examples/handshake.tcpflow'), 'utf8');

/** Line and column, from 1, behind the first place where something stands in the example. */
const behind = (what: string): [line: number, column: number] => {
  const before = text.slice(0, text.indexOf(what) + what.length).split('\n');
  return [before.length, before.at(-1)!.length + 1];
};

const looks: readonly (readonly [Theme, number, string])[] = [
  ['Light 2026', 1400, 'mistakes.tcpflow'],
  ['Dark 2026', 1400, 'teardown.tcpflow'],
  ['Default High Contrast', 1400, 'retransmission.tcpflow'],
  ['Default High Contrast Light', 700, 'handshake.tcpflow'],
  ['Dark Modern', 700, 'handshake-and-teardown.ko.tcpflow'],
  ['Light Modern', 1400, 'proxy.tcpflow'],
];

describe('what it looks like', () => {
  for (const [theme, width, file] of looks) {
    it(`${file} in ${theme} at ${width} pixels`, async () => {
      const editor = await openEditor({ theme, size: { width, height: 900 } });
      try {
        await editor.openFile(file);
        await editor.press('Control+B');
        await editor.runCommand('TCP Flow: Open Preview to the Side');
        await editor.preview().locator('svg.body [data-index]').first().waitFor();
        await editor.screenshot(`look-${file.replace('.tcpflow', '')}-${theme.replaceAll(' ', '-').toLowerCase()}-${width}`);
      } finally {
        await editor.close();
      }
    });
  }
});
