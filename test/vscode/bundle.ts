// Knows how the extension-host tests become CommonJS, which is what the extension host loads.
// Must not know the tests: every *.test.ts in suite/ is one bundle beside index.cjs.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { build } from 'esbuild';

import { repo } from '../host/repo.ts';

/** Bundles test/vscode/suite and returns what VS Code calls `extensionTestsPath`. */
export const bundleSuite = async (): Promise<string> => {
  const outdir = join(repo, 'out/test/vscode');
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'suite/index.ts'), join(import.meta.dirname, 'suite/*.test.ts')],
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    // `vscode` is there only in the extension host; mocha is ESM, which `require` of Node 22 loads as it is.
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return join(outdir, 'index.cjs');
};
