// The command that offers the examples that come with the extension, each as an untitled copy. Must not know what is in them.
import * as vscode from 'vscode';
import { openUntitled } from './new-flow.ts';

export const openExamplesCommand = (extension: vscode.Uri): vscode.Disposable =>
  vscode.commands.registerCommand('tcpflow.openExamples', async (where?: unknown) => {
    const choice = await vscode.window.showQuickPick(examples(), { title: vscode.l10n.t('Open an example'), matchOnDescription: true });
    if (choice === undefined) return;
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'examples', choice.description));
    await openUntitled(new TextDecoder().decode(bytes), where);
  });

/** By name, since a browser cannot list the extension's folder. */
const examples = (): readonly (vscode.QuickPickItem & { readonly description: string })[] => [
  { label: vscode.l10n.t('Connection establishment: the three-way handshake'), description: 'handshake.tcpflow' },
  { label: vscode.l10n.t('Five mistakes that TCP does not forgive'), description: 'mistakes.tcpflow' },
  { label: vscode.l10n.t('Loss, damage and retransmission'), description: 'retransmission.tcpflow' },
  { label: vscode.l10n.t('Connection release: teardown, half-close, reset'), description: 'teardown.tcpflow' },
  { label: vscode.l10n.t('Simultaneous open'), description: 'simultaneous-open.tcpflow' },
  { label: vscode.l10n.t('A proxy with two connections'), description: 'proxy.tcpflow' },
  { label: '연결 수립과 해제', description: 'handshake-and-teardown.ko.tcpflow' },
];
