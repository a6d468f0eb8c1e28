// Draws telling flows, as files and in the real webview, in every theme and two widths, into out/gallery: to be looked at.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { analyze } from '../language-server/core/analyze.ts';
import { drawAll, flowsToDraw } from '../language-server/core/diagram/draw.ts';
import { toMarkup } from '../language-server/core/diagram/element.ts';
import { toEnd } from '../language-server/core/flow/turns.ts';
import { exportFlow } from '../language-server/core/diagram/export.ts';
import { light } from '../language-server/core/diagram/palettes.ts';
import { stylesheet } from '../language-server/core/diagram/stylesheet.ts';
import { svg } from '../language-server/core/diagram/svg.ts';
import { parseLine, splitLines } from '../language-server/syntax/lines.ts';
import { launchBrowser } from './host/browser.ts';
import { openWebview, type WebviewOptions } from './support/webview-page.ts';
import { themes, type ThemeName } from './diagram-themes.ts';

const root = join(import.meta.dirname, '..');
const out = join(root, 'out', 'gallery');
const widths = [700, 1400];
const tallest = 2400;
/** Flows that are also shown with the panes, and with the card that is there on hover. */
const withPanes = ['everything', 'long', 'five'];

const flowFiles = (...folder: string[]): string[] =>
  readdirSync(join(root, ...folder)).filter((name) => name.endsWith('.tcpflow')).map((name) => join(root, ...folder, name));

/** `node test/diagram-gallery.ts teardown proxy light`: only these flows, only in this theme. */
const named = new Set(process.argv.slice(2));
const allThemes = Object.keys(themes) as ThemeName[];
const shownThemes = allThemes.some((theme) => named.has(theme)) ? allThemes.filter((theme) => named.delete(theme)) : allThemes;
const flows = [...flowFiles('test', 'fixtures', 'diagram'), ...flowFiles('examples')]
  .map((file) => {
    const text = readFileSync(file, 'utf8');
    const lines = splitLines(text);
    const { timelines } = analyze(lines.map(parseLine));
    return { name: `${basename(dirname(file))}-${basename(file, '.tcpflow')}`, text, lines, timelines, drawings: drawAll(timelines) };
  })
  .filter(({ name }) => named.size === 0 || [...named].some((part) => name.endsWith(`-${part}`)));

/** As `tflow render` writes them. */
const writeSvgs = (): void => {
  for (const { name, lines, timelines } of flows) {
    for (const [index, timeline] of flowsToDraw(timelines).entries()) {
      for (const theme of ['light', 'dark'] as const) {
        writeFileSync(join(out, `${name}-${index}-${theme}.svg`), toEnd(exportFlow(timeline, timelines, lines, { format: 'svg', theme })));
      }
    }
  }
};

const takePictures = async (): Promise<void> => {
  const browser = await launchBrowser();
  const plainPage = await browser.newPage();
  await checkTexts(plainPage);
  await plainPage.close();
  for (const { name, text, drawings } of flows) {
    for (const [index, { line, height }] of drawings.entries()) {
      for (const theme of shownThemes) {
        for (const width of widths) {
          const file = join(out, `${name}-${index}-${theme}-${width}`);
          await takePicture(browser, `${file}.png`, text, { theme, width, height: Math.min(tallest, Math.ceil(height * 1.25) + 80), state: { flow: line } });
          if (index === 0 && withPanes.some((one) => name.endsWith(one))) await takePanes(browser, file, text, { theme, width, height: 900, state: { flow: line } });
        }
      }
    }
  }
  await browser.close();
};

const takePicture = async (browser: Browser, path: string, text: string, options: WebviewOptions, until?: (page: Page) => Promise<unknown>): Promise<void> => {
  const { page, show } = await openWebview(browser, options);
  page.on('pageerror', (error) => console.error(path, error));
  await show(text);
  await page.waitForSelector('svg.body .item', { state: 'attached' });
  await until?.(page);
  await page.waitForTimeout(100);
  await page.screenshot({ path });
  await page.close();
};

/** What stands beside the diagram, or over it, in the middle of a flow. */
const takePanes = async (browser: Browser, file: string, text: string, options: WebviewOptions): Promise<void> => {
  const inTheMiddle = async (page: Page): Promise<void> => {
    for (let step = 0; step < 7; step++) await page.click('.steps button:nth-of-type(3)');
  };
  for (const [name, panes] of [['both', ['machine', 'ends']], ['table', ['table', 'problems']]] as const) {
    await takePicture(browser, `${file}-${name}.png`, text, { ...options, state: { ...options.state, panes } }, name === 'both' ? inTheMiddle : undefined);
  }
  await takePicture(browser, `${file}-hover.png`, text, options, async (page) => {
    await page.hover('svg.body .item.segment .text-flags');
    await page.waitForSelector('.card:not([hidden])');
  });
};

/** The browser's own measures: texts that cover each other, or are wider than the layout thought. */
const checkTexts = async (page: Page): Promise<void> => {
  for (const { name, drawings } of flows) {
    for (const drawing of drawings) {
      await page.setContent(`<!DOCTYPE html><body style="margin:0">${toMarkup(svg(drawing, { stylesheet: stylesheet(light) }))}`);
      const expected = [drawing.heads, ...drawing.items].flatMap(({ shapes }) => shapes.flatMap((shape) => (shape.shape === 'text' ? [shape.width] : [])));
      for (const problem of await page.evaluate(textProblems, expected)) console.log(`${name}: ${problem}`);
    }
  }
};

// Runs in the page. A heading is in no group.
const textProblems = (expected: readonly number[]): string[] => {
  interface Text { getBoundingClientRect(): { left: number; right: number; top: number; bottom: number; width: number }; textContent: string }
  const { document } = globalThis as unknown as { document: { querySelectorAll(selector: string): Iterable<Text> } };
  const boxes = [...document.querySelectorAll('svg g text')].map((text, index) => ({ ...JSON.parse(JSON.stringify(text.getBoundingClientRect())), text: text.textContent, index })) as
    { left: number; right: number; top: number; bottom: number; width: number; text: string; index: number }[];
  const problems = boxes.filter(({ width, index }) => width > expected[index]! + 1).map(({ text, width, index }) => `“${text}” is ${width} wide, not ${expected[index]}`);
  const sorted = boxes.sort((a, b) => a.top - b.top);
  for (const [index, box] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length && sorted[next]!.top < box.bottom - 4; next++) {
      const other = sorted[next]!;
      if (box.left < other.right - 1 && other.left < box.right - 1) problems.push(`“${box.text}” covers “${other.text}”`);
    }
  }
  return problems;
};

mkdirSync(out, { recursive: true });
writeSvgs();
await takePictures();
console.log(`${flows.length} flows in ${out}`);
