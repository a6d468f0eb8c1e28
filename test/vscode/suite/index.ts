// Knows how mocha is run inside the extension host. VS Code calls `run` and waits for its promise.
// Must not know the tests: it takes each *.test.cjs that lies beside it, by name; that of activation comes first, in extension.test.ts.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import Mocha from 'mocha';

import Reporter from '../../reporter.ts';

export const run = async (): Promise<void> => {
  // The time limit is only against hanging for ever: a slow machine is no fault.
  const mocha = new Mocha({ ui: 'bdd', reporter: Reporter, color: false, timeout: 60_000 });
  for (const file of readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.cjs')) mocha.addFile(join(__dirname, file));
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the extension-host tests failed.`);
};
