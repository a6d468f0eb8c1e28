// The command behind "2 errors" above a flow: goes to the first of them, and lists all.
import * as vscode from 'vscode';
import { problemsCommand } from '../../language-server/protocol.ts';

export const showProblemsCommand = (): vscode.Disposable =>
  vscode.commands.registerCommand(problemsCommand, async (uri: string, line: number, character: number) => {
    const place = new vscode.Position(line, character);
    await vscode.window.showTextDocument(vscode.Uri.parse(uri, true), { selection: new vscode.Range(place, place) });
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  });
