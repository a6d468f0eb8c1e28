// The commands that open the diagram of the file in the editor, and that lock it to its file.
import * as vscode from 'vscode';
import type { PreviewPanels } from '../preview/preview.ts';

export const previewCommands = (panels: PreviewPanels): vscode.Disposable => {
  const open = (column: vscode.ViewColumn) => (resource?: unknown): void => {
    const uri = resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri;
    if (uri === undefined) void vscode.window.showInformationMessage(vscode.l10n.t('Open a .tcpflow file first: the preview shows its flows.'));
    else panels.open(uri, column, column === vscode.ViewColumn.Beside);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('tcpflow.openPreview', open(vscode.ViewColumn.Active)),
    vscode.commands.registerCommand('tcpflow.openPreviewToSide', open(vscode.ViewColumn.Beside)),
    vscode.commands.registerCommand('tcpflow.lockPreview', () => panels.lockActive(true)),
    vscode.commands.registerCommand('tcpflow.unlockPreview', () => panels.lockActive(false)),
  );
};
