// Finds fixture files and compares or rewrites them. Knows files; not what is in them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Fixture {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** The `.tcpflow` files below `test/fixtures/<folder>`. */
export const fixtures = (folder: string): Fixture[] => {
  const root = join(import.meta.dirname, '../fixtures', folder);
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tcpflow')).sort()
    .map((name) => ({ name, path: join(root, name), text: readFileSync(join(root, name), 'utf8') }));
};

/** The file has this text; `UPDATE=1` makes it so. Read the diff line by line before it is committed. */
export const matchesFile = (text: string, path: string): void => {
  if (process.env['UPDATE'] === '1') writeFileSync(path, text);
  else assert.equal(text, readFileSync(path, 'utf8'), `${path} (UPDATE=1 rewrites it)`);
};
