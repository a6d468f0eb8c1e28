// Captures in the editor: a read-only list of connections, each of which opens as an untitled flow. The bytes come through the
// editor's own file systems, so it works where there is no disk; the page reads them.
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { countRequest, type CountParams, type FindingCounts } from '../../language-server/protocol.ts';
import { page, webviewFolder } from '../preview/page.ts';
import { fromCapture, type FromCapture, type ToCapture } from '../webview/capture-messages.ts';

export const captureEditor = (extension: vscode.Uri, client: BaseLanguageClient): vscode.Disposable => vscode.Disposable.from(
  vscode.window.registerCustomEditorProvider('tcpflow.capture', {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: ({ uri }, panel) => show(uri, panel, extension, client),
  }, { webviewOptions: { retainContextWhenHidden: true } }),
  vscode.commands.registerCommand('tcpflow.openCapture', async (resource?: unknown) => {
    const uri = resource instanceof vscode.Uri ? resource : (await vscode.window.showOpenDialog({ filters: { pcap: ['pcap', 'pcapng', 'cap'] } }))?.[0];
    if (uri !== undefined) await vscode.commands.executeCommand('vscode.openWith', uri, 'tcpflow.capture');
  }),
);

const show = (uri: vscode.Uri, panel: vscode.WebviewPanel, extension: vscode.Uri, client: BaseLanguageClient): void => {
  const post = (message: ToCapture): void => void panel.webview.postMessage(message);
  const answer = async (message: FromCapture): Promise<void> => {
    switch (message.type) {
      case 'ready':
        return post({ type: 'bytes', name: uri.path.slice(uri.path.lastIndexOf('/') + 1), bytes: await vscode.workspace.fs.readFile(uri) });
      case 'count':
        await client.start();
        return post({ type: 'counts', counts: await client.sendRequest<FindingCounts>(countRequest, { text: message.text } satisfies CountParams).catch(() => undefined) });
      case 'open':
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'tcpflow', content: message.text }));
        await vscode.commands.executeCommand('editor.action.formatDocument');
        await vscode.commands.executeCommand('tcpflow.openPreviewToSide');
    }
  };
  panel.webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extension)] };
  panel.webview.onDidReceiveMessage((value: unknown) => {
    const message = fromCapture(value);
    if (message !== undefined) answer(message).catch((problem: unknown) => post({ type: 'failure', message: problem instanceof Error ? problem.message : String(problem) }));
  });
  panel.webview.html = page(panel.webview, extension, 'capture');
};
