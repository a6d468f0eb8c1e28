// Which editor a command means that nobody gave a file: the one that is typed in, or, where something else has the focus (the
// walkthrough, a list), the flow that stands in sight.
import * as vscode from 'vscode';

export const flowInSight = (): vscode.TextEditor | undefined => {
  const isFlow = (editor: vscode.TextEditor | undefined): editor is vscode.TextEditor => editor?.document.languageId === 'tcpflow';
  const active = vscode.window.activeTextEditor;
  return isFlow(active) ? active : vscode.window.visibleTextEditors.find(isFlow);
};
