// One mistake in a flow of honest endpoints: it is found on its line, on its token, by its rule, and nothing else is.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { check } from './support/check.ts';
import { annotate, strip } from './support/annotate.ts';
import { chanceOf } from './support/honest/chance.ts';
import { faultKinds } from './support/honest/faults.ts';
import { decisions, honestFlow } from './support/honest/honest-flow.ts';
import { longRun } from './support/long-run.ts';

describe('one mistake in a flow of honest endpoints', () => {
  for (const { name, codes, token, put } of faultKinds) {
    it(name, function () {
      this.timeout(0);
      // Some moments are rare: what happens to a SYN happens once in a flow, if at all.
      let tried = 0;
      fc.assert(fc.property(decisions, (chosen) => {
        const faulty = put(honestFlow(chosen), chanceOf(chosen.slice(-3)));
        if (faulty === undefined) return;
        tried++;
        const findings = check(faulty.text).findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
        const shown = (): string => `line ${faulty.line + 1}: ${name}\n${annotate(strip(faulty.text), findings)}\n`;
        assert.equal(findings.length, 1, shown());
        const [{ code, line, span }] = findings as [typeof findings[number]];
        assert.ok(codes.includes(code), shown());
        assert.equal(line, faulty.line, shown());
        assert.match(faulty.text.split('\n')[line]!.slice(span.start, span.end), token, shown());
      }), longRun(/SYN|SACK|bytes|text/.test(name) ? 120 : 20));
      assert.ok(tried > 0, 'no flow had room for this mistake');
    });
  }
});
