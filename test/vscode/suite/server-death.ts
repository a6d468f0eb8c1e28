// The server dies, more than once: what the reader sees stays true. For the extension hosts of both kinds, which differ in how a
// server is killed. Must not know what the server is.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const wrong = 'client -> server: [SYN]\nserver -> client: [SYN, ACK] ack=7\nclient -> server: [ACK]\n';
type Notify = (message: string, ...buttons: string[]) => Promise<string | undefined>;
type Sent = { readonly type: string; readonly from?: number };

/** `kill`: ends the server that runs. */
export const describeServerDeath = (kill: () => void): Mocha.Suite => describe('when the server dies', () => {
  const { showErrorMessage, showWarningMessage, showInformationMessage, createWebviewPanel } = vscode.window;
  let told: (readonly [message: string, ...buttons: string[]])[] = [];
  let answer: string | undefined;
  let sent: Sent[] = [];

  before(() => {
    const notify: Notify = async (...words) => {
      told.push(words);
      const choice = answer;
      answer = undefined;
      return choice;
    };
    const create: typeof createWebviewPanel = (...options) => {
      const panel = createWebviewPanel(...options);
      const post = panel.webview.postMessage.bind(panel.webview);
      panel.webview.postMessage = (message: Sent) => {
        sent.push(message);
        return post(message);
      };
      return panel;
    };
    Object.assign(vscode.window, { showErrorMessage: notify, showWarningMessage: notify, showInformationMessage: notify, createWebviewPanel: create });
  });
  after(() => void Object.assign(vscode.window, { showErrorMessage, showWarningMessage, showInformationMessage, createWebviewPanel }));
  afterEach(async () => {
    while (vscode.window.activeTextEditor !== undefined) await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    told = [];
    sent = [];
  });

  const until = async (what: string, seen: () => boolean): Promise<void> => {
    const patience = Date.now() + 20_000;
    while (!seen()) {
      if (Date.now() > patience) throw new Error(`never came: ${what}; told: ${JSON.stringify(told)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const open = async (): Promise<vscode.TextEditor> => vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'tcpflow', content: wrong }));
  const found = (uri: vscode.Uri): number => vscode.languages.getDiagnostics(uri).length;

  it('is started again, with diagnostics and previews, and says nothing', async () => {
    const editor = await open();
    const { uri } = editor.document;
    await vscode.commands.executeCommand('tcpflow.openPreviewToSide');
    await until('a drawing', () => sent.some(({ type }) => type === 'drawings'));
    await until('the mistake', () => found(uri) === 1);
    for (let death = 1; death <= 3; death++) {
      sent = [];
      kill();
      await until('the mistake has gone with the server', () => found(uri) === 0);
      await until('the mistake', () => found(uri) === 1);
      await until('the drawing', () => sent.some(({ type }) => type === 'drawings'));
    }
    sent = [];
    await editor.edit((edit) => edit.replace(editor.document.lineAt(1).range, 'server -> client: [SYN, ACK] ack=1'));
    await until('no mistake', () => found(uri) === 0);
    await until('the change in the drawing', () => sent.some(({ type, from }) => type === 'drawings' && from !== undefined));
    assert.deepEqual(told, []);
  });

  it('is given up when it dies again and again, and the log is a click away', async () => {
    const { document: { uri } } = await open();
    answer = 'Open the Log';
    while (told.length === 0) {
      await until('the mistake', () => found(uri) === 1);
      kill();
      await until('the mistake has gone with the server', () => found(uri) === 0);
      await until('another server, or the end', () => found(uri) === 1 || told.length > 0);
    }
    assert.deepEqual(told, [[
      'The language server of TCP Flow has ended 5 times within 3 minutes. Until it is started again, flows are not checked.', 'Open the Log', 'Start It Again',
    ]]);
    await until('the log', () => vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === 'output'));
    assert.equal(found(uri), 0);
  });
});
