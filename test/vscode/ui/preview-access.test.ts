// The preview for everyone: axe-core finds nothing in any theme, every text can be read, the keyboard reaches everything.
// In a browser without VS Code: the webview is the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { themes, type ThemeName } from '../../diagram-themes.ts';
import { launchBrowser } from '../../host/browser.ts';
import { repo } from '../../host/repo.ts';
import { openWebview } from '../../support/webview-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const flow = readFileSync(join(repo, 'test/fixtures/diagram/faults.tcpflow'), 'utf8');

describe('the preview for everyone', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const theme of Object.keys(themes) as ThemeName[]) {
    for (const panes of [['machine', 'ends', 'problems'], ['table']] as const) {
      it(`has nothing that axe-core finds, in ${theme} with ${panes.join(', ')}`, async () => {
        const { page, show } = await openWebview(browser, { theme, state: { panes } });
        await show(flow);
        await page.getByRole('button', { name: 'Next event' }).click();
        await page.getByRole('button', { name: 'Next event' }).click();
        await page.locator(panes[0] === 'table' ? '.events tr[aria-current]' : '.ends-pane .changed').first().waitFor();
        await page.evaluate(axe);
        const { violations } = await page.evaluate<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }>('axe.run()');
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`)]), []);
        await page.close();
      });
    }

    it(`has texts in its pictures that can be read, in ${theme}`, async () => {
      const { page, show } = await openWebview(browser, { theme, state: { panes: ['machine'] } });
      await show(flow);
      await page.getByRole('button', { name: 'Last event' }).click();
      await page.locator('.machine .present').first().waitFor();
      assert.deepEqual(await page.evaluate(faintTexts), []);
      await page.close();
    });
  }

  it('is used without a mouse, and read out', async () => {
    const { page, show, told } = await openWebview(browser);
    await show(flow);
    await page.locator('svg.body [data-index]').first().waitFor();
    const events = page.locator('svg.body').getByRole('listitem');
    assert.match((await events.nth(1).getAttribute('aria-label'))!, /^client sends SYN to server, seq x; client goes from CLOSED to SYN-SENT/);
    // Toolbar first, then one stop for the whole diagram.
    await page.getByRole('button', { name: 'Next event' }).click();
    await page.locator('[aria-live]', { hasText: 'client is in CLOSED; server is in LISTEN' }).waitFor({ state: 'attached' });
    await page.locator('body').focus();
    let stops = 0;
    while (!(await page.evaluate<boolean>('document.activeElement.closest("svg.body") !== null'))) {
      await page.keyboard.press('Tab');
      assert.ok(++stops < 30, 'the Tab key never comes to the diagram');
    }
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.deepEqual(told.filter(({ type }) => type === 'reveal').map((one) => (one.type === 'reveal' ? [one.line, one.how] : [])), [[4, 'follow'], [5, 'follow'], [6, 'follow'], [6, 'go']]);
    await page.close();
  });

  it('moves nothing by itself where motion is not wanted', async () => {
    const { page, show, post } = await openWebview(browser, { height: 400 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await show(flow);
    await page.locator('svg.body [data-index]').first().waitFor();
    await post({ type: 'cursor', line: 17 });
    await page.locator('svg.body .current').first().waitFor();
    const place = await page.locator('.scroller').evaluate((node) => node.scrollTop);
    assert.ok(place > 200, 'it is there at once');
    await page.close();
  });
});

/** Runs in the page: texts in SVG with less than 4.5 to 1 of contrast to what is behind them. */
const faintTexts = (): string[] => {
  interface Shape { getAttribute(name: string): string | null; textContent: string; closest(selector: string): Shape | null; previousElementSibling: Shape | null; tagName: string; getBoundingClientRect(): { left: number; right: number; top: number; bottom: number } }
  const { document, getComputedStyle } = globalThis as unknown as {
    document: { querySelectorAll(selector: string): Iterable<Shape>; body: Shape; createElement(tag: string): { getContext(kind: string): { fillStyle: string; fillRect(x: number, y: number, w: number, h: number): void; clearRect(x: number, y: number, w: number, h: number): void; getImageData(x: number, y: number, w: number, h: number): { data: number[] } } } };
    getComputedStyle(node: Shape): { fill: string; backgroundColor: string; opacity: string };
  };
  const pen = document.createElement('canvas').getContext('2d');
  type Colour = [number, number, number, number];
  const parse = (colour: string): Colour => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data as Colour;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a]: Colour, [br, bg, bb]: Colour): Colour => [r * a + br * (1 - a), g * a + bg * (1 - a), b * a + bb * (1 - a), 1];
  const channel = (value: number): number => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]: Colour): number => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const page = parse(getComputedStyle(document.body).backgroundColor);
  const boxes = [...document.querySelectorAll('svg.tcpflow rect.box')].map((box) => ({ box: box.getBoundingClientRect(), fill: parse(getComputedStyle(box).fill) }));
  return [...document.querySelectorAll('svg.tcpflow text')].flatMap((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const behind = boxes.filter(({ box, fill }) => fill[3] > 0 && box.left <= x && x <= box.right && box.top <= y && y <= box.bottom).reduce((below, { fill }) => over(fill, below), page);
    return [text, ...(text as unknown as { querySelectorAll(s: string): Iterable<Shape> }).querySelectorAll('tspan')].flatMap((run) => {
      const style = getComputedStyle(run);
      const [r, g, b, a] = parse(style.fill);
      const colour = over([r, g, b, a * Number(style.opacity)], behind);
      const [low, high] = [luminance(colour), luminance(behind)].sort((one, other) => one - other) as [number, number];
      const contrast = (high + 0.05) / (low + 0.05);
      return contrast < 4.5 && (run !== text || text.textContent !== '') ? [`${run.textContent} (${run.getAttribute('class')}): ${contrast.toFixed(2)}`] : [];
    });
  });
};
