// What the extension is made of, given a language client: the same on a desktop and in a browser.
import type * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { captureEditor } from './captures/capture-editor.ts';
import { drawingsOverLsp } from './client.ts';
import { previewCommands } from './commands/preview.ts';
import { showProblemsCommand } from './commands/show-problems.ts';
import { previewPanels } from './preview/preview.ts';
import { statesItem } from './states-item.ts';
import { workspaceFiles } from './workspace-files.ts';

export const start = async (context: vscode.ExtensionContext, client: BaseLanguageClient): Promise<void> => {
  const source = drawingsOverLsp(client);
  const panels = previewPanels(context.extensionUri, source);
  context.subscriptions.push(panels, source, previewCommands(panels), showProblemsCommand(), statesItem(client), workspaceFiles(client), captureEditor(context.extensionUri, client), client);
  await client.start();
};
