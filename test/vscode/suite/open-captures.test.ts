// Captures from the inside of the editor: which files are captures, and what opens them. Must not know the screen.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const capture = (name: string): vscode.Uri => vscode.Uri.joinPath(vscode.extensions.getExtension('tcpflow.tcpflow')!.extensionUri, 'test/captures', name);

const activeInput = async (): Promise<vscode.TabInputCustom> => {
  for (const until = Date.now() + 20_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    if (input instanceof vscode.TabInputCustom) return input;
  }
  throw new Error('no custom editor came');
};

describe('captures', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('open in their own editor, be it by their name or by the command', async () => {
    const half = capture('half-close.pcap');
    await vscode.commands.executeCommand('vscode.open', half);
    const { viewType, uri } = await activeInput();
    assert.deepEqual([viewType, uri.toString()], ['tcpflow.capture', half.toString()]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('tcpflow.openCapture', half);
    assert.equal((await activeInput()).viewType, 'tcpflow.capture');
  });

  it('show lengths and no data unless that is wanted', () => {
    const setting = vscode.workspace.getConfiguration('tcpflow.captures').inspect<boolean>('showPayload');
    assert.equal(setting?.defaultValue, false);
  });
});
