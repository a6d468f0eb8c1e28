// The server in Neovim, an editor that knows nothing of it but what docs/editors.md says. Without Neovim on the PATH there is nothing to try.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { onPath } from '../host/on-path.ts';
import { repo } from '../host/repo.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';

interface Seen {
  readonly filetype: string;
  readonly wrong: readonly { readonly line: number; readonly code: string }[];
  readonly hover: string;
  /** How many findings are left when it is mended. */
  readonly left: number;
  readonly completion: string;
}

describe('the server in Neovim', () => {
  const nvim = onPath('nvim');
  const test = nvim === undefined ? it.skip : it;

  test(`marks a mistake, tells of it, proposes${nvim === undefined ? ' (there is no nvim on the PATH)' : ''}`, () => {
    const folder = temporaryFolder();
    const [file, setup] = [join(folder, 'one.tcpflow'), join(folder, 'init.lua')];
    writeFileSync(file, 'client -> server: [SYN]\nserver -> client: [SYN, ACK] ack=7\nclient -> server: [ACK]\n\n');
    const [, block] = /```lua\n([^]*?)```/.exec(readFileSync(join(repo, 'docs/editors.md'), 'utf8'))!;
    writeFileSync(setup, block!);
    const path = [join(repo, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
    // Where the script fails, Neovim would stay.
    const said = execFileSync(nvim!, ['--headless', '--clean', '-S', join(import.meta.dirname, 'neovim.lua'), '-c', 'cquit'], {
      env: { ...process.env, PATH: path, SETUP: setup, FILE: file }, encoding: 'utf8', timeout: 60_000,
    });
    const { filetype, wrong, hover, left, completion } = JSON.parse(said) as Seen;
    assert.equal(filetype, 'tcpflow');
    assert.deepEqual(wrong.map(({ line, code }) => [line, code]), [[2, 'ack-of-unsent-data']]);
    assert.match(hover, /Acknowledgment number[^]*SYN-RECEIVED/);
    assert.equal(left, 0);
    assert.match(completion, / -> .*\[/);
  });
});
