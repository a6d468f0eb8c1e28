// The person's settings, as the client has them under `tcpflow`. Clients are other people's programs, and settings are typed by
// hand: what is missing or makes no sense is as we would have it.
import { DidChangeConfigurationNotification, type ClientCapabilities, type Connection } from 'vscode-languageserver';
import { settings as levels, type Severities, type Setting } from '../core/flow/severity.ts';
import type { HintChoice } from '../core/ide/hints.ts';
import { ruleOf } from '../core/rules/index.ts';

export interface Settings {
  /** `tcpflow.rules`: how much each rule weighs. */
  readonly rules: Severities;
  /** `tcpflow.inlayHints` */
  readonly inlayHints: HintChoice;
}

/** From whatever a client sends. */
export const toSettings = (value: unknown): Settings => {
  const { rules, inlayHints } = objectOf(value);
  const { numbers, states } = objectOf(inlayHints);
  return { rules: severitiesIn(rules), inlayHints: { numbers: numbers !== false, states: states !== false } };
};

const severitiesIn = (value: unknown): Severities =>
  Object.fromEntries(Object.entries(objectOf(value)).filter((entry): entry is [string, Setting] =>
    ruleOf(entry[0]) !== undefined && levels.some((level) => level === entry[1])));

const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? value as Record<string, unknown> : {});

/** Keeps up with the client's settings: those that it is asked for, or those that it sends. `changed` hears of each change. */
export const followSettings = (
  connection: Connection, changed: (settings: Settings) => void, failed: (problem: unknown) => void,
): { begin(capabilities: ClientCapabilities): void } => {
  let mayAsk = false;
  let known = JSON.stringify(toSettings(undefined));
  const take = (value: unknown): void => {
    const settings = toSettings(value);
    const text = JSON.stringify(settings);
    if (text === known) return;
    known = text;
    changed(settings);
  };
  // A client that cannot answer keeps what it has.
  const ask = (): void => void connection.workspace.getConfiguration('tcpflow').then(take).catch(failed);
  connection.onDidChangeConfiguration(({ settings }: { readonly settings?: unknown }) => {
    if (mayAsk) ask();
    else take(objectOf(settings)['tcpflow']);
  });
  return {
    begin: ({ workspace }) => {
      mayAsk = workspace?.configuration === true;
      if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
        void connection.client.register(DidChangeConfigurationNotification.type, { section: 'tcpflow' }).catch(failed);
      }
      if (mayAsk) ask();
    },
  };
};
