// The language client as the rest of the extension sees it: starts, stops, and delivers drawings. Node or browser alike.
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import {
  drawingsChanged, drawingsNotification, exportRequest, momentRequest, sightNotification,
  type Drawings, type DrawingsParams, type Exported, type ExportParams, type InitializationOptions, type Moment, type MomentParams, type SightParams,
} from '../language-server/protocol.ts';
import type { Exporter } from './commands/export-diagram.ts';
import { leaveToKeepRunning } from './keep-running.ts';
import type { DrawingSource } from './preview/drawing-source.ts';

/** What both kinds of client are made with: every document of the language, wherever it lives. */
export const clientOptions = (output: vscode.LogOutputChannel): LanguageClientOptions => ({
  documentSelector: [{ language: 'tcpflow' }],
  outputChannel: output,
  errorHandler: leaveToKeepRunning,
  // Nor is the reader asked whether to try again.
  initializationFailedHandler: () => false,
  // A request that failed is written to the log; a file that could not be checked says so itself. Neither is for a pop-up. (4: never)
  revealOutputChannelOn: 4,
  initializationOptions: { commands: true, ...translations() } satisfies InitializationOptions,
});

/** VS Code has loaded the file of the reader's language, whose sentences are the server's too. */
const translations = (): Pick<InitializationOptions, 'translations'> =>
  (vscode.l10n.bundle === undefined ? {} : { translations: vscode.l10n.bundle as Readonly<Record<string, string>> });

/** Asks the server for drawings and moments. */
export const drawingsOverLsp = (client: BaseLanguageClient): DrawingSource & vscode.Disposable => {
  const drawn = new vscode.EventEmitter<Drawings>();
  const restarted = new vscode.EventEmitter<void>();
  const asUri = (uri: vscode.Uri): string => client.code2ProtocolConverter.asUri(uri);
  let wasRunning = false;
  const subscriptions = [
    client.onNotification(drawingsChanged, (drawings: Drawings) => drawn.fire(drawings)),
    client.onDidChangeState(({ newState }) => {
      // 2: running. The first start has no view to lose.
      if (newState !== 2) return;
      if (wasRunning) restarted.fire();
      wasRunning = true;
    }),
    drawn,
    restarted,
  ];
  return {
    onDidDraw: drawn.event,
    onDidRestart: restarted.event,
    follow: async (view, uri, options, sight) => {
      await client.start();
      await client.sendNotification(drawingsNotification, { uri: asUri(uri), view, follow: true, options, ...(sight === undefined ? {} : { sight }) } satisfies DrawingsParams);
    },
    unfollow: (view, uri) => {
      if (client.isRunning()) void client.sendNotification(drawingsNotification, { uri: asUri(uri), view, follow: false } satisfies DrawingsParams).catch(() => undefined);
    },
    look: (view, uri, sequence, sight) => {
      if (client.isRunning()) void client.sendNotification(sightNotification, { uri: asUri(uri), view, sequence, sight } satisfies SightParams).catch(() => undefined);
    },
    moment: (uri, line) => client.sendRequest<Moment | null>(momentRequest, { uri: asUri(uri), line } satisfies MomentParams),
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
