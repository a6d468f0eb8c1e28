// Knows which Node runs VS Code's server: this one when it is new enough, else the one among the devDependencies.
// Must not know the server.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { repo } from './repo.ts';

export const node24 = (): string => {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const installed = join(repo, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(installed)) return installed;
  throw new Error(`VS Code's server needs Node 24, and this is ${process.version}. Run \`npm ci\`, which brings it, and start through npm.`);
};
