// The status bar's item: both ends' states at the line of the cursor. Knows no TCP; the server tells.
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { statesRequest, type StatesAt, type StatesParams } from '../language-server/protocol.ts';

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
    const params: StatesParams = { textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(editor.document), line };
    const states = await client.sendRequest<StatesAt | null>(statesRequest, params).catch(() => null);
    if (mine !== asked) return;
    const current = states?.connections[states.current];
    if (states === null || current === undefined) {
      item.hide();
      return;
    }
    const lineOf = (ends: StatesAt['connections'][number]): string => ends.map(({ name, state }) => `${name} ${state}`).join(' · ');
    item.text = lineOf(current);
    item.tooltip = [vscode.l10n.t('After line {0}', line + 1), ...states.connections.map(lineOf)].join('\n');
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
