// Tells of each test that fails in its last try why it failed, and what stood on the screen then: where it ran, nobody was looking.
import type { Context, RootHookObject } from 'mocha';

import { seenNow } from './editor.ts';

export const mochaHooks: RootHookObject = {
  async afterEach(this: Context) {
    const test = this.currentTest;
    if (test?.err === undefined) return;
    console.log(`\n“${test.fullTitle()}” failed: ${test.err.message}\nOn the screen:\n${await seenNow()}\n`);
  },
};
