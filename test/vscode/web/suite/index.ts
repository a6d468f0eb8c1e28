// Knows how mocha is run inside the extension host of a browser. VS Code calls `run` and waits for its promise.
// Must not know what is tested: the tests of the other extension host run here too.
import 'mocha/mocha.js';

export const run = async (): Promise<void> => {
  // The time limit is only against hanging for ever: a slow machine is no fault.
  mocha.setup({ ui: 'bdd', reporter: 'spec', color: false, timeout: 60_000 });
  await import('../../suite/extension.test.ts');
  await import('./web.test.ts');
  await import('./server-death.test.ts');
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.once('end', () => {
      const { passes: passed = 0, failures: failed = 0, pending: skipped = 0 } = runner.stats ?? {};
      // web-host.test.ts adds them up with all others.
      console.log(`counted: ${JSON.stringify({ passed, failed, skipped })}`);
    });
  });
  if (failures > 0) throw new Error(`${failures} of the tests in the web's extension host failed.`);
};
