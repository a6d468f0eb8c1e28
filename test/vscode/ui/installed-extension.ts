// Knows how the packaged .vsix becomes an installed extension, once for all editors of a run.
// Must not know the editors. What users get is what is tested: not the sources, the package.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { repo } from '../../host/repo.ts';
import { serverCommand } from '../../host/serve.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';

let installed: Promise<string> | undefined;

/** The folder of installed extensions, with ours in it. */
export const installedExtension = (): Promise<string> => (installed ??= install());

const install = async (): Promise<string> => {
  const vsix = process.env['TCPFLOW_VSIX'] ?? join(repo, 'out/tcpflow.vsix');
  if (!existsSync(vsix)) throw new Error(`${vsix} does not exist. Run \`npm run package\` first.`);
  const folder = temporaryFolder();
  const extensions = join(folder, 'extensions');
  await serverCommand(['--server-data-dir', folder, '--extensions-dir', extensions, '--install-extension', vsix]);
  return extensions;
};
