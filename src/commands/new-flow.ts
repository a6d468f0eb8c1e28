// The command behind `File: New File…` → TCP Flow: an untitled file with a handshake, which is right, or has the mistake that the
// walkthrough mends. Knows how a flow begins; not what is wrong in one.
import * as vscode from 'vscode';

export const newFlowCommand = (): vscode.Disposable =>
  vscode.commands.registerCommand('tcpflow.newFlow', async (where?: unknown, kind?: unknown) => {
    await openUntitled(handshake(kind === 'mistake' ? 'x+2' : 'x+1'), where);
  });

/** A copy that belongs to no file. `where`: the walkthrough says `beside`, so that it stays in sight. */
export const openUntitled = async (content: string, where: unknown): Promise<void> => {
  const document = await vscode.workspace.openTextDocument({ language: 'tcpflow', content });
  await vscode.window.showTextDocument(document, { viewColumn: where === 'beside' ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active });
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
