// The server in Emacs, with what docs/editors.md says. Without Emacs on the PATH there is nothing to try.
import assert from 'node:assert/strict';
import { join } from 'node:path';

import { otherEditor } from '../support/other-editor.ts';

interface Seen {
  readonly mode: string;
  readonly wrong: readonly (readonly [line: number, text: string])[];
  readonly hover: string;
  /** How many findings are left when it is mended. */
  readonly left: number;
  readonly completion: string;
}

describe('the server in Emacs', () => {
  const { test, without, run } = otherEditor('emacs', 'elisp');

  test(`marks a mistake, tells of it, proposes${without}`, () => {
    const { mode, wrong, hover, left, completion } = run(['--batch', '--no-init-file', '--load', join(import.meta.dirname, 'emacs.el')]) as Seen;
    assert.equal(mode, 'tcpflow-mode');
    assert.deepEqual(wrong.map(([line]) => line), [2]);
    assert.match(wrong[0]![1], /ack-of-unsent-data/);
    assert.match(hover, /Acknowledgment number[^]*SYN-RECEIVED/);
    assert.equal(left, 0);
    assert.match(completion, / -> .*\[/);
  });
});
