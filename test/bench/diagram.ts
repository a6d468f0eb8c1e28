// How fast a diagram is there and scrolls, beside Mermaid's of the same flow, in one run of one browser: ratios, since
// machines differ. Mermaid is fetched on first use; it is no dependency. `node test/bench/diagram.ts 100 1000`: these lengths.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { analyze } from '../../language-server/core/analyze.ts';
import { exportFlow } from '../../language-server/core/diagram/export.ts';
import { toEnd } from '../../language-server/core/flow/turns.ts';
import { openDocument } from '../../language-server/lsp/document.ts';
import { drawingViews } from '../../language-server/lsp/drawings.ts';
import { parseLines } from '../../language-server/syntax/lines.ts';
import { launchBrowser } from '../host/browser.ts';
import { cached } from '../host/cache.ts';
import { fetchPackage } from '../host/npm.ts';
import { openWebview } from '../support/webview-page.ts';
import { print, type Row } from './table.ts';

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
  /** Milliseconds of the server's work until the view is told something, and how long that message is. */
  readonly draw: number;
  readonly message: number;
  readonly paint: number;
  /** The same after a character was typed in the middle. */
  readonly edit: number;
  readonly frame: number;
  readonly worstFrame: number;
  readonly nodes: number;
}

const uri = 'file:///test.tcpflow';

/** What a new view is told of a document that has been checked, and after an edit. */
const told = (text: string): { readonly draw: number; readonly edit: number; readonly message: string } => {
  const document = openDocument(uri, 1, text);
  document.analysis();
  const views = drawingViews((_, problem) => { throw problem; });
  views.follow({ uri, view: 'bench', follow: true, sight: { line: 0, top: 0, bottom: 900 } });
  let began = performance.now();
  const first = toEnd(views.tell(document))[0]!;
  const draw = performance.now() - began;
  const middle = { line: document.lines.length >> 1, character: 0 };
  document.change([{ range: { start: middle, end: middle }, text: ' ' }], 2);
  document.analysis();
  began = performance.now();
  toEnd(views.tell(document));
  return { draw, edit: performance.now() - began, message: JSON.stringify({ type: 'drawings', name: 'test.tcpflow', ...first }) };
};

const ours = async (text: string): Promise<Ours> => {
  told(text);
  const { draw, edit, message } = told(text);
  const { page, show } = await openWebview(browser, { width: 900, height: 900 });
  await page.evaluate(`window.message = ${message}`);
  const paint = await page.evaluate<number>(untilPainted(`async () => {
    window.postMessage(window.message);
    while (document.querySelector('svg.body .item') === null) await new Promise((done) => setTimeout(done));
  }`));
  // From here on there is a host that answers what it looks at.
  await show(text);
  const frames = await page.evaluate<number[]>(scrolling);
  const nodes = await page.evaluate<number>('document.querySelectorAll(".scroller svg *").length');
  await page.close();
  return { draw, edit, message: message.length, paint, frame: frames.reduce((sum, one) => sum + one, 0) / frames.length, worstFrame: Math.max(...frames), nodes };
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
  const source = toEnd(exportFlow(timelines.find(({ steps }) => steps.length > 0)!, timelines, text.split('\n'), { format: 'mermaid', theme: 'light' }));
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

const rows: Row[] = [];
let thousand: number | undefined;
for (const length of lengths) {
  const text = flow(length);
  const us = await ours(text);
  if (length === 1000) thousand = us.paint;
  const them = length > mermaidUpTo ? undefined : await mermaid(page, text);
  rows.push({
    segments: length, 'drawn ms': us.draw, 'painted ms': us.paint, 'an edit ms': us.edit, 'an edit ÷ drawn': us.edit / us.draw, 'first message KB': us.message / 1024,
    'script a frame ms': us.frame, 'worst frame ms': us.worstFrame, 'SVG nodes': us.nodes, 'Mermaid ms': them ?? '–',
    'Mermaid ÷ (drawn + painted)': them === undefined ? '–' : them / (us.draw + us.paint), 'painted ÷ our 1,000': thousand === undefined ? '–' : us.paint / thousand,
  });
}
print('the diagram beside Mermaid’s (goals: Mermaid ÷ ours 5 at 100, 40 at 1,000; painted ≤ 1.5 × our 1,000 at any length; ≤ 4 ms a frame; ≤ 200 nodes)', rows);
await browser.close();
