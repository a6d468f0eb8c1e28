// What honest endpoints do is legal: flows that know nothing of the checker are accepted, every one. `npm run test:long`
// tries many more, from another seed each time.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { check } from './support/check.ts';
import { annotate, strip } from './support/annotate.ts';
import type { Exchange } from './support/honest/exchange.ts';
import { decisions, honestFlow, twoConnections } from './support/honest/honest-flow.ts';
import { libertiesOf } from './support/honest/liberties.ts';
import { longRun } from './support/long-run.ts';

/** Nothing is found but what its ends are free to do. */
const accepts = (text: string, exchanges: readonly Exchange[]): void => {
  const liberties = libertiesOf(exchanges);
  const findings = check(text).findings.filter(({ code }) => !liberties.has(code));
  assert.equal(findings.length, 0, `\n${annotate(strip(text), findings)}\n`);
};

/** Tries all, and tells of each that fails; with SHRINK=1 it stops at the first, and makes it small. */
const all = (runs: number, accepted: (chosen: readonly number[]) => void): void => {
  const failed: string[] = [];
  const parameters = longRun(runs);
  fc.assert(fc.property(decisions, (chosen) => {
    try {
      accepted(chosen);
    } catch (error) {
      if (!parameters.endOnFailure) throw error;
      failed.push((error as Error).message);
    }
  }), parameters);
  assert.equal(failed.length, 0, `${failed.length} of ${parameters.numRuns} flows:\n${failed.join('\n')}`);
};

describe('flows of honest endpoints', () => {
  it('are accepted', function () {
    this.timeout(0);
    all(2000, (chosen) => {
      const { text, exchange } = honestFlow(chosen);
      accepts(text, [exchange]);
    });
  });

  it('are accepted when two connections are told at once', function () {
    this.timeout(0);
    all(200, (chosen) => {
      const { text, exchanges } = twoConnections(chosen);
      accepts(text, exchanges);
    });
  });

  it('come through every state and every kind of trouble', () => {
    const seen = new Set<string>();
    fc.assert(fc.property(decisions, (chosen) => {
      const { exchange: { events } } = honestFlow(chosen);
      for (const event of events) {
        if (event.kind !== 'segment') seen.add('what' in event ? event.what : event.kind);
        else for (const word of [event.sender.state, event.fate, ...event.sender.passive ? ['passive'] : ['active']]) seen.add(word);
      }
    }), { numRuns: 1000, seed: 1 });
    assert.deepEqual([...seen].sort(), [
      'CLOSE-WAIT', 'CLOSED', 'CLOSING', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'LAST-ACK', 'LISTEN', 'SYN-RECEIVED', 'SYN-SENT', 'TIME-WAIT',
      'abort', 'active', 'arrives', 'close', 'connect', 'corrupted', 'cross', 'delayed', 'deliver', 'drop', 'expect', 'keepalive', 'lost', 'note', 'passive',
      'persist', 'receive', 'retransmission', 'send', 'shutdown', 'time-wait', 'uncross', 'user', 'wait',
    ]);
  });
});
