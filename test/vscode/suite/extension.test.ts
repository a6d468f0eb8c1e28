// The extension from the inside of the editor: what VS Code knows of it while a person opens and edits a flow.
// Must not know the screen; test/vscode/ui looks at that.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'tcpflow.tcpflow';
const right = 'client -> server: [SYN]\nserver -> client: [SYN, ACK] ack=1\nclient -> server: [ACK]\n';
const wrong = right.replace('ack=1', 'ack=7');

/** Resolves once `look` has something to say; VS Code tells of changes by events, and misses some. */
const until = async <T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> => {
  const patience = Date.now() + 30_000;
  while (Date.now() < patience) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never came: ${what}`);
};

const codes = (uri: vscode.Uri): readonly string[] =>
  vscode.languages.getDiagnostics(uri).map(({ code }) => String(typeof code === 'object' ? code.value : code));

const untilCodes = (uri: vscode.Uri, wanted: readonly string[]): Promise<true> =>
  until(`${wanted.join(', ') || 'no diagnostics'} in ${uri.toString()}`, () => (codes(uri).join() === wanted.join() ? true : undefined));

const openText = async (content: string): Promise<vscode.TextEditor> =>
  vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'tcpflow', content }));

const example = (name: string): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);

const hoverAt = async (uri: vscode.Uri, line: number, column: number): Promise<string> => {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, new vscode.Position(line, column));
  return hovers.flatMap(({ contents }) => contents).map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
};

const previewTabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)
  .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('tcpflow.preview'));

describe('the extension', () => {
  afterEach(async () => {
    // Without reverting, VS Code would ask whether to save.
    while (vscode.window.activeTextEditor !== undefined) await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('activates when a flow is opened, and not before', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension !== undefined);
    assert.equal(extension.isActive, false);
    const document = await vscode.workspace.openTextDocument(example('handshake.tcpflow'));
    assert.equal(document.languageId, 'tcpflow');
    await until('activation', () => extension.isActive || undefined);
  });

  it('finds nothing in the examples that are right, and five mistakes in the one that is not', async () => {
    for (const name of ['handshake.tcpflow', 'retransmission.tcpflow', 'teardown.tcpflow', 'proxy.tcpflow', 'handshake-and-teardown.ko.tcpflow']) {
      await vscode.window.showTextDocument(example(name));
    }
    await vscode.window.showTextDocument(example('mistakes.tcpflow'));
    await until('five errors', () => (vscode.languages.getDiagnostics(example('mistakes.tcpflow')).length === 5 ? true : undefined));
    const elsewhere = vscode.languages.getDiagnostics().filter(([uri, found]) => found.length > 0 && !uri.path.endsWith('/mistakes.tcpflow'));
    assert.deepEqual(elsewhere.map(([uri]) => uri.path), []);
  });

  it('marks a mistake while it is there', async () => {
    const editor = await openText(wrong);
    const { uri } = editor.document;
    await untilCodes(uri, ['ack-of-unsent-data']);
    const [{ range, code, source, severity } = assert.fail()] = vscode.languages.getDiagnostics(uri);
    assert.equal(editor.document.getText(range), 'ack=7');
    assert.equal(source, 'tcpflow');
    assert.equal(severity, vscode.DiagnosticSeverity.Error);
    assert.match(typeof code === 'object' ? code.target.toString(true) : '', /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc9293#section-3\.10\.7\.4$/);
    await editor.edit((edit) => edit.replace(range, 'ack=1'));
    await untilCodes(uri, []);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'no line of the language\n'));
    await untilCodes(uri, ['syntax']);
    await vscode.commands.executeCommand('undo');
    await untilCodes(uri, []);
  });

  it('says what is left undone on the line that the flow names as the cause', async () => {
    const { document: { uri } } = await openText(`${right}expect client CLOSED\n`);
    await untilCodes(uri, ['state-mismatch']);
    const [{ relatedInformation = [] } = assert.fail()] = vscode.languages.getDiagnostics(uri);
    assert.deepEqual(relatedInformation.map(({ location, message }) => [location.range.start.line, message]), [[1, 'client is in ESTABLISHED since here']]);
  });

  it('shows both ends on hover', async () => {
    const { document: { uri } } = await openText(right);
    await untilCodes(uri, []);
    const hover = await until('a hover', async () => (await hoverAt(uri, 1, 20)) || undefined);
    assert.match(hover, /SYN\\-RECEIVED|SYN-RECEIVED/);
    assert.match(hover, /SND\.NXT/);
    assert.match(hover, /client[^\n]*server|server[^\n]*client/);
  });

  it('outlines flows and their lines', async () => {
    await vscode.window.showTextDocument(example('teardown.tcpflow'));
    const symbols = await until('symbols', async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', example('teardown.tcpflow'));
      return found.length > 0 ? found : undefined;
    });
    assert.ok(symbols.some(({ children }) => children.length > 0));
  });

  it('opens the preview beside the editor, once, and leaves the focus where it is', async () => {
    const editor = await openText(right);
    await vscode.commands.executeCommand('tcpflow.openPreviewToSide');
    const tab = await until('the preview', () => previewTabs()[0]);
    assert.match(tab.label, /^Preview /);
    assert.notEqual(tab.group.viewColumn, editor.viewColumn);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), editor.document.uri.toString());
    await vscode.commands.executeCommand('tcpflow.openPreviewToSide');
    assert.equal(previewTabs().length, 1);
  });

  it('opens the preview in the same column', async () => {
    await openText(right);
    await vscode.commands.executeCommand('tcpflow.openPreview');
    const tab = await until('the preview', () => previewTabs()[0]);
    assert.equal(tab.group.viewColumn, vscode.ViewColumn.One);
  });

  it('works on a document of a virtual file system', async () => {
    const files = vscode.workspace.registerFileSystemProvider('flows', memoryFiles(wrong), { isReadonly: true });
    try {
      const uri = vscode.Uri.parse('flows:/lesson/one.tcpflow');
      await vscode.window.showTextDocument(uri);
      await untilCodes(uri, ['ack-of-unsent-data']);
    } finally {
      files.dispose();
    }
  });

  it('is fast enough to be called live, and prints how fast', async () => {
    const body = Array.from({ length: 99 }, (_, index) => `  client -> server: [PSH, ACK] seq=${1 + index * 10} len=10\n  server -> client: [ACK] ack=${11 + index * 10}\n`).join('');
    const editor = await openText(`flow "long" {\n  client -> server: [SYN]\n  server -> client: [SYN, ACK]\n  client -> server: [ACK]\n${body}}\n`);
    const { uri } = editor.document;
    await untilCodes(uri, []);
    const times: number[] = [];
    for (let round = 0; round < 10; round++) {
      const broken = round % 2 === 0;
      const began = performance.now();
      const changed = new Promise<void>((resolve) => {
        const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
          if (!uris.some((one) => one.toString() === uri.toString()) || codes(uri).length !== (broken ? 1 : 0)) return;
          listener.dispose();
          resolve();
        });
      });
      const line = editor.document.lineAt(5);
      await editor.edit((edit) => edit.replace(line.range, broken ? line.text.replace('ack=11', 'ack=17') : line.text.replace('ack=17', 'ack=11')));
      await changed;
      times.push(performance.now() - began);
    }
    console.log(`    edit to diagnostics, 202 lines: median ${times.sort((a, b) => a - b)[5]!.toFixed(1)} ms, slowest ${times.at(-1)!.toFixed(1)} ms`);
  });
});

/** Files of one content, as a remote repository or a browser would have them. */
const memoryFiles = (content: string): vscode.FileSystemProvider => {
  const bytes = new TextEncoder().encode(content);
  const { event } = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  return {
    onDidChangeFile: event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes.length }),
    readDirectory: () => [],
    readFile: () => bytes,
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
};
