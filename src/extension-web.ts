// The extension in a browser: its language server is a web worker.
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { clientOptions } from './client.ts';
import { start } from './start.ts';

/** Of the worker's global scope, which our other code must not see, this is all that is needed. */
declare const Worker: new (url: string) => ConstructorParameters<typeof LanguageClient>[3];

export const activate = async (context: vscode.ExtensionContext): Promise<void> => {
  const output = vscode.window.createOutputChannel('TCP Flow', { log: true });
  context.subscriptions.push(output);
  const worker = new Worker(vscode.Uri.joinPath(context.extensionUri, 'out', 'server-worker.js').toString(true));
  await start(context, new LanguageClient('tcpflow', 'TCP Flow', clientOptions(output), worker));
};
