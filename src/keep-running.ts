// Starts the server again when it has died, and tells the reader only when that has become pointless. The client's own way would
// announce each request that fails meanwhile, and lose itself where a server dies while it starts. Node or browser alike.
import * as vscode from 'vscode';
import type { BaseLanguageClient, ErrorHandler } from 'vscode-languageclient';

/** The server may die so often within this time, in milliseconds. */
const mostDeaths = 4;
const period = 180_000;
/** Before it is started again, in milliseconds: what made it die may be over then. */
const pause = 200;

/** Who has written to a dead server hears that it is closed, too: so an error alone is none. 1: continue; do not restart. */
export const leaveToKeepRunning: ErrorHandler = {
  error: () => ({ action: 1, handled: true }),
  closed: () => ({ action: 1, handled: true, message: 'The language server has ended.' }),
};

/** Dispose of it before the client. */
export const keepRunning = (client: BaseLanguageClient, log: vscode.OutputChannel): vscode.Disposable => {
  const write = client.error.bind(client);
  client.error = (message, data) => write(message, data, false);

  let deaths: number[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  // That it fails, the state tells.
  const start = (): void => void client.start().catch(() => undefined);
  const giveUp = async (): Promise<void> => {
    const [open, again] = [vscode.l10n.t('Open the Log'), vscode.l10n.t('Start It Again')];
    const choice = await vscode.window.showErrorMessage(
      vscode.l10n.t('The language server of TCP Flow has ended {0} times within {1} minutes. Until it is started again, flows are not checked.', deaths.length, period / 60_000), open, again,
    );
    if (choice === open) log.show(true);
    if (choice !== again) return;
    deaths = [];
    start();
  };
  const watch = client.onDidChangeState(({ newState }) => {
    // 1: stopped, 4: it could not be started.
    if (newState !== 1 && newState !== 4) return;
    const now = Date.now();
    deaths = [...deaths.filter((time) => time > now - period), now];
    if (deaths.length > mostDeaths) void giveUp();
    else timer = setTimeout(start, pause);
  });
  return vscode.Disposable.from(watch, { dispose: () => clearTimeout(timer) });
};
