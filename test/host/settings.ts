// Knows the user settings under which the editor starts quiet: no welcome page, no tips, no network.
// Must not know who starts it; the caller's own settings come on top.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Settings = Readonly<Record<string, unknown>>;

/** Defaults for an editor that keeps no settings. */
export const quiet: Settings = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
};

/** Writes settings.json into a user-data folder. Settings that are there already win: they are a person's. */
export const writeSettings = async (userData: string, settings: Settings = {}): Promise<void> => {
  const file = join(userData, 'User/settings.json');
  if (existsSync(file)) return;
  await mkdir(join(userData, 'User'), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...quiet, ...settings }, null, 2)}\n`);
};

/** What settings.json of a user-data folder says; empty when there is none. */
export const readSettings = async (userData: string): Promise<Settings> => {
  const file = join(userData, 'User/settings.json');
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Settings) : {};
};
