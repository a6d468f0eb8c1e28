// The person's settings, as the client has them under `tcpflow`. What is missing or makes no sense is as we would have it.
import { DidChangeConfigurationNotification, type ClientCapabilities, type Connection } from 'vscode-languageserver';
import type { HintChoice } from '../core/ide/hints.ts';

export interface Settings {
  readonly inlayHints: HintChoice;
}

/** From whatever a client sends. */
export const toSettings = (value: unknown): Settings => {
  const { numbers, states } = objectOf(objectOf(value)['inlayHints']);
  return { inlayHints: { numbers: numbers !== false, states: states !== false } };
};

const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? value as Record<string, unknown> : {});

/** Keeps up with the client's settings: those that it is asked for, or those that it sends. `changed` hears of each change. */
export const followSettings = (connection: Connection, changed: (settings: Settings) => void): { begin(capabilities: ClientCapabilities): void } => {
  let mayAsk = false;
  const ask = (): void => {
    // A client that cannot answer keeps what it has.
    void connection.workspace.getConfiguration('tcpflow').then((value: unknown) => changed(toSettings(value)), () => undefined);
  };
  connection.onDidChangeConfiguration(({ settings }: { readonly settings?: unknown }) => {
    if (mayAsk) ask();
    else changed(toSettings(objectOf(settings)['tcpflow']));
  });
  return {
    begin: ({ workspace }) => {
      mayAsk = workspace?.configuration === true;
      if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
        void connection.client.register(DidChangeConfigurationNotification.type, { section: 'tcpflow' }).catch(() => undefined);
      }
      if (mayAsk) ask();
    },
  };
};
