// Shows a line of a document in an editor: where the document is open already, else beside the preview; never over it.
import * as vscode from 'vscode';

import type { Reveal } from '../webview/messages.ts';

/** `line`: from 0. `preview`: the column of the panel. */
export const reveal = async (uri: vscode.Uri, line: number, how: Reveal, preview: vscode.ViewColumn | undefined): Promise<void> => {
  const key = uri.toString();
  const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);
  if (visible === undefined && how === 'follow') return;
  const document = visible?.document ?? await vscode.workspace.openTextDocument(uri);
  const text = document.lineAt(Math.min(line, document.lineCount - 1));
  // Backwards, so that the cursor stands where the line begins, as it would after a click.
  const selection = new vscode.Selection(text.range.end, new vscode.Position(text.lineNumber, text.firstNonWhitespaceCharacterIndex));
  await vscode.window.showTextDocument(document, {
    viewColumn: visible?.viewColumn ?? columnOf(key, preview) ?? vscode.ViewColumn.Beside,
    preserveFocus: how !== 'go',
    selection,
  });
};

/** The column where the document is open behind another tab, unless that tab is the preview's. */
const columnOf = (key: string, preview: vscode.ViewColumn | undefined): vscode.ViewColumn | undefined =>
  vscode.window.tabGroups.all.find(({ tabs, viewColumn }) => viewColumn !== preview
    && tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === key))?.viewColumn;
