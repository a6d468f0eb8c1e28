// Knows how the extension-host tests are run: bundled, then inside whatever VS Code there is.
// Must not know what they test. Leaves the report on the console and the right exit code.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';

import { runTests, TestRunFailedError } from '@vscode/test-electron';

import { repo } from '../host/repo.ts';
import { writeSettings } from '../host/settings.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { bundleSuite } from './bundle.ts';
import { findExecutable } from './executable.ts';

const extensionTestsPath = await bundleSuite();
const vscodeExecutablePath = await findExecutable();
const temporary = temporaryFolder();
try {
  const userData = join(temporary, 'user');
  await writeSettings(userData);
  // Tests may edit what they open: they get a copy of the examples.
  const folder = join(temporary, 'examples');
  await cp(join(repo, 'examples'), folder, { recursive: true });
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: repo,
    extensionTestsPath,
    launchArgs: [folder, '--user-data-dir', userData, '--extensions-dir', join(temporary, 'extensions')],
  });
} catch (error) {
  if (!(error instanceof TestRunFailedError)) throw error;
  process.exitCode = error.code ?? 1;
}
