// The real webview in a browser without VS Code: its bundle, VS Code's colours of a theme, and a host that answers from the
// text of a file as the panel and the server do. Expects nothing.
import type { Browser, Page } from 'playwright-core';

import { toEnd } from '../../language-server/core/flow/turns.ts';
import { openDocument, type OpenDocument } from '../../language-server/lsp/document.ts';
import { drawingViews } from '../../language-server/lsp/drawings.ts';
import { provideMoment } from '../../language-server/lsp/moment.ts';
import { standardOptions } from '../../language-server/protocol.ts';
import { toHost, type PreviewState, type ToHost, type ToWebview } from '../../src/webview/messages.ts';
import { themes, type ThemeName } from '../diagram-themes.ts';
import { attribute } from '../host/attribute.ts';
import { pageBundle, themeStyle } from './page-parts.ts';

export interface WebviewPage {
  readonly page: Page;
  /** What the webview told its host, in order. */
  readonly told: readonly ToHost[];
  /** The file has this text now: as a change if the webview shows something. */
  show(text: string): Promise<void>;
  post(message: unknown): Promise<void>;
}

export interface WebviewOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly state?: Partial<PreviewState>;
}

/** The webview with nothing in it yet. The page has the policy that the panel gives it. */
export const openWebview = async (browser: Browser, { theme = 'light', width = 1000, height = 800, state }: WebviewOptions = {}): Promise<WebviewPage> => {
  const page = await browser.newPage({ viewport: { width, height } });
  const told: ToHost[] = [];
  let document: OpenDocument | undefined;
  const views = drawingViews((_, problem) => { throw problem; });

  const answer = (message: ToHost): ToWebview[] => {
    told.push(message);
    switch (message.type) {
      case 'ready':
        views.follow({ uri, view: 'page', follow: true, options: message.options, sight: message.sight });
        return present();
      case 'sight':
        views.look({ uri, view: 'page', sequence: message.sequence, sight: message.sight });
        return present();
      case 'lock':
        return [{ type: 'locked', locked: message.locked }];
      case 'reveal':
        return [{ type: 'cursor', line: message.line }];
      case 'moment':
        return [{ type: 'moment', ask: message.ask, moment: document === undefined ? null : provideMoment(document, { uri, line: message.line }) }];
    }
  };
  const present = (): ToWebview[] => (document === undefined ? []
    : toEnd(views.tell(document)).map(({ view: _, version: __, ...drawings }) => ({ type: 'drawings', name: 'test.tcpflow', ...drawings })));

  await page.exposeFunction('tellHost', (value: unknown) => {
    const message = toHost(value);
    return message === undefined ? [] : answer(message);
  });
  const { colours, class: name } = themes[theme];
  const { script, style } = await pageBundle('main');
  const stored = state === undefined ? undefined : { uri, flow: 0, zoom: 0, scroll: 0, locked: false, options: standardOptions, panes: [], ...state };
  // Served, not set: only then has the page a policy, and requests of its own to be seen.
  await page.route('http://webview.test/**', (route) => {
    const path = new URL(route.request().url()).pathname;
    const body = path === '/main.js' ? script : path === '/style.css' ? style : path === '/host.js' ? hostScript : html(name, colours, stored);
    return route.fulfill({ body, contentType: path.endsWith('.js') ? 'text/javascript' : path.endsWith('.css') ? 'text/css' : 'text/html' });
  });
  await page.goto('http://webview.test/');
  const post = (message: unknown): Promise<void> => page.evaluate(`window.postMessage(${JSON.stringify(message).replaceAll('<', '\\u003c')})`);
  return {
    page, told, post,
    show: async (next) => {
      if (document === undefined) document = openDocument(uri, 1, next);
      else document.change([{ text: next }], document.version + 1);
      for (const message of present()) await post(message);
    },
  };
};

const uri = 'file:///test.tcpflow';

// Stands for `acquireVsCodeApi`: what is told goes out, the answers come in as messages.
const hostScript = `
const stored = JSON.parse(document.documentElement.dataset.state ?? 'null') ?? undefined;
window.acquireVsCodeApi = () => ({
  postMessage: (message) => void window.tellHost(message).then((answers) => { for (const one of answers) window.postMessage(one); }),
  getState: () => stored,
  setState: (state) => { window.stored = state; },
});`;

const html = (name: string, colours: Readonly<Record<string, string>>, stored: unknown): string => `<!DOCTYPE html>
<html lang="en"${stored === undefined ? '' : ` data-state="${attribute(JSON.stringify(stored))}"`}><head><meta charset="utf-8"><title>TCP Flow</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-test'; style-src 'nonce-theme' http://webview.test; img-src 'none'">
${themeStyle(colours)}
<link rel="stylesheet" href="/style.css"></head><body class="${name}">
<script nonce="test" src="/host.js"></script><script nonce="test" src="/main.js"></script></body></html>`;
