// Single faults in the segments of real traffic. The near end's are all found where they stand. Of the far end's, the rest may have been lost,
// overtaken or sent again: docs/quality.md says why, and has these figures.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultyFlows } from './support/capture-faults.ts';
import { importBytes, type ImportedConnection } from './support/captures.ts';
import { check } from './support/check.ts';

const names = ['both-close-delayed', 'half-close', 'lossy-sack', 'signed', 'tiny-windows'];

describe('single faults in the segments of real traffic', () => {
  it('are all found on their lines where the near end made them, and at the far end wherever no order of deliveries explains them', () => {
    const counts = new Map<string, { near: number; far: number; farFound: number }>();
    for (const name of names) {
      const [one] = importBytes(new Uint8Array(readFileSync(join(import.meta.dirname, 'captures', `${name}.pcap`))), name).connections as readonly [ImportedConnection];
      const { place: { place }, clientSide } = one.summary;
      for (const { fault, text, line, side } of faultyFlows(one)) {
        const near = place !== 'between' && (place === 'client') === (side === clientSide);
        const found = check(text).findings.some((finding) => finding.line === line && finding.severity !== 'hint');
        assert.ok(found || !near, `${name}: ${fault}, ${text.split('\n')[line]}`);
        const row = counts.get(fault) ?? { near: 0, far: 0, farFound: 0 };
        counts.set(fault, near ? { ...row, near: row.near + 1 } : { ...row, far: row.far + 1, farFound: row.farFound + (found ? 1 : 0) });
      }
    }
    const table = [...counts].map(([fault, { near, far, farFound }]) => `${fault}: near ${near}, far ${farFound} of ${far}`).sort();
    assert.deepEqual(table, [
      'SYN and FIN together: near 4, far 6 of 6',
      'a RST outside the window: near 26, far 34 of 34',
      'a SACK block of what was never sent: near 13, far 18 of 18',
      'a SACK block that ends before it begins: near 5, far 4 of 4',
      'a SYN flag is added: near 26, far 34 of 34',
      'a timestamp that was not agreed on: near 12, far 13 of 13',
      'acknowledges less than it did before: near 8, far 5 of 5',
      'acknowledges what the peer never sent: near 26, far 34 of 34',
      'an echo that was never sent: near 14, far 21 of 21',
      'data behind the FIN: near 3, far 11 of 11',
      'data beyond the window: near 8, far 4 of 4',
      'new data begins 1,000 too far: near 8, far 0 of 4',
      'the ACK flag is missing: near 26, far 34 of 34',
      'the MSS option outside a SYN: near 26, far 34 of 34',
      'the clock runs back: near 14, far 9 of 21',
      'the timestamp is missing: near 14, far 21 of 21',
      'the window scale outside a SYN: near 26, far 34 of 34',
    ]);
  });
});
