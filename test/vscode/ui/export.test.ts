// Taking a diagram out of the packaged extension, as a person does it: from the buttons of the preview into files, and in the
// Markdown preview. Leaves screenshots in out/screenshots.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEditor, type Editor, type Theme } from './editor.ts';

/** Answers the save dialog, whose input has a file name in it as soon as it is ready. */
const saveAs = async (editor: Editor, name: string): Promise<void> => {
  const input = editor.page.locator('.quick-input-widget:visible input[type="text"]').first();
  await editor.page.waitForFunction(`document.querySelector('.quick-input-widget input[type="text"]').value.endsWith('${name.slice(name.lastIndexOf('.'))}')`);
  await input.fill(join(editor.folder, name));
  await editor.press('Enter');
};

describe('exporting a diagram', () => {
  let editor: Editor;

  before(async () => {
    editor = await openEditor({ size: { width: 1400, height: 900 } });
    await editor.openFile('teardown.tcpflow');
    await editor.runCommand('TCP Flow: Open Preview');
    await editor.preview().locator('svg.body [data-index]').first().waitFor();
  });
  after(() => editor.close());

  /** Exports the diagram in sight by the button above it, and returns the file. */
  const exportAs = async (format: string, colours: string, name: string): Promise<Buffer> => {
    const { page } = editor;
    await page.locator('.editor-actions .action-label[aria-label*="Export Diagram"]').click();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: format }).filter({ hasText: colours }).first().click();
    await saveAs(editor, name);
    await page.locator('.notification-toast', { hasText: `The diagram is in ${name}` }).waitFor();
    await page.locator('.notification-toast .codicon-notifications-clear').first().click({ force: true });
    return readFile(join(editor.folder, name));
  };

  it('writes an SVG with the flow in it', async () => {
    const svg = (await exportAs('SVG', 'light', 'a.svg')).toString();
    assert.match(svg, /^<svg [^]*<metadata>[^]*\[FIN, ACK\][^]*<\/metadata>[^]*fill: #ffffff/);
  });

  it('writes what the preview shows', async () => {
    const preview = editor.preview();
    await preview.getByRole('button', { name: 'All fields' }).click();
    await preview.locator('svg.body').getByText(/len=0 win=65535/).first().waitFor();
    assert.match((await exportAs('SVG', 'light', 'all.svg')).toString(), />seq=\S+ ack=\S+ len=0 win=65535</);
  });

  it('writes a PNG of twice the size', async () => {
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec((await exportAs('SVG', 'dark', 'b.svg')).toString())!;
    const png = await exportAs('PNG', 'dark', 'b.png');
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2 * Number(width), 2 * Number(height)]);
    // A picture of nothing compresses to nothing.
    assert.ok(png.length > 10_000, `${png.length} bytes`);
  });

  it('writes Mermaid', async () => {
    assert.match((await exportAs('Mermaid', '', 'c.mmd')).toString(), /^sequenceDiagram\n/);
  });
});

describe('exporting a diagram from the editor', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor();
    await editor.openFile('handshake.tcpflow');
  });
  after(() => editor.close());

  it('opens a preview to draw a PNG', async () => {
    await editor.runCommand('TCP Flow: Export Diagram', 'PNG');
    await saveAs(editor, 'd.png');
    await editor.page.locator('.notification-toast', { hasText: 'The diagram is in d.png' }).waitFor();
    await editor.screenshot('export-png');
    assert.equal((await readFile(join(editor.folder, 'd.png'))).toString('latin1', 1, 4), 'PNG');
    await editor.preview().locator('svg.body [data-index]').first().waitFor();
  });
});

describe('the Markdown preview', () => {
  const document = `# A handshake

\`\`\`tcpflow
flow "A wrong acknowledgment" {
  client -> server: [SYN]
  server -> client: [SYN, ACK] ack=7
  client -> server: [ACK]
  expect client ESTABLISHED
}
\`\`\`

And \`code\`, as ever.
`;
  for (const theme of ['Light 2026', 'Dark 2026', 'Default High Contrast'] satisfies Theme[]) {
    it(`draws flows in the colours of ${theme}`, async () => {
      const editor = await openEditor({ theme, size: { width: 1000, height: 900 } });
      try {
        await writeFile(join(editor.folder, 'lesson.md'), document);
        await editor.openFile('lesson.md');
        await editor.runCommand('Markdown: Open Preview');
        const block = editor.preview().locator('.tcpflow-block');
        await block.locator('svg.tcpflow text', { hasText: 'ESTABLISHED' }).first().waitFor();
        assert.equal(await block.locator('figcaption').innerText(), 'A wrong acknowledgment');
        assert.match(await block.locator('.tcpflow-findings li').first().innerText(), /^Line 3: error acknowledges 7/);
        const fills = await block.locator('svg.tcpflow').evaluate((svg) => {
          const { getComputedStyle } = globalThis as unknown as { getComputedStyle(node: unknown): { readonly fill: string } };
          const colour = (selector: string): string => getComputedStyle(svg.querySelector(selector)).fill;
          return [colour('.background'), colour('.text-flags'), colour('.rail.state-established')];
        });
        assert.equal(new Set(fills).size, 3);
        await editor.screenshot(`markdown-${theme.replaceAll(' ', '-').toLowerCase()}`);
      } finally {
        await editor.close();
      }
    });
  }
});
