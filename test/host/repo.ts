// Knows where the repository lies and what its package.json says.
// Must not know what is installed, built or run.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const repo = resolve(import.meta.dirname, '../..');

interface Manifest {
  readonly name: string;
  readonly publisher: string;
}

export const manifest = (): Manifest => JSON.parse(readFileSync(join(repo, 'package.json'), 'utf8')) as Manifest;
