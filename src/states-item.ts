// The status bar's item: both ends' states at the line of the cursor. Knows no TCP; the server tells.
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { momentRequest, type Moment, type MomentParams } from '../language-server/protocol.ts';

/** Whoever types or moves the cursor is not waited for, in milliseconds. */
const pause = 80;

export const statesItem = (client: BaseLanguageClient): vscode.Disposable => {
  const item = vscode.window.createStatusBarItem('tcpflow.states', vscode.StatusBarAlignment.Right, 200);
  item.name = vscode.l10n.t('TCP states at the cursor');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const show = async (): Promise<void> => {
    const mine = ++asked;
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== 'tcpflow' || !client.isRunning()) {
      item.hide();
      return;
    }
    const line = editor.selection.active.line;
    const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
    const moment = await client.sendRequest<Moment | null>(momentRequest, { uri, line } satisfies MomentParams).catch(() => null);
    if (mine !== asked) return;
    if (moment === null || moment.ends.length === 0) {
      item.hide();
      return;
    }
    item.text = moment.ends.map(({ name, state }) => `${name} ${state}`).join(' · ');
    item.tooltip = vscode.l10n.t('Both ends after line {0}', line + 1);
    item.show();
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void show(), pause);
  };

  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(soon),
    vscode.window.onDidChangeTextEditorSelection(soon),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) soon();
    }),
    client.onDidChangeState(soon),
    { dispose: () => clearTimeout(timer) },
  );
};
