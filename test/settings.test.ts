// Tests that the extension's settings know all rules: package.json and package.nls.json are made from the catalogue.
// UPDATE=1 writes them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from '../language-server/core/flow/severity.ts';
import { rules } from '../language-server/core/rules/index.ts';
import { matchesFile } from './support/fixtures.ts';

const root = join(import.meta.dirname, '..');

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Record<string, unknown> } };
}

const keyOf = (code: string): string => `configuration.rules.${code}`;

const setting = {
  type: 'object',
  scope: 'window',
  default: {},
  additionalProperties: false,
  description: '%configuration.rules%',
  properties: Object.fromEntries(rules.toSorted((a, b) => (a.code < b.code ? -1 : 1)).map(({ code }) => [code, { enum: settings, description: `%${keyOf(code)}%` }])),
};

const written = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

describe('the setting tcpflow.rules', () => {
  it('has a property for each rule', () => {
    const path = join(root, 'package.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
    manifest.contributes.configuration.properties['tcpflow.rules'] = setting;
    matchesFile(written(manifest), path);
  });

  it('says of each what it finds, and how much it weighs', () => {
    const path = join(root, 'package.nls.json');
    const texts = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
    const others = Object.entries(texts).filter(([key]) => !key.startsWith(keyOf('')));
    const ours = rules.map(({ code, summary, severity }) => [keyOf(code), `${summary[0]!.toUpperCase()}${summary.slice(1)} (${severity}).`]).toSorted();
    matchesFile(written(Object.fromEntries([...others, ...ours])), path);
  });
});
