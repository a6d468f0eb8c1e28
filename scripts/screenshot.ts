// Knows how the README's picture is taken: a mistake of the examples, in the editor and in its preview.
// Needs the packaged extension (`npm run package`), and pngquant, which leaves a third of its bytes. Must not know what the preview draws.
import { execFileSync } from 'node:child_process';

import { onPath } from '../test/host/on-path.ts';
import { openEditor, closeBrowser } from '../test/vscode/ui/editor.ts';
import type { Theme } from '../test/vscode/ui/editor.ts';

const pngquant = onPath('pngquant');
if (pngquant === undefined) throw new Error('pngquant was not found: install it first. A picture with all its colours takes the room of a tenth of the package.');

const pictures: readonly (readonly [Theme, string])[] = [
  ['Light 2026', 'docs/images/editor.png'],
];

for (const [theme, path] of pictures) {
  const editor = await openEditor({
    theme,
    // The extension's page shows it too: every byte of it is in the package.
    size: { width: 1240, height: 560 },
    settings: {
      'editor.minimap.enabled': false,
      'editor.scrollbar.vertical': 'hidden',
      'editor.overviewRulerBorder': false,
      'workbench.activityBar.location': 'hidden',
      'workbench.layoutControl.enabled': false,
      'window.commandCenter': false,
    },
  });
  try {
    await editor.openFile('mistakes.tcpflow');
    await editor.runCommand('TCP Flow: Open Preview to the Side');
    await editor.preview().locator('svg').first().waitFor();
    await editor.page.locator('.codelens-decoration').first().waitFor();
    // The side bar shows nothing that the picture is about.
    await editor.press('Control+B');
    await editor.page.locator('.explorer-folders-view').waitFor({ state: 'hidden' });
    const file = await editor.screenshot(path);
    execFileSync(pngquant, ['--force', '--strip', '--speed', '1', '--output', file, '256', file]);
    console.log(file);
  } finally {
    await editor.close();
  }
}
await closeBrowser();
