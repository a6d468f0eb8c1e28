// What stands in a document stays text: script, markup, entities, addresses and bidirectional controls through every string of
// the language, into the nodes of the webview, its hover card, its table and the SVG. Nothing runs, nothing is fetched.
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { analyze } from '../../../language-server/core/analyze.ts';
import { drawAll } from '../../../language-server/core/diagram/draw.ts';
import { toMarkup } from '../../../language-server/core/diagram/element.ts';
import { light } from '../../../language-server/core/diagram/palettes.ts';
import { stylesheet } from '../../../language-server/core/diagram/stylesheet.ts';
import { svg } from '../../../language-server/core/diagram/svg.ts';
import { parseLines } from '../../../language-server/syntax/lines.ts';
import { launchBrowser } from '../../host/browser.ts';
import { openWebview } from '../../support/webview-page.ts';

const payloads: Readonly<Record<string, string>> = {
  script: '<script>window.ran=1</script>',
  handler: '<img src=http://evil.test/x onerror=window.ran=1>',
  breakout: '\'>--></style></svg></textarea><svg onload=window.ran=1>',
  entity: '&lt;script&gt;window.ran=1&lt;/script&gt;&#106;avascript:window.ran=1',
  link: 'javascript:window.ran=1 http://evil.test/ [x](command:workbench.action.quit) ![y](http://evil.test/y)',
  markdown: '</code>**bold**|table|\n`code`<b>',
  style: '</style><style>@import "http://evil.test/z.css"</style>url(http://evil.test/w)',
  bidi: 'a\u202eb\u2066c\u200fd\u2028e',
  template: '${window.ran=1}{{constructor.constructor("window.ran=1")()}}',
  object: '__proto__ constructor toString',
};

/** Every string that a file can hold, and words that are none. */
const flowWith = (payload: string): string => {
  const text = payload.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return [
    `/// ${payload.replaceAll('\n', ' ')}`,
    `endpoint a isn=x label="${text}" addr="${text}"`,
    `endpoint b label="${text} b" addr="${text}"`,
    `flow "${text}" {`,
    `  /// ${payload.replaceAll('\n', ' ')}`,
    '  a -> b: [SYN]',
    '  b -> a: [SYN, ACK] ack=x+7',
    '  a -> b: [ACK]',
    `  section "${text}" {`,
    `    a -> b: [PSH, ACK] "${text}"`,
    `    a -> b: [PSH, ACK] "${text}" len=3 delayed as later`,
    `    note "${text}"`,
    `    note over a "${text}"`,
    `  // ${payload.replaceAll('\n', ' ')}`,
    `    ${payload.replaceAll('\n', ' ')}`,
    `    a -> ${payload.replaceAll('\n', ' ')}: [ACK]`,
    `    a -> b: [ACK] violates ${payload.replaceAll('\n', ' ')}`,
    '  }',
    '}',
  ].join('\n');
};

describe('the preview with hostile text', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const [name, payload] of Object.entries(payloads)) {
    it(`shows ${name} as text`, async () => {
      const { page, show } = await openWebview(browser, { state: { panes: ['machine', 'ends', 'problems'] } });
      const asked: string[] = [];
      const said: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('dialog', (dialog) => {
        said.push(dialog.message());
        void dialog.dismiss();
      });
      page.on('pageerror', (problem) => said.push(String(problem)));
      await show(flowWith(payload));
      await page.locator('svg.body [data-index]').first().waitFor();
      for (let index = 0; index < 12; index++) await page.getByRole('button', { name: 'Next event' }).click({ force: true });
      // The first segment has a comment of its author's.
      await page.locator('svg.body').getByText('[SYN]').first().hover();
      const card = page.locator('.card:not([hidden])');
      await card.waitFor();
      assert.ok(!reordering.test(await card.innerText()), 'nothing reorders what is said on hover');
      await page.getByRole('button', { name: 'Table' }).click();
      await page.locator('.events [data-at]').first().waitFor();

      assert.deepEqual(asked, []);
      assert.deepEqual(said, []);
      assert.equal(await page.evaluate('window.ran'), undefined);
      const { tags, attributes, text } = await page.evaluate<{ tags: string[]; attributes: string[]; text: string }>(`(() => {
        const nodes = [...document.body.querySelectorAll('*')];
        return {
          tags: [...new Set(nodes.map(({ localName }) => localName))],
          attributes: [...new Set(nodes.flatMap((node) => node.getAttributeNames()))],
          text: document.body.innerText,
        };
      })()`);
      assert.deepEqual(tags.filter((tag) => !known.has(tag)), []);
      assert.deepEqual(attributes.filter((attribute) => /^on|href|srcdoc|formaction/i.test(attribute)), []);
      assert.ok(!reordering.test(text), 'nothing reorders what stands beside it');
      await page.close();

      // As a file of its own, opened in a browser.
      const file = await browser.newPage();
      const fetched: string[] = [];
      file.on('request', (request) => fetched.push(request.url()));
      for (const drawing of drawAll(analyze(parseLines(flowWith(payload))).timelines)) {
        await file.goto(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(toMarkup(svg(drawing, { stylesheet: stylesheet(light) })))}`);
        assert.equal(await file.evaluate('window.ran'), undefined);
        assert.equal(await file.evaluate('document.querySelector("parsererror, script, foreignObject, image, a")'), null);
      }
      assert.deepEqual(fetched.filter((address) => !address.startsWith('data:')), []);
      await file.close();
    });
  }

  it('takes no message that is none of the host\'s', async () => {
    const { page, show, post } = await openWebview(browser);
    await show('a -> b: [SYN]');
    await page.locator('svg.body [data-index]').first().waitFor();
    for (const message of [null, 1, 'x', [], { type: 'drawings', shown: {} }, { type: 'drawings', uri: 'x', name: 'x', from: 1, sequence: 2, shown: { flow: 9 } }, { type: 'moment', ask: 0, moment: {} }]) await post(message);
    assert.equal(await page.locator('svg.body .segment').count(), 1);
    await page.close();
  });
});

const reordering = /[\u202a-\u202e\u2066-\u2069]/;

/** What the webview is made of. */
const known = new Set([
  'header', 'main', 'aside', 'section', 'div', 'h1', 'p', 'pre', 'span', 'code', 'em', 'strong', 'del', 'ul', 'li', 'button', 'select', 'option',
  'table', 'thead', 'tbody', 'tr', 'th', 'td', 'svg', 'g', 'rect', 'line', 'path', 'text', 'tspan', 'title', 'script',
]);
