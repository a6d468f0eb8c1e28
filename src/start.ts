// What the extension is made of, given a language client: the same on a desktop and in a browser.
import type * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { drawingsOverLsp } from './client.ts';
import { previewCommands } from './commands/preview.ts';
import { previewPanels } from './preview/preview.ts';

export const start = async (context: vscode.ExtensionContext, client: BaseLanguageClient): Promise<void> => {
  const source = drawingsOverLsp(client);
  const panels = previewPanels(context.extensionUri, source);
  context.subscriptions.push(panels, source, previewCommands(panels), client);
  await client.start();
};
