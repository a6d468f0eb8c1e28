// The page of a capture for everyone: in any theme and width, by keyboard, with very many connections, with hostile text.
// In a browser without VS Code: the page is the same. Leaves screenshots in out/screenshots.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { analyze } from '../../../language-server/core/analyze.ts';
import { parseLines } from '../../../language-server/syntax/lines.ts';
import { themes, type ThemeName } from '../../diagram-themes.ts';
import { launchBrowser } from '../../host/browser.ts';
import { repo } from '../../host/repo.ts';
import { pcap } from '../../support/capture-files.ts';
import { captureBytes } from '../../support/captures.ts';
import { openCapturePage, type CapturePage } from '../../support/capture-page.ts';
import { largeCapture } from '../../support/large-capture.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const patience = { timeout: 20_000 };

/** A capture of several flows: one that is right, one reset, one over IPv6 with two mistakes, one that begins in the middle. */
const several = captureBytes(analyze(parseLines(`flow "right" {
  endpoint a addr="192.0.2.1" port=50000
  endpoint b addr="198.51.100.7" port=443
  a -> b: [SYN]
  b -> a: [SYN, ACK]
  a -> b: [ACK]
  a -> b: [PSH, ACK] "GET / HTTP/1.1\\r\\n"
  b -> a: [ACK]
  b -> a: [FIN, ACK]
  a -> b: [FIN, ACK]
  b -> a: [ACK]
}
flow "reset" {
  endpoint a addr="192.0.2.1" port=50001
  endpoint b addr="198.51.100.7" port=80
  a -> b: [SYN]
  b -> a: [RST, ACK]
}
flow "wrong" {
  endpoint a addr="2001:db8:1234:5678::1" port=50002
  endpoint b addr="2001:db8:abcd:ef01::7" port=8443
  a -> b: [SYN]
  b -> a: [SYN, ACK] ack=9
  a -> b: [ACK] ack=1
  a -> b: [SYN, FIN, ACK]
}
flow "middle" {
  endpoint a ESTABLISHED addr="192.0.2.1" port=50003
  endpoint b ESTABLISHED addr="198.51.100.7" port=22
  a -> b: [PSH, ACK] len=1000
  b -> a: [ACK]
}`)).timelines);

const rows = (page: Page): Promise<readonly string[]> => page.locator('.connections [data-number]').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent).join(' | ')));
const checked = async (page: Page): Promise<void> => {
  await page.locator('.connections [data-number]').first().waitFor(patience);
  await page.locator('.job').waitFor({ state: 'detached', ...patience });
};

/** The ends of connections of which the last characters are not in sight. */
const cutEnds = (page: Page): Promise<readonly string[]> => page.locator('.connections [data-number] :is(.client, .server)').evaluateAll((cells) => cells.flatMap((cell) => {
  const last = cell.ownerDocument.createRange();
  last.selectNodeContents(cell);
  return last.getBoundingClientRect().right > cell.getBoundingClientRect().right ? [cell.textContent] : [];
}));

/** The text that the page asks to be opened. */
const opened = async ({ page, told }: CapturePage): Promise<{ readonly number: number; readonly text: string }> => {
  for (const until = Date.now() + 20_000; Date.now() < until; await page.waitForTimeout(20)) {
    const one = told.findLast(({ type }) => type === 'open');
    if (one?.type === 'open') return one;
  }
  throw new Error('nothing was opened');
};

describe('the page of a capture', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  it('lists who spoke with whom, how much, how long, how it began and ended, and what was found', async () => {
    const { page } = await openCapturePage(browser, 'several.pcapng', several);
    await checked(page);
    assert.deepEqual(await rows(page), [
      '1 | 192.0.2.1:50000 | 198.51.100.7:443 | 8 | 16 | 0ms | SYN | FIN | none',
      '2 | 192.0.2.1:50001 | 198.51.100.7:80 | 2 | 0 | 0ms | SYN | RST | none',
      '3 | [2001:db8:1234:5678::1]:50002 | [2001:db8:abcd:ef01::7]:8443 | 4 | 0 | 0ms | SYN | still open | Errors: 1 · Remarks: 1',
      '4 | 192.0.2.1:50003 | 198.51.100.7:22 | 2 | 1,000 | 0ms | earlier | still open | none',
    ]);
    assert.equal(await page.locator('.sums').innerText(), 'Connections: 4 · Packets: 16');
    await page.close();
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    for (const width of [1400, 700]) {
      it(`has nothing that axe-core finds, in ${theme} at ${width} pixels`, async () => {
        // Cut in its last packet, so that there is a remark too.
        const { page } = await openCapturePage(browser, 'several.pcapng', several.subarray(0, -9), { theme, width, language: width === 700 ? 'ko' : 'en' });
        await checked(page);
        await page.locator('.connections [data-number="2"]').hover();
        await page.screenshot({ path: join(repo, 'out/screenshots', `capture-${theme}-${width}.png`) });
        await page.evaluate(axe);
        const { violations } = await page.evaluate<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }>('axe.run()');
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`)]), []);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), false, 'nothing sticks out');
        assert.deepEqual(await cutEnds(page), [], 'ports and the ends of addresses are in sight');
        await page.close();
      });
    }
  }

  it('names both ends and what was found in a panel as narrow as a side bar', async () => {
    const { page } = await openCapturePage(browser, 'several.pcapng', several, { width: 340 });
    await checked(page);
    const cells = await page.locator('.connections tbody:not(.room) tr').first().locator(':is(th, td):visible').evaluateAll((all) =>
      all.map((cell) => ({ text: cell.textContent, width: (cell as unknown as { offsetWidth: number }).offsetWidth })));
    assert.deepEqual(cells.map(({ text }) => text), ['1', '192.0.2.1:50000', '198.51.100.7:443', 'none']);
    assert.ok(cells.every(({ width }) => width >= 48) && cells[1]!.width >= 90, JSON.stringify(cells));
    assert.equal(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), false, 'nothing sticks out');
    await page.close();
  });

  it('is used without a mouse', async () => {
    const one = await openCapturePage(browser, 'several.pcapng', several);
    const { page } = one;
    await checked(page);
    const focused = (): Promise<string | null> => page.evaluate('document.activeElement.dataset.number ?? null');
    // The first row has the focus already.
    assert.equal(await focused(), '1');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    assert.equal(await focused(), '4');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    assert.equal((await opened(one)).number, 3);
    await page.keyboard.press('Control+F');
    await page.keyboard.type('RST');
    await page.locator('.sums', { hasText: 'Connections: 1 of 4 · Packets: 16' }).waitFor(patience);
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), '2');
    await page.close();
  });

  it('is sorted and narrowed', async () => {
    const { page } = await openCapturePage(browser, 'several.pcapng', several);
    await checked(page);
    await page.getByRole('button', { name: 'Packets' }).click();
    assert.deepEqual((await rows(page)).map((row) => row[0]), ['1', '3', '2', '4']);
    assert.equal(await page.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
    await page.getByRole('button', { name: 'With findings' }).click();
    assert.deepEqual((await rows(page)).map((row) => row[0]), ['3']);
    await page.getByRole('searchbox').fill('no such thing');
    await page.getByText('No connection fits').waitFor(patience);
    await page.close();
  });

  it('shows 25,000 connections as quickly as a few, and stops when it is told to', async () => {
    const { page } = await openCapturePage(browser, 'many.pcap', Buffer.concat([...largeCapture({ connections: 25_000, packets: 7 })]), { silent: true });
    await page.locator('.sums', { hasText: 'Connections: 25,000 · Packets: 175,000' }).waitFor({ timeout: 60_000 });
    const drawn = (): Promise<number> => page.locator('.connections [data-number]').count();
    assert.ok(await drawn() < 100, 'only rows in sight are there');
    await page.keyboard.press('End');
    await page.locator('.connections [data-number="25000"]:focus').waitFor(patience);
    assert.ok(await drawn() < 100);
    // Nobody answers: what is not checked by then stays so.
    await page.getByText('Checking the flows …').waitFor(patience);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.job').waitFor({ state: 'detached', ...patience });
    assert.match((await rows(page)).at(-1)!, /not checked$/);
    await page.close();
  });

  it('reads no further when it is cancelled, and lists and opens what it has', async () => {
    const one = await openCapturePage(browser, 'long.pcap', Buffer.concat([...largeCapture({ connections: 50, packets: 6000 })]));
    const { page } = one;
    const progress = page.getByRole('progressbar', { name: 'Reading the capture …' });
    await progress.waitFor(patience);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled: the list is not complete').waitFor(patience);
    const [, packets] = (/Packets: ([\d,]+)/.exec(await page.locator('.sums').innerText()) ?? []) as string[];
    assert.ok(Number(packets!.replace(',', '')) < 300_000, packets);
    // The flows that are listed are whole as far as they were read.
    await page.locator('.connections [data-number="1"]').click();
    const { text } = await opened(one);
    const [, listed] = /^1 \| [^|]* \| [^|]* \| ([\d,]+)/.exec((await rows(page))[0]!)!;
    assert.equal(text.split('\n').filter((line) => line.includes(' -> ')).length, Number(listed!.replace(',', '')));
    await page.close();
  });

  for (const [what, bytes, says] of [
    ['a text', Buffer.from('hello, I am a text\n'), 'The capture could not be read: this is neither a pcap nor a pcapng file'],
    ['nothing', Buffer.alloc(0), 'The capture could not be read: this file is empty'],
    ['a compressed capture', Buffer.from([0x1f, 0x8b, 8, 0]), 'The capture could not be read: this file is compressed with gzip: unpack it first'],
    ['a capture without packets', pcap([]), 'There is no TCP in this capture'],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => {
      const { page } = await openCapturePage(browser, 'a.pcap', bytes);
      await page.locator('.remarks p').first().waitFor(patience);
      assert.deepEqual(await page.locator('.remarks p').allInnerTexts(), [says]);
      assert.equal(await page.locator('.connections').isVisible(), false);
      await page.close();
    });
  }

  it('shows data where that is wanted', async () => {
    const withPayload = async (payload: boolean): Promise<string> => {
      const one = await openCapturePage(browser, 'several.pcapng', several, { payload });
      await checked(one.page);
      await one.page.keyboard.press('Enter');
      const { text } = await opened(one);
      await one.page.close();
      return text;
    };
    assert.match(await withPayload(true), /\[PSH, ACK\] "GET \/ HTTP\/1\.1\\r\\n"\n/);
    assert.match(await withPayload(false), /\[PSH, ACK\] len=16\n/);
  });

  it('shows the name of a file as text, whatever it is', async () => {
    const name = '<img src=x onerror=window.ran=1> \u202e"] {{ $(x).pcap';
    const one = await openCapturePage(browser, name, several);
    const { page } = one;
    await checked(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.keyboard.press('Enter');
    const { text } = await opened(one);
    assert.equal(await page.evaluate('window.ran'), undefined);
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.locator('h1').textContent(), name.replace('\u202e', '\ufffd'));
    assert.deepEqual(asked, []);
    assert.deepEqual(analyze(parseLines(text)).findings, []);
    await page.close();
  });
});
