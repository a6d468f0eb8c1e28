// Captures in the editor: a read-only list of connections, each of which opens as an untitled flow. The bytes come through the
// editor's own file systems, so it works where there is no disk; the page reads them.
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { countRequest, previewCommand, type CountParams, type FindingCounts } from '../../language-server/protocol.ts';
import { fileName } from '../file-name.ts';
import { page, webviewFolder } from '../preview/page.ts';
import { fromCapture, type FromCapture, type ToCapture } from '../webview/capture-messages.ts';
import { reasonOf } from '../without-links.ts';

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

const payloadSetting = 'tcpflow.captures.showPayload';

const show = (uri: vscode.Uri, panel: vscode.WebviewPanel, extension: vscode.Uri, client: BaseLanguageClient): void => {
  const post = (message: ToCapture): void => void panel.webview.postMessage(message);
  const showsPayload = (): boolean => vscode.workspace.getConfiguration(undefined, uri).get<boolean>(payloadSetting) === true;
  /** The flows that were opened from here: a connection that is chosen again is shown again. */
  const flows = new Map<string, vscode.TextDocument>();

  const count = async (texts: readonly string[]): Promise<readonly FindingCounts[] | undefined> => {
    try {
      await client.start();
      return await client.sendRequest<readonly FindingCounts[]>(countRequest, { texts } satisfies CountParams);
    } catch {
      // The server is not there, and says so itself.
      return undefined;
    }
  };
  const open = async (number: number, text: string): Promise<void> => {
    const key = `${number} ${showsPayload()}`;
    const known = flows.get(key);
    const flow = known === undefined || known.isClosed ? await vscode.workspace.openTextDocument({ language: 'tcpflow', content: text }) : known;
    flows.set(key, flow);
    await vscode.window.showTextDocument(flow, panel.viewColumn ?? vscode.ViewColumn.Active);
    await vscode.commands.executeCommand(previewCommand);
  };
  const answer = async (message: FromCapture): Promise<void> => {
    switch (message.type) {
      case 'ready':
        post({ type: 'settings', payload: showsPayload() });
        try {
          // A file of the disk comes as Node's Buffer, which messages to webviews turn into a list of numbers.
          const bytes = new Uint8Array(await vscode.workspace.fs.readFile(uri));
          return post({ type: 'bytes', name: fileName(uri), bytes });
        } catch (problem) {
          return post({ type: 'failure', message: problem instanceof Error ? problem.message : String(problem) });
        }
      case 'count':
        return post({ type: 'counts', counts: await count(message.texts) });
      case 'open':
        return open(message.number, message.text);
    }
  };
  const subscriptions = [
    panel.webview.onDidReceiveMessage((value: unknown) => {
      const message = fromCapture(value);
      if (message === undefined) return;
      answer(message).catch((problem: unknown) => vscode.window.showWarningMessage(reasonOf(problem)));
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(payloadSetting, uri)) post({ type: 'settings', payload: showsPayload() });
    }),
    panel.onDidDispose(() => {
      for (const subscription of subscriptions) subscription.dispose();
    }),
  ];
  panel.webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extension)] };
  panel.webview.html = page(panel.webview, extension, 'capture');
};
