// Sends the workspace's .tcpflow files to the server, so that the problems of those that are not open are listed too. Reads them
// through the editor, which knows virtual and remote workspaces.
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { filesNotification, type FilesParams } from '../language-server/protocol.ts';

const pattern = '**/*.tcpflow';
/** More files than this, or larger ones (in bytes), are not looked at unless they are open. */
const mostFiles = 2000;
const largest = 2_000_000;
/** So many are read at once. */
const batch = 50;

export const workspaceFiles = (client: BaseLanguageClient): vscode.Disposable => {
  const known = new Set<string>();
  let search = new vscode.CancellationTokenSource();
  let watcher: vscode.FileSystemWatcher | undefined;

  const send = (files: FilesParams['files']): Promise<void> =>
    (files.length === 0 || !client.isRunning() ? Promise.resolve() : client.sendNotification(filesNotification, { files } satisfies FilesParams)).catch(() => undefined);
  const serverUri = (uri: vscode.Uri): string => client.code2ProtocolConverter.asUri(uri);

  /** A file that cannot be read is none. */
  const read = async (uri: vscode.Uri): Promise<FilesParams['files'][number]> => {
    try {
      if ((await vscode.workspace.fs.stat(uri)).size > largest) return { uri: serverUri(uri), text: null };
      // The decoder takes the byte order mark away, as the editor does.
      return { uri: serverUri(uri), text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
    } catch {
      return { uri: serverUri(uri), text: null };
    }
  };
  const update = async (uri: vscode.Uri): Promise<void> => {
    if (!known.has(uri.toString()) && known.size >= mostFiles) return;
    known.add(uri.toString());
    await send([await read(uri)]);
  };
  const remove = async (uri: vscode.Uri): Promise<void> => {
    if (known.delete(uri.toString())) await send([{ uri: serverUri(uri), text: null }]);
  };
  const stop = async (): Promise<void> => {
    search.cancel();
    watcher?.dispose();
    watcher = undefined;
    const files = [...known].map((uri) => ({ uri: serverUri(vscode.Uri.parse(uri, true)), text: null }));
    known.clear();
    await send(files);
  };
  /** From the beginning: after a start of the server, or when it is wanted again. */
  const begin = async (): Promise<void> => {
    await stop();
    if (!client.isRunning() || !vscode.workspace.getConfiguration('tcpflow').get<boolean>('checkWorkspace', true)) return;
    const { token } = search = new vscode.CancellationTokenSource();
    watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidCreate(update);
    watcher.onDidChange(update);
    watcher.onDidDelete(remove);
    const found = await vscode.workspace.findFiles(pattern, undefined, mostFiles, token);
    for (let start = 0; start < found.length && !token.isCancellationRequested; start += batch) {
      const uris = found.slice(start, start + batch);
      for (const uri of uris) known.add(uri.toString());
      await send(await Promise.all(uris.map(read)));
    }
  };

  return vscode.Disposable.from(
    // 2: running.
    client.onDidChangeState(({ newState }) => void (newState === 2 && begin())),
    vscode.workspace.onDidChangeWorkspaceFolders(begin),
    vscode.workspace.onDidChangeConfiguration((change) => void (change.affectsConfiguration('tcpflow.checkWorkspace') && begin())),
    { dispose: () => void stop() },
  );
};
