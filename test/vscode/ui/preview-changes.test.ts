// The webview under edits, in a browser without VS Code: after any change it shows what it would show if it had just been opened.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { analyze } from '../../../language-server/core/analyze.ts';
import { drawAll } from '../../../language-server/core/diagram/draw.ts';
import { parseLines } from '../../../language-server/syntax/lines.ts';
import { launchBrowser } from '../../host/browser.ts';
import { repo } from '../../host/repo.ts';
import { openWebview } from '../../support/webview-page.ts';

/** What is in the document, without what tells which node was there before. */
const drawn = (page: Page): Promise<string[]> => page.evaluate<string[]>(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
  done([...document.querySelectorAll('svg.body .item')].map((item) => item.getAttribute('transform') + ' ' + item.getAttribute('class') + ' ' + item.textContent)))))`);

describe('the preview while a file is edited', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const text = readFileSync(join(repo, 'test/fixtures/diagram/delayed.tcpflow'), 'utf8');
  const lines = text.split('\n');
  const edits: readonly (readonly [name: string, text: string])[] = [
    ['a line more', lines.toSpliced(6, 0, '  client -> server: [PSH, ACK] seq=1 len=100').join('\n')],
    ['an empty line at the top', `\n${text}`],
    ['a line that is half typed', lines.toSpliced(9, 1, '  server -> cl').join('\n')],
    ['the same segment twice', lines.toSpliced(9, 0, lines[9]!, lines[9]!).join('\n')],
    ['a note', lines.toSpliced(8, 0, '  note "late"').join('\n')],
    ['a flow more', `flow "First" {\n  a -> b: [SYN]\n}\n${text}`],
  ];
  for (const [name, next] of edits) {
    it(`shows ${name} as if it had always been there`, async () => {
      const [edited, fresh] = [await openWebview(browser, { height: 1600 }), await openWebview(browser, { height: 1600 })];
      await edited.show(text);
      await edited.page.locator('svg.body [data-index]').first().waitFor();
      await edited.show(next);
      await fresh.show(next);
      // Which of two flows is shown may differ: an editor does not jump to another.
      if (name === 'a flow more') await fresh.page.getByRole('combobox', { name: 'Flow' }).selectOption({ index: 1 });
      await fresh.page.locator('svg.body [data-index]').first().waitFor();
      const seen = await drawn(edited.page);
      assert.deepEqual(seen, await drawn(fresh.page));
      // Items that look alike are as many nodes.
      assert.equal(seen.length, drawAll(analyze(parseLines(next)).timelines).at(-1)!.items.length);
      await edited.show(text);
      await fresh.show(text);
      assert.deepEqual(await drawn(edited.page), await drawn(fresh.page));
      await edited.page.close();
      await fresh.page.close();
    });
  }

  it('is where it was after it gave way to the table', async () => {
    const { page, show } = await openWebview(browser, { height: 500 });
    await show(text);
    await page.locator('svg.body [data-index]').first().waitFor();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.locator('.scroller').evaluate((node) => node.scrollTo(0, 300));
    const size = await page.getByRole('button', { name: 'Actual size' }).textContent();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.locator('.events [data-at]').first().waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.locator('svg.body [data-index]').first().waitFor();
    assert.equal(await page.locator('.scroller').evaluate((node) => node.scrollTop), 300);
    assert.equal(await page.getByRole('button', { name: 'Actual size' }).textContent(), size);
    await page.close();
  });

  it('asks for everything when it has missed a change', async () => {
    const { page, show, post, told } = await openWebview(browser);
    await show(text);
    await page.locator('svg.body [data-index]').first().waitFor();
    const before = told.length;
    await post({ type: 'drawings', uri: 'file:///test.tcpflow', name: 'test.tcpflow', from: 7, sequence: 8 });
    await page.waitForFunction('document.querySelectorAll("svg.body .item").length > 3');
    assert.deepEqual(told.slice(before).map(({ type }) => type), ['ready']);
    await page.close();
  });

  for (const [name, cursors] of [['another flow', [9, 5]], ['the flow where it was', [9, 1]]] as const) {
    it(`follows a cursor that goes on to ${name} before the first one is there`, async () => {
      const flow = (title: string, flags: string): string => `flow "${title}" {\n  client -> server: [${flags}]\n  server -> client: [RST, ACK]\n}`;
      const { page, show } = await openWebview(browser);
      await show([flow('One', 'SYN'), flow('Two', 'SYN, ECE, CWR'), flow('Three', 'SYN')].join('\n'));
      await page.locator('svg.body [data-index]').first().waitFor();
      // Both in one turn: no answer can come in between.
      await page.evaluate(`[${cursors.join()}].forEach((line) => dispatchEvent(new MessageEvent('message', { data: { type: 'cursor', line } })))`);
      const line = cursors[1];
      // It settles on it: what comes late must not change it again.
      await page.waitForTimeout(300);
      assert.equal(await page.getByRole('combobox', { name: 'Flow' }).inputValue(), line === 5 ? 'Two' : 'One');
      assert.match(await page.locator('svg.body .item.current').innerHTML(), line === 5 ? /ECE/ : /SYN/);
      await page.close();
    });
  }

  // Down in steps, and to and fro: far away and back before one is there.
  for (const [name, cursors, turns] of [['in quick steps', Array.from({ length: 24 }, (_, index) => 8 + 2 * index), 0], ['that turns round on the way', [60, 6], 1]] as const) {
    it(`follows a cursor ${name}, and scrolls to and fro no more than it does`, async () => {
      const { page, show, post } = await openWebview(browser, { height: 500 });
      await show(readFileSync(join(repo, 'test/fixtures/diagram/two-hundred.tcpflow'), 'utf8'));
      await page.locator('svg.body [data-index]').first().waitFor();
      await page.evaluate(`{
        const scroller = document.querySelector('.scroller');
        const places = [];
        let rest = 0;
        window.settled = () => { rest = 0; return new Promise((done) => { window.done = done; }); };
        const look = () => {
          if (places.at(-1) === scroller.scrollTop) rest++;
          else { rest = 0; places.push(scroller.scrollTop); }
          if (rest > 20) window.done?.(places);
          requestAnimationFrame(look);
        };
        look();
      }`);
      for (const line of cursors) {
        await post({ type: 'cursor', line });
        await page.waitForTimeout(40);
      }
      const places = await page.evaluate<number[]>('window.settled()');
      const moves = places.slice(1).map((place, index) => Math.sign(place - places[index]!));
      assert.ok(moves.filter((move, index) => index > 0 && move !== moves[index - 1]).length <= turns, places.join());
      const [item, heads, window] = await Promise.all(['.item.current', 'svg.sticky', '.scroller'].map((selector) => page.locator(selector).first().boundingBox()));
      assert.ok(item!.y >= heads!.y + heads!.height - 1 && item!.y + item!.height <= window!.y + window!.height + 1, JSON.stringify({ item, heads, window }));
      await page.close();
    });
  }
});
