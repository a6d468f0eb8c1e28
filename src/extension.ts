// The extension on a desktop or a remote host: its language server is a process of its own.
import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { clientOptions } from './client.ts';
import type { DrawFence } from './markdown/plugin.ts';
import { serverArguments } from './server-memory.ts';
import { start, type Api } from './start.ts';

export const activate = async (context: vscode.ExtensionContext): Promise<Api> => {
  const output = vscode.window.createOutputChannel('TCP Flow', { log: true });
  context.subscriptions.push(output);
  const bundle = (name: string): string => vscode.Uri.joinPath(context.extensionUri, 'out', name).fsPath;
  const module = bundle('server.cjs');
  const client = new LanguageClient('tcpflow', 'TCP Flow', { module, transport: TransportKind.ipc, options: { execArgv: [...serverArguments] } }, clientOptions(output));
  const load = createRequire(bundle('extension.cjs'));
  return start(context, client, output, () => (load('./markdown.cjs') as { drawFence: DrawFence }).drawFence);
};
