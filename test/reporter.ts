// Knows how a mocha run tells its numbers to test/run.ts: one line of JSON added to the file TCPFLOW_COUNTS names.
// Must not know which tests ran. What a person reads is mocha's `spec` report, unchanged.
import { appendFileSync } from 'node:fs';

import Mocha from 'mocha';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const file = process.env['TCPFLOW_COUNTS'];
      const { passes: passed, failures: failed, pending: skipped } = this.stats;
      const counts: Counts = { passed, failed, skipped };
      if (file) appendFileSync(file, `${JSON.stringify(counts)}\n`);
    });
  }
}
