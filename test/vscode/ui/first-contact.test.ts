// A newcomer's first minutes with the packaged extension: from the walkthrough to a mended mistake and its diagram, with each step ticked off.
// Leaves screenshots in out/screenshots.
import assert from 'node:assert/strict';

import type { Frame, Locator } from 'playwright-core';

import { openEditor, type Editor } from './editor.ts';

describe('a newcomer', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor({ size: { width: 1900, height: 1000 }, settings: { 'workbench.activityBar.location': 'hidden' } });
    await editor.press('Control+B');
  });
  after(() => editor.close());

  const step = (id: string): Locator => editor.page.locator(`.getting-started-step[data-step-id$="#${id}"]`);
  const done = (id: string): Promise<void> => editor.page.locator(`.codicon.complete[data-done-step-id$="#${id}"]`).first().waitFor();
  /** Opens a step where it is not the one that is open. */
  const look = async (id: string): Promise<void> => {
    if ((await step(id).getAttribute('aria-expanded')) !== 'true') await step(id).click();
  };
  const button = (id: string, text: string): Promise<void> => step(id).locator('.monaco-button', { hasText: text }).click();

  /** The walkthrough's pictures are webviews too. */
  const preview = async (): Promise<Frame> => {
    for (;;) {
      for (const frame of editor.page.frames()) {
        if (await frame.locator('svg.body [data-index]').count().catch(() => 0) > 0) return frame;
      }
      await editor.page.waitForFunction('new Promise((resolve) => requestAnimationFrame(() => resolve(true)))');
    }
  };

  it('sees pictures in the colours of the theme', async () => {
    await editor.runCommand('Welcome: Open Walkthrough...', 'Your first TCP flow');
    await step('write').waitFor();
    const picture = editor.preview().locator('svg');
    await picture.waitFor();
    // VS Code lets no style sheet of a picture through.
    assert.equal(await picture.locator('style, [style], [class]').count(), 0);
    const fill = await picture.locator('rect').first().evaluate((rect) => {
      const { getComputedStyle } = globalThis as unknown as { getComputedStyle(node: unknown): { readonly fill: string } };
      return getComputedStyle(rect).fill;
    });
    assert.equal(fill, 'rgb(255, 255, 255)');
    await editor.screenshot('first-contact-walkthrough');
  });

  it('begins a flow from the walkthrough', async () => {
    await button('write', 'New TCP Flow');
    await editor.page.locator('.monaco-editor[data-uri^="untitled:"] .view-line').first().waitFor();
    await done('write');
    await editor.waitForSquiggles(0);
  });

  it('sees a mistake', async () => {
    await look('mistake');
    await button('mistake', 'Make a Mistake');
    await editor.waitForSquiggles(1, 'error');
    await done('mistake');
    await editor.screenshot('first-contact-mistake');
  });

  it('mends it', async () => {
    await look('mend');
    await editor.pressFor('Control+Period', editor.page.locator('.action-widget').getByText('Replace with ack=x+1'), () => editor.click('ack=x+2'));
    await editor.press('Enter');
    await editor.waitForSquiggles(0);
    await done('mend');
  });

  it('opens the preview beside the flow, and walks through it', async () => {
    await look('preview');
    await button('preview', 'Open Preview to the Side');
    await done('preview');
    await editor.page.locator('.monaco-editor[data-uri^="untitled:"]:visible').first().waitFor();
    await look('step');
    await (await preview()).locator('svg.body').getByText('[SYN, ACK]').first().click();
    await done('step');
    await editor.screenshot('first-contact-preview');
  });

  it('takes the diagram along', async () => {
    await look('export');
    await button('export', 'Export Diagram');
    await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'PlantUML' }).waitFor();
    await editor.press('Escape');
    await done('export');
  });

  it('looks at an example', async () => {
    await look('write');
    await step('write').locator('a', { hasText: 'an example' }).click();
    await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'A proxy with two connections' }).click();
    await editor.page.locator('.monaco-editor[data-uri^="untitled:"] .view-line', { hasText: 'proxy' }).first().waitFor();
    await editor.screenshot('first-contact-example');
  });
});
