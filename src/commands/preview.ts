// The commands that open the diagram of the file in the editor, and that lock it to its file.
import * as vscode from 'vscode';
import { previewCommand } from '../../language-server/protocol.ts';
import { flowInSight } from './flow-in-sight.ts';
import type { PreviewPanels } from '../preview/preview.ts';

export const previewCommands = (panels: PreviewPanels): vscode.Disposable => {
  const open = (column: vscode.ViewColumn) => (resource?: unknown): void => {
    // A menu gives a URI, a code lens its text, a key nothing.
    const given = typeof resource === 'string' ? vscode.Uri.parse(resource, true) : resource;
    const editor = given instanceof vscode.Uri ? undefined : flowInSight();
    const uri = given instanceof vscode.Uri ? given : editor?.document.uri;
    if (uri === undefined) void vscode.window.showInformationMessage(vscode.l10n.t('Open a .tcpflow file first: the preview shows its flows.'));
    else panels.open(uri, column === vscode.ViewColumn.Beside ? beside(editor) : column, column === vscode.ViewColumn.Beside);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('tcpflow.openPreview', open(vscode.ViewColumn.Active)),
    vscode.commands.registerCommand(previewCommand, open(vscode.ViewColumn.Beside)),
    vscode.commands.registerCommand('tcpflow.lockPreview', () => panels.lockActive(true)),
    vscode.commands.registerCommand('tcpflow.unlockPreview', () => panels.lockActive(false)),
  );
};

/** Beside the flow, which need not be what has the focus: a click in the walkthrough takes it before this process hears of it. */
const beside = (editor: vscode.TextEditor | undefined): vscode.ViewColumn => (editor?.viewColumn === undefined ? vscode.ViewColumn.Beside : editor.viewColumn + 1);
