// The reader's settings, as the client has them under `tcpflow`. Clients are other people's programs, and settings are
// typed by hand: what is not understood counts as not set.
import { DidChangeConfigurationNotification, type Connection, type InitializeParams } from 'vscode-languageserver';
import { settings, type Severities, type Setting } from '../core/flow/severity.ts';
import type { HintChoice } from '../core/ide/hints.ts';
import { ruleOf } from '../core/rules/index.ts';

export interface Settings {
  readonly rules: Severities;
  readonly inlayHints: HintChoice;
}

/** What is set, in any form that a client may have sent. */
export const settingsIn = (value: unknown): Settings => {
  const { rules, inlayHints } = objectIn(value);
  const { numbers, states } = objectIn(inlayHints);
  return { rules: severitiesIn(rules), inlayHints: { numbers: numbers !== false, states: states !== false } };
};

const severitiesIn = (value: unknown): Severities =>
  Object.fromEntries(Object.entries(objectIn(value)).filter((entry): entry is [string, Setting] =>
    ruleOf(entry[0]) !== undefined && settings.some((setting) => setting === entry[1])));

const objectIn = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? value as Record<string, unknown> : {});

/**
 * Calls `changed` with what is set, whenever it is something else than before; in the beginning nothing is. Belongs into the
 * handler of `initialize`. A client without `workspace/configuration` sends its settings with the notification of a change.
 */
export const followSettings = (
  connection: Connection, { workspace }: InitializeParams['capabilities'], changed: (settings: Settings) => void, failed: (problem: unknown) => void,
): void => {
  let known = JSON.stringify(settingsIn(undefined));
  const take = (value: unknown): void => {
    const found = settingsIn(value);
    const text = JSON.stringify(found);
    if (text === known) return;
    known = text;
    changed(found);
  };
  const asks = workspace?.configuration === true;
  const ask = (): void => void connection.workspace.getConfiguration('tcpflow').then(take).catch(failed);
  connection.onInitialized(() => {
    if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'tcpflow' }).catch(failed);
    }
    if (asks) ask();
  });
  connection.onDidChangeConfiguration(({ settings: sent }: { readonly settings: unknown }) => {
    if (asks) ask();
    else take(objectIn(sent)['tcpflow']);
  });
};
