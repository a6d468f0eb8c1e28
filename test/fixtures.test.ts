// Tests of whole flows: an annotated file below test/fixtures says what is found on each of its lines, and after `//=` in
// which state both ends are. UPDATE=1 writes what is found: read the diff line by line, a wrong expectation is a defect.
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import type { Analysis } from '../language-server/core/analyze.ts';
import type { State } from '../language-server/core/tcp/state.ts';
import { transition } from '../language-server/core/tcp/transitions.ts';
import { flowAt } from '../language-server/core/timeline/at-line.ts';
import { stateBefore } from '../language-server/core/timeline/moves.ts';
import { check } from './support/check.ts';
import { annotate, strip } from './support/annotate.ts';
import { fixtures, matchesFile } from './support/fixtures.ts';

/** The states after a line: of both ends, or of both ends of each connection. */
const statesAt = ({ timelines }: Analysis) => (line: number): string | undefined => {
  const timeline = flowAt(timelines, line);
  if (timeline === undefined || timeline.connections.length === 0) return undefined;
  const { connections, endpoints } = timeline;
  return connections.flatMap(({ id, ends }) => ([0, 1] as const).map((side) => {
    const [own, peer] = [ends[side], ends[1 - side]!].map(({ endpoint, port }) => `${endpoints[endpoint]!.name}${port === undefined ? '' : `:${port}`}`);
    const name = connections.length === 1 ? endpoints[ends[side].endpoint]!.name : `${own}->${peer}`;
    return `${name} ${timeline.standing({ connection: id, side }, line, false).tcb.state}`;
  })).join(', ');
};

/** Where a state goes another way than figure 5 draws it, though all is right. */
const besideFigure5: ReadonlySet<string> = new Set([
  'TIME-WAIT, rcv SYN → SYN-RECEIVED', // MAY-2: the next connection
  'SYN-RECEIVED, rcv RST → LISTEN', // note 1
  'SYN-RECEIVED → LISTEN', // another SYN came, or the one that was taken is refused after all
  'CLOSE-WAIT → ESTABLISHED', // what it acknowledges says that the FIN above a gap was not kept
  'CLOSING → FIN-WAIT-1',
  'TIME-WAIT → FIN-WAIT-2',
  'CLOSE-WAIT, CLOSE → FIN-WAIT-1', // the same, with its own FIN
]);

/** Each end moves from state to state as the table of transitions says, by what happened to it. Where lines are wrong or missing, states are guessed. */
const followsFigure5 = ({ timelines, findings }: Analysis): void => {
  for (const { flow, steps, observed } of timelines) {
    if (observed || findings.some(({ severity, line }) => severity === 'error' && flow.line <= line && line <= flow.endLine)) continue;
    for (const { line, changes } of steps) {
      for (const change of changes) {
        const before = stateBefore(change);
        const end = change.events.reduce<State | undefined>((state, event) => state && transition(state, event)?.to, before);
        const said = `${[before, ...change.events].join(', ')} → ${change.after.state}`;
        assert.ok(end === change.after.state || besideFigure5.has(said), `line ${line + 1}: ${said}`);
      }
    }
  }
};

for (const folder of ['rules', 'flows', 'tolerances']) {
  describe(`fixtures of ${folder}`, () => {
    for (const { name, path, text } of fixtures(folder)) {
      it(name, () => {
        const stripped = strip(text);
        const analysis = check(stripped.text);
        matchesFile(annotate(stripped, analysis.findings, statesAt(analysis)), path);
        followsFigure5(analysis);
      });
    }
  });
}

// In a rule's folder each flow shows its fault once, and nothing else; a flow whose title ends with "right" shows none.
describe('fixtures of rules: one mistake, one finding', () => {
  for (const { name, text } of fixtures('rules')) {
    it(name, () => {
      const { timelines, findings } = check(strip(text).text);
      for (const { flow: { title, line, endLine } } of timelines) {
        const found = findings.filter((finding) => title === undefined || (line <= finding.line && finding.line <= endLine)).map(({ code }) => code);
        assert.deepEqual(found, title?.text.endsWith(', right') ? [] : [dirname(name)], title?.text);
      }
    });
  }
});

// What real TCPs do, each file in its own words: whoever cries wolf here is switched off.
describe('fixtures of tolerances: neither errors nor warnings', () => {
  const all = fixtures('tolerances');
  it('are all there', () => {
    assert.deepEqual(all.map(({ name }) => name), Array.from({ length: 29 }, (_, index) => `ok-${String(index + 1).padStart(2, '0')}.tcpflow`));
  });

  for (const { name, text } of all) {
    it(name, () => {
      const grave = check(strip(text).text).findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
      assert.deepEqual(grave, []);
    });
  }
});
