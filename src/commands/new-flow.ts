// The command behind `File: New File…` → TCP Flow: an untitled file with a handshake, which is right, or has the mistake that the
// walkthrough mends. Knows how a flow begins; not what is wrong in one.
import * as vscode from 'vscode';

export const newFlowCommand = (): vscode.Disposable =>
  vscode.commands.registerCommand('tcpflow.newFlow', async (kind?: unknown) => {
    await openUntitled(kind === 'mistake' ? handshake('x+2') : handshake('x+1'));
  });

/** A copy that belongs to no file: what is done to it is lost, unless it is saved. */
export const openUntitled = async (content: string): Promise<void> => {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'tcpflow', content }));
};

const handshake = (acknowledgment: string): string => `endpoint client isn=x
endpoint server isn=y

flow "${vscode.l10n.t('Connection establishment')}" {
  client -> server: [SYN]      seq=x
  server -> client: [SYN, ACK] seq=y   ack=${acknowledgment}
  client -> server: [ACK]      seq=x+1 ack=y+1
  expect client ESTABLISHED, server ESTABLISHED
}
`;
