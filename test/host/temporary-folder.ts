// Knows how a folder is made that is gone when this process ends, however it ends.
// Must not know what lies in it.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { atEnd } from './at-end.ts';

/** A new empty folder. Its path is short, since sockets are made in it, and free of links, since editors compare paths. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'tcpflow-'));
  atEnd({
    finally: () => {
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      } catch {
        // A file that somebody still holds open: the system's temporary folder is the place for it.
      }
    },
  });
  return folder;
};
