// What only the extension host of a browser shows: there is no Node, and all files come through the editor.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('in a browser', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('is the extension of the web, without Node', () => {
    assert.equal(vscode.env.uiKind, vscode.UIKind.Web);
    assert.equal(vscode.env.remoteName, undefined);
    assert.equal(vscode.extensions.getExtension('tcpflow.tcpflow')?.isActive, true);
    assert.equal(typeof (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node, 'undefined');
  });

  it('opens a capture that no disk has', async () => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'refused.pcap');
    await vscode.commands.executeCommand('tcpflow.openCapture', uri);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.viewType, 'tcpflow.capture');
    assert.equal(input.uri.toString(), uri.toString());
  });

  it('draws in Markdown, once what draws is there', async () => {
    const extension = vscode.extensions.getExtension<{ extendMarkdownIt(markdown: object): object }>('tcpflow.tcpflow')!;
    type Rule = (tokens: readonly object[], index: number, options: object, env: object, self: object) => string;
    const rules: Record<string, Rule> = {};
    extension.exports.extendMarkdownIt({ renderer: { rules } });
    const fence = [{ info: 'tcpflow', content: 'client -> server: [SYN]\n' }];
    const render = (): string => rules['fence']!(fence, 0, {}, {}, { renderAttrs: () => '', renderToken: () => 'not yet' });
    assert.equal(render(), 'not yet');
    while (render() === 'not yet') await new Promise((resolve) => setTimeout(resolve, 20));
    assert.match(render(), /<svg /);
  });
});
