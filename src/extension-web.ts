// The extension in a browser: its language server is a web worker.
import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, type MessageTransports } from 'vscode-languageclient/browser';
import { clientOptions } from './client.ts';
import { loadInBrowser } from './markdown/load-in-browser.ts';
import { start, type Api } from './start.ts';

/** Of the worker's global scope, which our other code must not see, this is all that is needed. */
type Worker = ConstructorParameters<typeof BrowserMessageReader>[0];
declare const Worker: new (url: string) => Worker;

/** A worker whose script has thrown, or was not found, stays as if nothing were. As a process it would have ended. */
class ReaderOfMortal extends BrowserMessageReader {
  constructor(worker: Worker) {
    super(worker);
    worker.addEventListener('error', () => {
      worker.terminate();
      this.fireClose();
    });
  }
}

export const activate = async (context: vscode.ExtensionContext): Promise<Api> => {
  const output = vscode.window.createOutputChannel('TCP Flow', { log: true });
  context.subscriptions.push(output);
  const bundle = (name: string): vscode.Uri => vscode.Uri.joinPath(context.extensionUri, 'out', name);
  const server = async (): Promise<MessageTransports> => {
    const worker = new Worker(bundle('server-worker.js').toString(true));
    return { reader: new ReaderOfMortal(worker), writer: new BrowserMessageWriter(worker) };
  };
  return start(context, new LanguageClient('tcpflow', 'TCP Flow', server, clientOptions(output)), output, loadInBrowser(bundle('markdown.cjs')));
};
