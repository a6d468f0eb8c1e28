// How fast a diagram is there and scrolls, beside Mermaid's of the same flow, in one run of one browser: ratios, since
// machines differ. Mermaid is fetched on first use; it is no dependency. `node test/bench/diagram.ts 100 1000`: these lengths.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { analyze } from '../../language-server/core/analyze.ts';
import { drawAll } from '../../language-server/core/diagram/draw.ts';
import { exportFlow } from '../../language-server/core/diagram/export.ts';
import { parseLines } from '../../language-server/syntax/lines.ts';
import { launchBrowser } from '../host/browser.ts';
import { cached } from '../host/cache.ts';
import { fetchPackage } from '../host/npm.ts';
import { openWebview } from '../support/webview-page.ts';

const mermaidPackage = 'mermaid@12.3.0';
/** Beyond this Mermaid takes minutes. */
const mermaidUpTo = 1000;

const lengths = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1000, 10_000, 100_000];

const flow = (length: number): string => {
  const lines = ['client -> server: [SYN]', 'server -> client: [SYN, ACK]', 'client -> server: [ACK]'];
  while (lines.length < length) lines.push('client -> server: [PSH, ACK] len=100', 'server -> client: [ACK]');
  return lines.slice(0, length).join('\n');
};

const folder = await cached(mermaidPackage, async (partial) => fetchPackage(mermaidPackage, join(partial, 'package')));
const mermaidScript = readFileSync(join(folder, 'package/dist/mermaid.min.js'), 'utf8');
const browser = await launchBrowser();

/** Runs in the page: milliseconds until what `work` drew is painted. */
const untilPainted = (work: string): string => `(async () => {
  const began = performance.now();
  await (${work})();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
})()`;

interface Ours {
  readonly draw: number;
  readonly paint: number;
  readonly frame: number;
  readonly worstFrame: number;
  readonly nodes: number;
}

const ours = async (text: string): Promise<Ours> => {
  const { timelines } = analyze(parseLines(text));
  drawAll(timelines);
  const began = performance.now();
  const drawings = drawAll(timelines);
  const draw = performance.now() - began;
  const { page } = await openWebview(browser, { width: 900, height: 900 });
  const message = JSON.stringify({ type: 'drawings', uri: 'file:///bench.tcpflow', name: 'bench', sequence: 1, drawings, problems: { count: 0, shown: [] } });
  await page.evaluate(`window.message = ${message}`);
  const paint = await page.evaluate<number>(untilPainted(`async () => {
    window.postMessage(window.message);
    while (document.querySelector('svg.body .item') === null) await new Promise((done) => setTimeout(done));
  }`));
  const frames = await page.evaluate<number[]>(scrolling);
  const nodes = await page.evaluate<number>('document.querySelectorAll(".scroller svg *").length');
  await page.close();
  return { draw, paint, frame: frames.reduce((sum, one) => sum + one, 0) / frames.length, worstFrame: Math.max(...frames), nodes };
};

/** The time that the webview's work takes, with style and layout, in each of 60 frames of fast scrolling. */
const scrolling = `(async () => {
  const scroller = document.querySelector('.scroller');
  const request = window.requestAnimationFrame;
  const took = [];
  window.requestAnimationFrame = (work) => request((time) => {
    const began = performance.now();
    work(time);
    scroller.getBoundingClientRect();
    took.push(performance.now() - began);
  });
  for (let frame = 0; frame < 60; frame++) {
    scroller.scrollTop += 700;
    await new Promise((done) => request(() => request(done)));
  }
  window.requestAnimationFrame = request;
  return took;
})()`;

const mermaid = async (page: Page, text: string): Promise<number> => {
  const { timelines } = analyze(parseLines(text));
  const source = exportFlow(timelines.find(({ steps }) => steps.length > 0)!, timelines, text.split('\n'), { format: 'mermaid', theme: 'light' });
  await page.evaluate(`window.source = ${JSON.stringify(source)}`);
  return page.evaluate<number>(untilPainted('async () => { document.body.innerHTML = (await window.mermaid.render("m", window.source)).svg; }'));
};

const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
await page.setContent('<!DOCTYPE html><body></body>');
await page.addScriptTag({ content: mermaidScript });
await page.evaluate('window.mermaid.initialize({ startOnLoad: false, maxTextSize: 1e9, maxEdges: 1e6 })');
// Both warm up on a short flow.
await mermaid(page, flow(10));
await ours(flow(10));

console.log('segments   ours: drawn  painted  script a frame (worst)  SVG nodes   Mermaid   Mermaid ÷ ours   painted ÷ our 1,000');
const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
let thousand: number | undefined;
for (const length of lengths) {
  const text = flow(length);
  const us = await ours(text);
  if (length === 1000) thousand = us.paint;
  const them = length > mermaidUpTo ? undefined : await mermaid(page, text);
  console.log([
    String(length).padStart(8), milliseconds(us.draw).padStart(13), milliseconds(us.paint).padStart(8),
    `${milliseconds(us.frame)} (${milliseconds(us.worstFrame)})`.padStart(24), String(us.nodes).padStart(10),
    (them === undefined ? '–' : milliseconds(them)).padStart(9), (them === undefined ? '–' : (them / (us.draw + us.paint)).toFixed(1)).padStart(16),
    (thousand === undefined ? '–' : (us.paint / thousand).toFixed(2)).padStart(21),
  ].join(' '));
}
await browser.close();
