// Tests that what is asked for at one line costs what stands near it, however long the flow is.
import assert from 'node:assert/strict';
import type { Analysis } from '../language-server/core/analyze.ts';
import { hover } from '../language-server/core/ide/hover.ts';
import { moment } from '../language-server/core/ide/moment.ts';
import type { Timeline } from '../language-server/core/timeline/timeline.ts';
import { parseLines } from '../language-server/syntax/lines.ts';
import { check } from './support/check.ts';
import { longFlow } from './support/long-flow.ts';

/** The analysis, and the indexes of all steps that are looked at. */
const watched = (analysis: Analysis): { readonly analysis: Analysis; readonly seen: Set<number> } => {
  const seen = new Set<number>();
  const timelines = analysis.timelines.map((timeline) => Object.create(timeline, {
    steps: { get: () => assert.fail('all steps are asked for') },
    step: { value: (index: number) => (seen.add(index), timeline.step(index)) },
  }) as Timeline);
  return { analysis: { ...analysis, timelines }, seen };
};

describe('at a line of a long flow', () => {
  const text = longFlow(6000);
  const lines = parseLines(text);

  it('a hover looks at what stands near it', () => {
    const { analysis, seen } = watched(check(text));
    assert.ok(hover(analysis, lines, 5000, 20, text.split('\n')[5000]!) !== undefined);
    assert.ok(seen.size > 0 && Math.min(...seen) > 2900 && Math.max(...seen) < 5100, `${Math.min(...seen)} to ${Math.max(...seen)}`);
  });

  it('a moment looks at what stands near it, and knows the whole path', () => {
    const { analysis, seen } = watched(check(text));
    const path = moment(analysis, lines, 5000)!.ends[1]!.path.map(({ from, to }) => `${from} ${to}`);
    assert.deepEqual(path, ['LISTEN SYN-RECEIVED', 'SYN-RECEIVED ESTABLISHED']);
    assert.ok(seen.size > 0 && Math.min(...seen) > 2900 && Math.max(...seen) < 5100, `${Math.min(...seen)} to ${Math.max(...seen)}`);
  });
});

describe('the options at a line', () => {
  it('shift what comes in by the peer\'s scale, and what goes out by the own (RFC 7323 §2.3)', () => {
    const text = 'client -> server: [SYN] ws=2\nserver -> client: [SYN, ACK] ws=7\nclient -> server: [ACK]';
    const { ends, rows } = moment(check(text), parseLines(text), 2)!;
    const shifts = rows.filter(({ label }) => typeof label === 'string' && label.includes('Wind.Shift'));
    assert.deepEqual(ends.map(({ name }) => name), ['client', 'server']);
    assert.deepEqual(shifts.map(({ label, cells }) => [label, ...cells.map(({ after }) => after)]), [['Snd.Wind.Shift', '7', '2'], ['Rcv.Wind.Shift', '2', '7']]);
  });

  it('shift by 14 at most, whatever a SYN says (RFC 7323 §2.3)', () => {
    const text = 'client -> server: [SYN] ws=2\nserver -> client: [SYN, ACK] ws=15\nclient -> server: [ACK]';
    const { rows } = moment(check(text), parseLines(text), 2)!;
    const shifts = rows.filter(({ label }) => typeof label === 'string' && label.includes('Wind.Shift'));
    assert.deepEqual(shifts.map(({ cells }) => cells.map(({ after }) => after)), [['14', '2'], ['2', '14']]);
  });
});
