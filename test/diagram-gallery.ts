// Draws telling flows, as files and in the real webview, in every theme and two widths, into out/gallery: to be looked at.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';
import type { Page } from 'playwright-core';

import { analyze } from '../language-server/core/analyze.ts';
import { drawAll, flowsToDraw } from '../language-server/core/diagram/draw.ts';
import type { Drawing } from '../language-server/core/diagram/drawing.ts';
import { toMarkup } from '../language-server/core/diagram/element.ts';
import { toEnd } from '../language-server/core/flow/turns.ts';
import { exportFlow } from '../language-server/core/diagram/export.ts';
import { light } from '../language-server/core/diagram/palettes.ts';
import { stylesheet } from '../language-server/core/diagram/stylesheet.ts';
import { svg } from '../language-server/core/diagram/svg.ts';
import { parseLine, splitLines } from '../language-server/syntax/lines.ts';
import { launchBrowser } from './host/browser.ts';
import { themes, type ThemeName } from './diagram-themes.ts';

const root = join(import.meta.dirname, '..');
const out = join(root, 'out', 'gallery');
const widths = [700, 1400];
const tallest = 2400;

const flowFiles = (...folder: string[]): string[] =>
  readdirSync(join(root, ...folder)).filter((name) => name.endsWith('.tcpflow')).map((name) => join(root, ...folder, name));

/** `node test/diagram-gallery.ts teardown proxy`: only these. */
const wanted = process.argv.slice(2);
const flows = [...flowFiles('test', 'fixtures', 'diagram'), ...flowFiles('examples')]
  .map((file) => {
    const lines = splitLines(readFileSync(file, 'utf8'));
    const { timelines } = analyze(lines.map(parseLine));
    return { name: `${basename(dirname(file))}-${basename(file, '.tcpflow')}`, lines, timelines, drawings: drawAll(timelines) };
  })
  .filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.endsWith(part)));

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

/** The webview's page with a theme's colours, as VS Code would load it. */
const writePage = (theme: ThemeName): string => {
  const { class: name, colours } = themes[theme];
  const variables = Object.entries(colours).map(([key, value]) => `--vscode-${key}: ${value};`).join(' ');
  const file = join(out, `page-${theme}.html`);
  writeFileSync(file, `<!DOCTYPE html><html lang="en" style="${variables}"><head><meta charset="utf-8"><title>Gallery</title>
<link rel="stylesheet" href="style.css"></head><body class="${name}">
<script>window.posted = []; window.acquireVsCodeApi = () => ({ postMessage: (m) => window.posted.push(m), getState: () => undefined, setState: () => {} });</script>
<script src="main.js"></script></body></html>`);
  return file;
};

const takePictures = async (): Promise<void> => {
  const browser = await launchBrowser();
  const plainPage = await browser.newPage();
  await checkTexts(plainPage);
  await plainPage.close();
  for (const theme of Object.keys(themes) as ThemeName[]) {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(theme, error));
    await page.goto(pathToFileURL(writePage(theme)).href);
    for (const { name, drawings } of flows) {
      for (const [index, drawing] of drawings.entries()) {
        for (const width of widths) {
          await page.setViewportSize({ width, height: Math.min(tallest, Math.ceil(drawing.height * 1.25) + 60) });
          await page.evaluate(show, { name: `${name}-${index}`, drawings: [drawing] });
          await page.waitForTimeout(120);
          await page.screenshot({ path: join(out, `${name}-${index}-${theme}-${width}.png`) });
        }
      }
    }
    await page.close();
  }
  await browser.close();
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

// These two run in the page. A heading is in no group.
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

const show = ({ name, drawings }: { name: string; drawings: readonly Drawing[] }): void => {
  (globalThis as unknown as { postMessage(message: unknown): void }).postMessage({ type: 'drawings', uri: `file:///${name}`, name, sequence: 1, drawings, problems: { count: 0, shown: [] } });
};

mkdirSync(out, { recursive: true });
writeSvgs();
await build({
  entryPoints: { main: join(root, 'src/webview/main.ts'), style: join(root, 'src/webview/style.css') },
  bundle: true, minify: true, format: 'iife', outdir: out, logLevel: 'warning',
});
await takePictures();
console.log(`${flows.length} flows in ${out}`);
