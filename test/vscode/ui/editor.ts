// Knows VS Code's workbench as a person sees it: where its parts are on the page, which keys reach them.
// Must not know the extension. Everything waits for what it needs; nothing waits for a length of time.
import { cp, mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';

import { launchBrowser } from '../../host/browser.ts';
import { repo } from '../../host/repo.ts';
import { serve } from '../../host/serve.ts';
import type { Server } from '../../host/serve.ts';
import type { Settings } from '../../host/settings.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';
import { installedExtension } from './installed-extension.ts';

export type Theme =
  | 'Light 2026'
  | 'Dark 2026'
  | 'Light Modern'
  | 'Dark Modern'
  | 'Default High Contrast'
  | 'Default High Contrast Light';

export type Severity = 'error' | 'warning' | 'info';

export interface EditorOptions {
  /** Copied; the copy is what is opened. Its name stays. Default: the repository's examples. */
  readonly folder?: string;
  readonly theme?: Theme;
  readonly size?: { readonly width: number; readonly height: number };
  readonly settings?: Settings;
  /** The display language; VS Code's own words stay English, for want of a language pack. Default: `en`. */
  readonly language?: string;
  /** Whether our extension is there. Default: yes. */
  readonly extension?: boolean;
}

export interface Editor {
  readonly page: Page;
  /** The copy on disk. */
  readonly folder: string;
  /** Opens a file of the folder, by its name, and waits for its text. */
  openFile(name: string): Promise<void>;
  /** Gives the text of an open file the focus, whatever has it. Not by a click: where the text was scrolled, there is nothing to click at. */
  focus(name: string): Promise<void>;
  /** Puts the cursor there in the editor that has the focus; both count from 1. */
  goTo(line: number, column: number): Promise<void>;
  /** Types at the cursor, key by key. A completion list that opens is not accepted, brackets may be closed by VS Code. */
  type(text: string): Promise<void>;
  /** Presses a key such as `Enter` or `Control+S`. */
  press(key: string): Promise<void>;
  /** Presses a key until what it opens is there: one that is pressed while the focus is on its way somewhere goes nowhere. `focus` puts it where it belongs. */
  pressFor(key: string, wanted: Locator, focus?: () => Promise<void>): Promise<Locator>;
  /** Replaces all text of the editor that has the focus, as one paste. */
  replaceAll(text: string): Promise<void>;
  /** The squiggles in sight. To wait for one: `await squiggles('error').first().waitFor({ state: 'attached' })`. */
  squiggles(severity?: Severity): Locator;
  /** Resolves when exactly `count` squiggles are in sight. */
  waitForSquiggles(count: number, severity?: Severity): Promise<void>;
  /** Points at the first place where `text` stands, in the middle of it, and reads the hover that comes up. */
  hover(text: string): Promise<string>;
  /** Runs a command of the palette by its title, with its category: `TCP Flow: Open Preview to the Side`. What it asks gets the `answers`, chosen from lists. */
  runCommand(title: string, ...answers: readonly string[]): Promise<void>;
  /** What a webview shows. */
  preview(): FrameLocator;
  /** What the Problems panel lists once it lists `count`, as `MESSAGE [Ln 2, Col 1]`. The focus is in the editor afterwards. */
  problems(count: number): Promise<readonly string[]>;
  /** Clicks in the middle of the first place where `text` stands. */
  click(text: string): Promise<void>;
  /** Saves the editor that has the focus until the file of that name has the text; returns what it has in the end. */
  saved(name: string, text: string): Promise<string>;
  /** Writes out/screenshots/NAME.png and returns its path; a name that holds a folder is a path from the repository. */
  screenshot(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts a server of its own for each editor, so that no test sees another's traces; the browser is shared. */
export const openEditor = async (options: EditorOptions = {}): Promise<Editor> => {
  const temporary = temporaryFolder();
  const source = options.folder ?? join(repo, 'examples');
  const folder = join(temporary, basename(source));
  await cp(source, folder, { recursive: true });
  const context = await (await sharedBrowser()).newContext({ viewport: options.size ?? { width: 1280, height: 800 } });
  let server: Server | undefined;
  const close = async (): Promise<void> => {
    await context.close();
    await server?.stop();
  };
  try {
    server = await serve({
      data: join(temporary, 'server'),
      settings: { 'workbench.colorTheme': options.theme ?? 'Light 2026', ...options.settings },
      ...((options.extension ?? true) ? { extensions: await installedExtension() } : {}),
      env: { TMPDIR: temporary, XDG_RUNTIME_DIR: temporary },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    if (options.language) await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(options.language)}`);
    await page.goto(`http://127.0.0.1:${server.port}/?${new URLSearchParams({ folder })}`, { timeout: patienceAtStart });
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: patienceAtStart });
    pages.add(page);
    page.once('close', () => pages.delete(page));
    return { ...workbench(page, folder), page, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Milliseconds. Against waiting for ever; a shared machine may be slow, and nothing is measured. */
const patience = 20_000;
const patienceAtStart = 60_000;

const pages = new Set<Page>();

/** Everything that can be read in the editors that are open, as text: for a test that failed where nobody can look. */
export const seenNow = async (): Promise<string> => {
  const seen = [...pages].map(async (page) => `${await page.locator('.monaco-workbench').innerText({ timeout: 5_000 })}\nFocus: ${await page.evaluate<string>(focused)}`);
  return (await Promise.allSettled(seen)).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason))).join('\n\n');
};

const focused = 'document.activeElement.outerHTML.slice(0, 300)';

let browser: Promise<Browser> | undefined;

const sharedBrowser = (): Promise<Browser> =>
  (browser ??= launchBrowser().then((launched) => {
    launched.once('disconnected', () => (browser = undefined));
    return launched;
  }));

/** Ends the browser that all editors share; the next editor starts a new one. For the end of a run. */
export const closeBrowser = async (): Promise<void> => {
  await (await browser)?.close();
};

/** `folder`: where files are saved, if on a disk at all. */
export const workbench = (page: Page, folder: string): Omit<Editor, 'page' | 'folder' | 'close'> => {
  const press = (key: string): Promise<void> => page.keyboard.press(key);

  const quickInput = page.locator('.quick-input-widget:visible input').first();

  const pressFor = async (key: string, wanted: Locator, focus: () => Promise<void> = () => Promise.resolve()): Promise<Locator> => {
    for (let tries = 1; ; tries++) {
      await focus();
      await press(key);
      try {
        await wanted.waitFor({ timeout: patience / 10 });
        return wanted;
      } catch (problem) {
        if (tries === 10) throw problem;
      }
    }
  };

  /** Quick input: what is typed must have arrived before anything may be chosen. It closes when something else takes the focus: then it is opened again. */
  const choose = async (opened: string, typed: string, first: string, ...more: readonly string[]): Promise<void> => {
    const row = (text: string): Locator => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    for (let tries = 1; ; tries++) {
      const input = await pressFor(opened, quickInput);
      try {
        await input.fill(typed, { timeout: patience / 4 });
        await row(first).click({ timeout: patience / 4 });
        break;
      } catch (problem) {
        if (tries === 4) throw problem;
        await press('Escape');
      }
    }
    for (const text of more) await row(text).click();
  };

  const openFile = async (name: string): Promise<void> => {
    await choose('Control+P', name, basename(name));
    const file = page.locator(`.monaco-editor[data-uri$="/${name}"]`);
    await file.locator('.view-line').first().waitFor();
    await focus(name);
  };

  const focus = (name: string): Promise<void> => page.locator(`.monaco-editor[data-uri$="/${name}"] .native-edit-context`).first().focus();

  const goTo = async (line: number, column: number): Promise<void> => {
    const input = await pressFor('Control+G', quickInput);
    await input.fill(`:${line}:${column}`);
    // In the input, wherever the focus is by now: a webview may take it back.
    await input.press('Enter');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  };

  const replaceAll = async (text: string): Promise<void> => {
    await press('Control+A');
    await page.keyboard.insertText(text);
  };

  const squiggles = (severity?: Severity): Locator => page.locator(squiggly(severity));

  const waitForSquiggles = async (count: number, severity?: Severity): Promise<void> => {
    await page.waitForFunction(`document.querySelectorAll('${squiggly(severity)}').length === ${count}`);
  };

  const hover = async (text: string): Promise<string> => {
    const shown = page.locator('.monaco-hover:not(.hidden) .monaco-hover-content:visible');
    const until = Date.now() + patience;
    // A server that is still starting has no answer at first, and VS Code asks once for each time the mouse comes.
    while (Date.now() < until) {
      const { x, y } = await placeOf(page, text);
      await page.mouse.move(x, y + 200);
      await page.mouse.move(x - 3, y, { steps: 3 });
      await page.mouse.move(x, y);
      try {
        await shown.first().waitFor({ timeout: 3_000 });
        const words = (await shown.first().innerText()).trim();
        if (words && !/^Loading/.test(words)) return words;
      } catch {
        // Nothing came up: move away and come again.
      }
    }
    throw new Error(`No hover came up over “${text}”.`);
  };

  const click = async (text: string): Promise<void> => {
    const { x, y } = await placeOf(page, text);
    await page.mouse.click(x, y);
  };

  const runCommand = async (title: string, ...answers: readonly string[]): Promise<void> => {
    await choose('F1', `>${title}`, title, ...answers);
    // After answers, the next question may stand there.
    if (answers.length === 0) await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  };

  const preview = (): FrameLocator => page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');

  const problems = async (count: number): Promise<readonly string[]> => {
    const panel = page.locator('.markers-panel');
    if (!(await panel.isVisible())) await press('Control+Shift+KeyM');
    await panel.waitFor();
    const row = '.marker-message-details-container';
    await page.waitForFunction(`document.querySelectorAll('.markers-panel ${row}').length === ${count}`);
    const messages = await panel.locator(row).allInnerTexts();
    await press('Control+1');
    return messages.map((message) => message.trim().replace(/\s*\[Ln/, ' [Ln'));
  };

  const screenshot = async (name: string): Promise<string> => {
    const path = name.includes('/') ? join(repo, name) : join(repo, 'out/screenshots', `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    return path;
  };

  const saved = async (name: string, text: string): Promise<string> => {
    let found = '';
    for (let tries = 0; tries < 300 && found !== text; tries++) {
      // On a busy machine VS Code does not wait for the formatter: one saves again then.
      if (tries % 30 === 0) await press('Control+S');
      await page.waitForTimeout(100);
      found = await readFile(join(folder, name), 'utf8');
    }
    return found;
  };

  return {
    saved, openFile, focus, goTo, press, pressFor, replaceAll, squiggles, waitForSquiggles, hover, click, runCommand, preview, problems, screenshot,
    type: (text) => page.keyboard.type(text, { delay: 10 }),
  };
};

const squiggly = (severity?: Severity): string =>
  severity ? `.squiggly-${severity}` : '.squiggly-error, .squiggly-warning, .squiggly-info';

const findText = await readFile(join(import.meta.dirname, 'find-text.page.js'), 'utf8');

/** The middle of the first place on the page where an editor shows `text` on one line; waits for it. */
const placeOf = async (page: Page, text: string): Promise<{ x: number; y: number }> => {
  const place = await page.waitForFunction<{ x: number; y: number } | undefined>(`(${findText})(${JSON.stringify(text)})`);
  return (await place.jsonValue())!;
};
