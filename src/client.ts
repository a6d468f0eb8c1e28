// The language client as the rest of the extension sees it: starts, stops, and delivers drawings. Node or browser alike.
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import {
  drawingsChanged, drawingsRequest, exportRequest,
  type Drawings, type DrawingsParams, type Exported, type ExportParams, type InitializationOptions,
} from '../language-server/protocol.ts';
import type { Exporter } from './commands/export-diagram.ts';
import type { DrawingSource } from './preview/drawing-source.ts';

/** What both kinds of client are made with: every document of the language, wherever it lives. */
export const clientOptions = (output: vscode.LogOutputChannel): LanguageClientOptions => ({
  documentSelector: [{ language: 'tcpflow' }],
  outputChannel: output,
  initializationOptions: { commands: true } satisfies InitializationOptions,
});

/** Asks the server for drawings. What was followed is followed again when the server comes back. */
export const drawingsOverLsp = (client: BaseLanguageClient): DrawingSource & vscode.Disposable => {
  const changed = new vscode.EventEmitter<Drawings>();
  const followed = new Set<string>();
  const ask = (uri: vscode.Uri, follow: boolean): Promise<Drawings> =>
    client.sendRequest<Drawings>(drawingsRequest, { uri: client.code2ProtocolConverter.asUri(uri), follow } satisfies DrawingsParams);
  const subscriptions = [
    client.onNotification(drawingsChanged, (drawings: Drawings) => changed.fire(drawings)),
    client.onDidChangeState(({ newState }) => {
      // 2: running. The first start has nothing to ask for yet.
      if (newState !== 2) return;
      for (const uri of followed) void ask(vscode.Uri.parse(uri), true).then((drawings) => changed.fire(drawings), () => undefined);
    }),
    changed,
  ];
  return {
    onDidChange: changed.event,
    follow: async (uri) => {
      followed.add(uri.toString());
      await client.start();
      return ask(uri, true);
    },
    unfollow: (uri) => {
      followed.delete(uri.toString());
      if (client.isRunning()) void ask(uri, false).catch(() => undefined);
    },
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
};

/** Asks the server for a flow in another form. */
export const exportOverLsp = (client: BaseLanguageClient): Exporter => async (uri, params) => {
  await client.start();
  return client.sendRequest<Exported | null>(exportRequest, { uri: client.code2ProtocolConverter.asUri(uri), ...params } satisfies ExportParams);
};
