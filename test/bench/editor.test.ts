// A file of 100,000 lines as a person meets it, on the packaged extension: opened, previewed, scrolled, edited. Tells how long
// frames and keystrokes took; expects no time, since that is the machine's.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { print, median } from './table.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { longFlow } from '../support/long-flow.ts';
import { openEditor, type Editor } from '../vscode/ui/editor.ts';

const lines = 100_000;
/** On a busy machine, all that is waited for comes much later; it is told how much. */
const patience = { timeout: 150_000 };

/** In the page: how long each of 90 frames took in which the preview is scrolled, in milliseconds. */
const scrolling = `(async () => {
  const scroller = document.querySelector('.scroller');
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const took = [];
  let last = await frame();
  for (let index = 0; index < 90; index++) {
    scroller.scrollTop += 300;
    const now = await frame();
    took.push(now - last);
    last = now;
  }
  return took;
})()`;

describe('a file of 100,000 lines', () => {
  let editor: Editor;
  before(async () => {
    const folder = join(temporaryFolder(), 'long');
    await mkdir(folder);
    await writeFile(join(folder, 'long.tcpflow'), longFlow(lines));
    editor = await openEditor({ folder, size: { width: 1400, height: 900 } });
  });
  after(() => editor.close());

  it('is opened, previewed, scrolled and edited', async () => {
    const began = performance.now();
    const since = (): number => performance.now() - began;
    await editor.openFile('long.tcpflow');
    const opened = since();
    await editor.runCommand('TCP Flow: Open Preview to the Side');
    const asked = since();
    const preview = editor.preview();
    const items = preview.locator('svg.body [data-index]');
    await items.first().waitFor(patience);
    const shown = since();

    const scroller = preview.locator('.scroller');
    const scroll = (await scroller.evaluate(scrolling)) as number[];
    const jumped = since();
    await scroller.evaluate('{ const scroller = document.querySelector(".scroller"); scroller.scrollTop = scroller.scrollHeight; }');
    await preview.locator('svg.body').getByText(`seq=${1 + 1000 * Math.floor((lines - 6) / 2)}`).last().waitFor(patience);
    const there = since();
    const nodes = (await scroller.evaluate('document.querySelectorAll(".scroller svg *").length')) as number;

    await editor.press('Control+1');
    await editor.goTo(lines / 2, 1);
    const keys: number[] = [];
    for (const key of 'note "typed here"') {
      const pressed = performance.now();
      await editor.page.keyboard.press(key === ' ' ? 'Space' : key);
      await editor.page.evaluate('new Promise((done) => requestAnimationFrame(done))');
      keys.push(performance.now() - pressed);
    }
    await editor.press('Escape');
    await editor.press('Enter');
    const entered = since();
    await preview.locator('svg.body').getByText('typed here').waitFor(patience);

    const picture = process.env['TCPFLOW_PICTURE'];
    if (picture !== undefined) await editor.page.screenshot({ path: picture });

    print(`${lines} lines in VS Code, milliseconds`, [
      { what: 'the file is open', ms: opened },
      { what: 'from the command to the diagram, the file being checked meanwhile', ms: shown - asked },
      { what: 'a frame while scrolling: median', ms: median(scroll) },
      { what: 'a frame while scrolling: worst', ms: Math.max(...scroll) },
      { what: 'from a jump to the end to what is there', ms: there - jumped },
      { what: 'a keystroke until the next frame of the editor: median', ms: median(keys) },
      { what: 'a keystroke until the next frame of the editor: worst', ms: Math.max(...keys) },
      { what: 'from the last key to the diagram', ms: since() - entered },
      { what: 'SVG nodes in the preview', ms: nodes },
    ]);
  });
});
