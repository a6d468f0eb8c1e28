// Shows a line of a document in an editor: where the document is open already, else beside the preview.
import * as vscode from 'vscode';

/** `line`: from 0. `focus`: the editor takes the focus. */
export const reveal = async (uri: vscode.Uri, line: number, focus: boolean): Promise<void> => {
  const key = uri.toString();
  const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);
  const document = visible?.document ?? await vscode.workspace.openTextDocument(uri);
  const text = document.lineAt(Math.min(line, document.lineCount - 1));
  // Backwards, so that the cursor stands where the line begins, as it would after a click.
  const selection = new vscode.Selection(text.range.end, new vscode.Position(text.lineNumber, text.firstNonWhitespaceCharacterIndex));
  await vscode.window.showTextDocument(document, {
    viewColumn: visible?.viewColumn ?? columnOf(key) ?? vscode.ViewColumn.Beside,
    preserveFocus: !focus,
    selection,
  });
};

/** The column where the document is open behind another tab. */
const columnOf = (key: string): vscode.ViewColumn | undefined =>
  vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === key))?.viewColumn;
