// The server in Neovim, an editor that knows nothing of it but what docs/editors.md says. Without Neovim on the PATH there is nothing to try.
import assert from 'node:assert/strict';
import { join } from 'node:path';

import { otherEditor } from '../support/other-editor.ts';

interface Seen {
  readonly filetype: string;
  readonly wrong: readonly { readonly line: number; readonly code: string }[];
  readonly hover: string;
  /** How many findings are left when it is mended. */
  readonly left: number;
  readonly completion: string;
}

describe('the server in Neovim', () => {
  const { test, without, run } = otherEditor('nvim', 'lua');

  test(`marks a mistake, tells of it, proposes${without}`, () => {
    // Where the script fails, Neovim would stay.
    const { filetype, wrong, hover, left, completion } = run(['--headless', '--clean', '-S', join(import.meta.dirname, 'neovim.lua'), '-c', 'cquit']) as Seen;
    assert.equal(filetype, 'tcpflow');
    assert.deepEqual(wrong.map(({ line, code }) => [line, code]), [[2, 'ack-of-unsent-data']]);
    assert.match(hover, /Acknowledgment number[^]*SYN-RECEIVED/);
    assert.equal(left, 0);
    assert.match(completion, / -> .*\[/);
  });
});
