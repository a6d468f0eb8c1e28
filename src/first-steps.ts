// What the walkthrough ticks off that no command tells of: a mistake was seen and mended, a flow was walked through. They are keys
// for `when` clauses and completion events; nothing is kept or sent.
import * as vscode from 'vscode';

/** Sets the key `tcpflow.walkedThrough`: the preview has put the cursor on a line. */
export const hasWalkedThrough = (): void => setKey('walkedThrough');

/** Watches the errors of flows that are open in editors. */
export const firstSteps = (): vscode.Disposable => {
  const withErrors = new Set<string>();
  return vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    for (const uri of uris) {
      const key = uri.toString();
      if (!vscode.workspace.textDocuments.some(({ languageId, uri: open }) => languageId === 'tcpflow' && open.toString() === key)) withErrors.delete(key);
      else if (vscode.languages.getDiagnostics(uri).some(({ severity }) => severity === vscode.DiagnosticSeverity.Error)) {
        withErrors.add(key);
        setKey('sawMistake');
      } else if (withErrors.delete(key)) setKey('mendedMistake');
    }
  });
};

const known = new Set<string>();

const setKey = (name: string): void => {
  if (known.has(name)) return;
  known.add(name);
  void vscode.commands.executeCommand('setContext', `tcpflow.${name}`, true);
};
