// The extension on a desktop or a remote host: its language server is a process of its own.
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { clientOptions } from './client.ts';
import { start } from './start.ts';

export const activate = async (context: vscode.ExtensionContext): Promise<void> => {
  const output = vscode.window.createOutputChannel('TCP Flow', { log: true });
  context.subscriptions.push(output);
  const module = vscode.Uri.joinPath(context.extensionUri, 'out', 'server.cjs').fsPath;
  const client = new LanguageClient('tcpflow', 'TCP Flow', { module, transport: TransportKind.ipc }, clientOptions(output));
  await start(context, client);
};
