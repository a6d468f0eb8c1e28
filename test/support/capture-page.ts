// The real page of a capture in a browser without VS Code: its bundle, VS Code's colours of a theme, and a host that hands it a file
// and counts findings as the server does. Expects nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { toEnd } from '../../language-server/core/flow/turns.ts';
import { countFindings } from '../../language-server/lsp/count.ts';
import { fromCapture, type FromCapture, type ToCapture } from '../../src/webview/capture-messages.ts';
import { themes, type ThemeName } from '../diagram-themes.ts';
import { attribute } from '../host/attribute.ts';
import { repo } from '../host/repo.ts';
import { pageBundle, themeStyle } from './page-parts.ts';

export interface CapturePage {
  readonly page: Page;
  /** What the page told its host, in order. */
  readonly told: readonly FromCapture[];
}

export interface CapturePageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly payload?: boolean;
  /** The reader's language, with its translations. */
  readonly language?: 'en' | 'ko';
  /** Answers no question about findings. */
  readonly silent?: boolean;
}

/** The page with a capture in it, which it has begun to read. */
export const openCapturePage = async (
  browser: Browser, name: string, bytes: Uint8Array, { theme = 'light', width = 1000, payload = false, language = 'en', silent = false }: CapturePageOptions = {},
): Promise<CapturePage> => {
  const page = await browser.newPage({ viewport: { width, height: 700 } });
  const told: FromCapture[] = [];
  const answer = (message: FromCapture): ToCapture[] => {
    told.push(message);
    if (message.type === 'ready') return [{ type: 'settings', payload }];
    return message.type === 'count' && !silent ? [{ type: 'counts', counts: toEnd(countFindings({ texts: message.texts }, () => ({}))) }] : [];
  };
  await page.exposeFunction('tellHost', (value: unknown) => {
    const message = fromCapture(value);
    return message === undefined ? [] : answer(message);
  });
  const { colours, class: className } = themes[theme];
  const { script, style } = await pageBundle('capture');
  const translations = language === 'en' ? '{}' : readFileSync(join(repo, `l10n/bundle.l10n.${language}.json`), 'utf8');
  const served: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
    '/': ['text/html', html(className, colours, language, translations, name)],
    '/host.js': ['text/javascript', hostScript],
    '/capture.js': ['text/javascript', script],
    '/style.css': ['text/css', style],
    '/bytes': ['application/octet-stream', Buffer.from(bytes)],
  };
  await page.route('http://capture.test/**', (route) => {
    const [contentType, body] = served[new URL(route.request().url()).pathname] ?? ['text/plain', ''];
    return route.fulfill({ contentType, body });
  });
  await page.goto('http://capture.test/');
  return { page, told };
};

// Stands for `acquireVsCodeApi`: what is told goes out, the answers come in as messages; a page that is ready gets the file.
const hostScript = `
window.acquireVsCodeApi = () => ({
  postMessage: (message) => void window.tellHost(message).then(async (answers) => {
    for (const one of answers) window.postMessage(one);
    if (message.type !== 'ready') return;
    const bytes = new Uint8Array(await (await fetch('/bytes')).arrayBuffer());
    window.postMessage({ type: 'bytes', name: document.documentElement.dataset.name, bytes });
  }),
});`;

const html = (className: string, colours: Readonly<Record<string, string>>, language: string, translations: string, name: string): string => `<!DOCTYPE html>
<html lang="${language}" data-name="${attribute(name)}"><head><meta charset="utf-8"><title>TCP Flow</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-test'; style-src 'nonce-theme' http://capture.test; connect-src http://capture.test/bytes">
${themeStyle(colours)}
<link rel="stylesheet" href="/style.css"></head><body class="${className}" data-translations="${attribute(translations)}">
<script nonce="test" src="/host.js"></script><script nonce="test" src="/capture.js"></script></body></html>`;
