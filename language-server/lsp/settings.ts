// The reader's settings, as the client has them: `tcpflow.rules`. Clients are other people's programs, and settings are
// typed by hand: what is not understood counts as not set.
import { DidChangeConfigurationNotification, type Connection, type InitializeParams } from 'vscode-languageserver';
import { settings, type Severities, type Setting } from '../core/flow/severity.ts';
import { ruleOf } from '../core/rules/index.ts';

/** What is set of the rules, in any form that a client may have sent. */
export const severitiesIn = (value: unknown): Severities => {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Setting] =>
    ruleOf(entry[0]) !== undefined && settings.some((setting) => setting === entry[1])));
};

/**
 * Calls `changed` with what is set, whenever it is something else than before; in the beginning nothing is. Belongs into the
 * handler of `initialize`. A client without `workspace/configuration` sends its settings with the notification of a change.
 */
export const followSettings = (
  connection: Connection, { workspace }: InitializeParams['capabilities'], changed: (severities: Severities) => void, failed: (problem: unknown) => void,
): void => {
  let known = '{}';
  const take = (value: unknown): void => {
    const severities = severitiesIn(value);
    const text = JSON.stringify(severities);
    if (text === known) return;
    known = text;
    changed(severities);
  };
  const asks = workspace?.configuration === true;
  const ask = (): void => void connection.workspace.getConfiguration('tcpflow.rules').then(take).catch(failed);
  connection.onInitialized(() => {
    if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'tcpflow' }).catch(failed);
    }
    if (asks) ask();
  });
  connection.onDidChangeConfiguration(({ settings: sent }: { readonly settings: unknown }) => {
    if (asks) ask();
    else take((sent as { readonly tcpflow?: { readonly rules?: unknown } } | null)?.tcpflow?.rules);
  });
};
