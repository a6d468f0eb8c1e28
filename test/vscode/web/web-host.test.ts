// The packaged extension in a browser's own extension host, as on vscode.dev: from its inside, and as a person sees it.
// Leaves screenshots in out/screenshots.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { format } from 'node:util';

import type { Page } from 'playwright-core';

import { workbench } from '../ui/editor.ts';
import { openWeb, type WebEditor } from './open-web.ts';

describe("the web's extension host", () => {
  it('passes the tests of the other one, and its own', async () => {
    const said: string[] = [];
    let finish: (code: number) => void = () => undefined;
    const finished = new Promise<number>((resolve) => (finish = resolve));
    const listen = async (page: Page): Promise<void> => {
      await page.exposeFunction('codeAutomationLog', (_: string, args: unknown[]) => said.push(format(...args)));
      await page.exposeFunction('codeAutomationExit', finish);
    };
    const editor = await openWeb({ tests: true }, listen);
    try {
      assert.equal(await finished, 0, said.join('\n'));
    } finally {
      await editor.close();
    }
    const counts = said.findIndex((line) => line.startsWith('counted: '));
    const report = said.slice(0, counts);
    console.log(report.filter((line) => /^ {2,}(?!at )/.test(line)).join('\n'));
    if (process.env['TCPFLOW_COUNTS']) appendFileSync(process.env['TCPFLOW_COUNTS'], `${said[counts]!.slice('counted: '.length)}\n`);
  });
});

describe('in a browser, without any server', () => {
  let web: WebEditor;
  let editor: ReturnType<typeof workbench>;

  before(async () => {
    web = await openWeb();
    editor = workbench(web.page, '');
    await open(web.page, 'handshake.tcpflow');
  });
  after(() => web.close());

  it('underlines what is wrong while it is typed, and tells why', async () => {
    await editor.waitForSquiggles(0);
    await editor.goTo(8, '  server -> client: [SYN, ACK] seq=y   ack=x+1'.length + 1);
    await editor.press('Backspace');
    await editor.type('2');
    await editor.waitForSquiggles(1, 'error');
    assert.match(await editor.hover('ack=x+2'), /acknowledges x\+2, but client has sent nothing past x\+1[^]*SYN-RECEIVED/);
    await editor.screenshot('web-hover');
    await editor.press('Control+Z');
    await editor.press('Control+Z');
    await editor.waitForSquiggles(0);
  });

  it('proposes the next segment', async () => {
    await editor.press('Control+End');
    await web.page.keyboard.insertText('\nclient -> server: [SYN]\n');
    await editor.press('Control+Space');
    await web.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: '[SYN, ACK]' }).first().waitFor();
    await editor.press('Escape');
  });

  it('shows the arrows in the preview', async () => {
    await editor.goTo(8, 1);
    await editor.runCommand('TCP Flow: Open Preview to the Side');
    await editor.preview().locator('svg.body .item', { hasText: 'seq=x+1' }).first().waitFor();
    await editor.screenshot('web-preview');
  });
});

const open = async (page: Page, name: string): Promise<void> => {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first().dblclick();
  await page.locator(`.monaco-editor[data-uri$="/${name}"] .view-line`).first().waitFor();
};

describe('in a browser, in Korean', () => {
  let web: WebEditor;
  let editor: ReturnType<typeof workbench>;

  // What the manifest says comes in the reader's language only where an extension was installed from a gallery.
  before(async () => {
    web = await openWeb({ language: 'ko' });
    editor = workbench(web.page, '');
  });
  after(() => web.close());

  it('says what is wrong', async () => {
    await open(web.page, 'mistakes.tcpflow');
    await editor.waitForSquiggles(5, 'error');
    assert.match(await editor.hover('ack=x+2'), /확인 응답/);
    await editor.screenshot('web-korean-hover');
  });

  it('reads a capture through the editor, and opens a connection with its diagram', async () => {
    await web.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'refused.pcap' }).dblclick();
    const list = editor.preview();
    await list.locator('.toolbar').getByText('연결: 1').waitFor();
    const row = list.locator('[data-number="1"]');
    // What the server counted in it.
    await row.getByText('없음').waitFor();
    await row.click();
    await web.page.locator('.monaco-editor[data-uri^="untitled:"] .view-line', { hasText: '[RST, ACK]' }).waitFor();
    await web.page.locator('.tab', { hasText: '미리 보기' }).waitFor();
    // Beside the page of the capture, which is behind.
    const drawn = async (): Promise<boolean> =>
      (await Promise.all(web.page.frames().map((frame) => frame.locator('svg.body', { hasText: 'RST' }).count().catch(() => 0)))).some((count) => count > 0);
    for (let tries = 0; tries < 200 && !(await drawn()); tries++) await web.page.waitForTimeout(100);
    assert.ok(await drawn());
    await editor.screenshot('web-korean-capture');
  });
});
