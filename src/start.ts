// What the extension is made of, given a language client: the same on a desktop and in a browser.
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { captureEditor } from './captures/capture-editor.ts';
import { drawingsOverLsp, exportOverLsp } from './client.ts';
import { exportCommands } from './commands/export-diagram.ts';
import { newFlowCommand } from './commands/new-flow.ts';
import { openExamplesCommand } from './commands/open-examples.ts';
import { previewCommands } from './commands/preview.ts';
import { showProblemsCommand } from './commands/show-problems.ts';
import { firstSteps } from './first-steps.ts';
import { keepRunning } from './keep-running.ts';
import { extendMarkdownIt, type DrawFence, type MarkdownIt } from './markdown/plugin.ts';
import { previewPanels } from './preview/preview.ts';
import { statesItem } from './states-item.ts';
import { workspaceFiles } from './workspace-files.ts';

/** What VS Code's Markdown preview asks the extension for. */
export interface Api {
  extendMarkdownIt<Markdown extends MarkdownIt>(markdown: Markdown): Markdown;
}

/** `log`: where the client writes. `drawFence`: gets what draws in the Markdown preview, when it is first needed. */
export const start = async (
  context: vscode.ExtensionContext, client: BaseLanguageClient, log: vscode.OutputChannel, drawFence: () => DrawFence | undefined,
): Promise<Api> => {
  const source = drawingsOverLsp(client);
  const panels = previewPanels(context.extensionUri, source);
  context.subscriptions.push(
    keepRunning(client, log), panels, source, previewCommands(panels), exportCommands(panels, exportOverLsp(client)), showProblemsCommand(), statesItem(client), workspaceFiles(client),
    captureEditor(context.extensionUri, client), newFlowCommand(), openExamplesCommand(context.extensionUri), firstSteps(), client,
  );
  await startWithFirstDocument(context, client);
  return { extendMarkdownIt: extendMarkdownIt(drawFence) };
};

/** The Markdown preview wakes the extension for each reader of Markdown: the server waits for a file of its language. */
const startWithFirstDocument = async (context: vscode.ExtensionContext, client: BaseLanguageClient): Promise<void> => {
  const isOurs = ({ languageId }: vscode.TextDocument): boolean => languageId === 'tcpflow';
  // Where it cannot be started, keepRunning says so, and everything else is there.
  const begin = (): Promise<void> => client.start().catch(() => undefined);
  if (vscode.workspace.textDocuments.some(isOurs)) return begin();
  const opened = vscode.workspace.onDidOpenTextDocument((document) => {
    if (!isOurs(document)) return;
    opened.dispose();
    void begin();
  });
  context.subscriptions.push(opened);
};
