// An extension of the tests' own, for the web: a file system in memory, as vscode.dev has one for each remote repository. It must
// know nothing of ours. Its files come from `files.json` beside it: contents in Base64 by path.
import * as vscode from 'vscode';

export const activate = async (context: vscode.ExtensionContext): Promise<void> => {
  const response = await fetch(vscode.Uri.joinPath(context.extensionUri, 'files.json').toString(true));
  const files = new Map(Object.entries(await response.json() as Record<string, string>)
    .map(([path, contents]) => [path, Uint8Array.from(atob(contents), (char) => char.charCodeAt(0))]));
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('lesson', inMemory(files)));
};

const inMemory = (files: Map<string, Uint8Array>): vscode.FileSystemProvider => {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const read = ({ path }: vscode.Uri): Uint8Array => {
    const bytes = files.get(path);
    if (bytes === undefined) throw vscode.FileSystemError.FileNotFound();
    return bytes;
  };
  const refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  return {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: (uri) => (uri.path === '/'
      ? { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 }
      : { type: vscode.FileType.File, ctime: 0, mtime: 0, size: read(uri).length }),
    readDirectory: () => [...files.keys()].map((path) => [path.slice(1), vscode.FileType.File]),
    readFile: read,
    writeFile: (uri, contents) => {
      files.set(uri.path, contents);
      changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    },
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };
};
