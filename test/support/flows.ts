// All flows that the project has: fixtures without their markers, the examples, and those on the pages of the rules.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strip } from './annotate.ts';
import { fixtures } from './fixtures.ts';

const root = join(import.meta.dirname, '../..');

export interface NamedFlow {
  readonly name: string;
  readonly text: string;
}

export const ruleFixtures = (): readonly NamedFlow[] => fixtures('rules').map(({ name, text }) => ({ name, text: strip(text).text }));

/** The bad and the good flow of each rule's page. */
export const pageFlows = (): readonly NamedFlow[] => {
  const folder = join(root, 'docs/rules');
  return readdirSync(folder).sort().flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/\n```tcpflow\n([^]*?)\n```\n/g)].map(([, text], index) => ({ name: `${name} ${index === 0 ? 'bad' : 'good'}`, text: text! })));
};

export const exampleFlows = (): readonly NamedFlow[] => {
  const folder = join(root, 'examples');
  return readdirSync(folder).sort().map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
};
