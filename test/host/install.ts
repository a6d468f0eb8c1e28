// Knows what has to be there before an editor can be shown in a headless browser; run it to fetch all of it in advance.
// Must not know what the editor is used for.
import { installBrowser } from './browser.ts';
import { installCodeServer } from './code-server.ts';

/** Fetches what is missing: about 15 s and 700 MB the first time, nothing afterwards. */
export const install = async (): Promise<void> => {
  await installCodeServer();
  await installBrowser();
};

if (import.meta.main) await install();
