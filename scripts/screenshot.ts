// Knows how the README's picture is taken: the handshake of the examples beside its preview.
// Needs the packaged extension (`npm run package`). Must not know what the preview draws.
import { openEditor, closeBrowser } from '../test/vscode/ui/editor.ts';
import type { Theme } from '../test/vscode/ui/editor.ts';

const pictures: readonly (readonly [Theme, string])[] = [
  ['Light 2026', 'docs/images/editor.png'],
];

for (const [theme, path] of pictures) {
  const editor = await openEditor({
    theme,
    // The extension's page shows it too: every byte of it is in the package.
    size: { width: 980, height: 470 },
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
    await editor.openFile('handshake.tcpflow');
    await editor.runCommand('TCP Flow: Open Preview to the Side');
    await editor.preview().locator('svg').first().waitFor();
    // The side bar shows nothing that the picture is about.
    await editor.press('Control+B');
    await editor.page.locator('.explorer-folders-view').waitFor({ state: 'hidden' });
    console.log(await editor.screenshot(path));
  } finally {
    await editor.close();
  }
}
await closeBrowser();
