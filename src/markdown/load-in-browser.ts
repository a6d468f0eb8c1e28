// Gets the drawing bundle of Markdown into an extension host in a browser, where `require` knows nothing but `vscode`.
import * as vscode from 'vscode';
import type { DrawFence } from './plugin.ts';

/** Undefined until it is there; then the preview is drawn once more. */
export const loadInBrowser = (bundle: vscode.Uri): (() => DrawFence | undefined) => {
  let draw: DrawFence | undefined;
  let loading: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(bundle));
    // A script from a blob is what the browser lets an extension host load; it has our own file in it and nothing else.
    const module = URL.createObjectURL(new Blob([`const module = { exports: {} };\n${text}\nexport const { drawFence } = module.exports;`], { type: 'text/javascript' }));
    try {
      ({ drawFence: draw } = await import(module) as { drawFence: DrawFence });
    } finally {
      URL.revokeObjectURL(module);
    }
    await vscode.commands.executeCommand('markdown.preview.refresh');
  };
  return () => {
    // Without it the blocks stay text.
    loading ??= load().catch(() => undefined);
    return draw;
  };
};
