// The server in Emacs, with what docs/editors.md says. Without Emacs on the PATH there is nothing to try.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { onPath } from '../host/on-path.ts';
import { repo } from '../host/repo.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';

interface Seen {
  readonly mode: string;
  readonly wrong: readonly (readonly [line: number, text: string])[];
  readonly hover: string;
  /** How many findings are left when it is mended. */
  readonly left: number;
  readonly completion: string;
}

describe('the server in Emacs', () => {
  const emacs = onPath('emacs');
  const test = emacs === undefined ? it.skip : it;

  test(`marks a mistake, tells of it, proposes${emacs === undefined ? ' (there is no emacs on the PATH)' : ''}`, () => {
    const folder = temporaryFolder();
    const [file, setup] = [join(folder, 'one.tcpflow'), join(folder, 'init.el')];
    writeFileSync(file, 'client -> server: [SYN]\nserver -> client: [SYN, ACK] ack=7\nclient -> server: [ACK]\n\n');
    const [, block] = /```elisp\n([^]*?)```/.exec(readFileSync(join(repo, 'docs/editors.md'), 'utf8'))!;
    writeFileSync(setup, block!);
    const path = [join(repo, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
    const said = execFileSync(emacs!, ['--batch', '--no-init-file', '--load', join(import.meta.dirname, 'emacs.el')], {
      env: { ...process.env, PATH: path, HOME: folder, SETUP: setup, FILE: file }, encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { mode, wrong, hover, left, completion } = JSON.parse(said) as Seen;
    assert.equal(mode, 'tcpflow-mode');
    assert.deepEqual(wrong.map(([line]) => line), [2]);
    assert.match(wrong[0]![1], /ack-of-unsent-data/);
    assert.match(hover, /Acknowledgment number[^]*SYN-RECEIVED/);
    assert.equal(left, 0);
    assert.match(completion, / -> .*\[/);
  });
});
