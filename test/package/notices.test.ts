// The licences of bundled code are in the package, and are those of the packages that are bundled today. UPDATE=1 writes them; package again then.
import assert from 'node:assert/strict';
import { join } from 'node:path';

import { notices } from '../../scripts/notices.ts';
import { repo } from '../host/repo.ts';
import { matchesFile } from '../support/fixtures.ts';

describe('THIRD-PARTY-NOTICES.txt', () => {
  it('names whose code is bundled, with its licence', () => {
    const text = notices();
    for (const name of ['langium', 'chevrotain', 'vscode-languageserver', 'vscode-languageclient']) assert.match(text, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    matchesFile(text, join(repo, 'THIRD-PARTY-NOTICES.txt'));
  });
});
