// Tests of what segments are in Wireshark's words: below each line that is something special stands what, after `//=`,
// and below no other. UPDATE=1 writes it: read the diff line by line.
import assert from 'node:assert/strict';
import { hover } from '../language-server/core/ide/hover.ts';
import { format } from '../language-server/core/flow/message.ts';
import { classificationsOf, classify, classifySteps, labelOf, nothingSeen, terms, type Classification } from '../language-server/core/timeline/classify.ts';
import type { SegmentStep, Timeline } from '../language-server/core/timeline/timeline.ts';
import { parseLines } from '../language-server/syntax/lines.ts';
import { annotate, strip } from './support/annotate.ts';
import { check } from './support/check.ts';
import { fixtures, matchesFile } from './support/fixtures.ts';
import { longFlow } from './support/long-flow.ts';

/** Such as ``Dup ACK #2 `b -> a: [ACK] ack=9` `` by line, from 0: what it is, and the line that it refers to. */
const classified = (lines: readonly string[], timelines: readonly Timeline[]): ReadonlyMap<number, string> => new Map(timelines.flatMap((timeline) =>
  [...classify(timeline)].map(([index, found]) => [timeline.steps[index]!.line, found.map((one) => shown(lines, timeline, one)).join(', ')] as const)));

const shown = (lines: readonly string[], { steps }: Timeline, one: Classification): string =>
  (one.step === undefined ? labelOf(one) : `${labelOf(one)} \`${lines[steps[one.step]!.line]!.trim()}\``);

describe('what a segment is, in Wireshark\'s words', () => {
  const all = fixtures('classification');
  for (const { name, path, text } of all) {
    it(name, () => {
      const stripped = strip(text);
      const { findings, timelines } = check(stripped.text);
      const found = classified(stripped.lines, timelines);
      const revealed = new Set([...stripped.revealed, ...found.keys()]);
      matchesFile(annotate({ ...stripped, revealed }, findings, (line) => found.get(line)), path);
    });
  }

  it('has a fixture for each word', () => {
    const seen = new Set(all.flatMap(({ text }) => check(strip(text).text).timelines.flatMap((timeline) => [...classify(timeline).values()].flat())).map(({ term }) => term));
    assert.deepEqual([...seen].toSorted(), terms.toSorted());
  });

  it('is the same when one asks for a single segment, and in however many goes the steps are looked at', () => {
    for (const timeline of all.flatMap((fixture) => check(strip(fixture.text).text).timelines)) {
      const { steps } = timeline;
      const found = classify(timeline);
      const whole = steps.map((step, index) => (step.kind === 'segment' ? found.get(index) ?? [] : []));
      assert.deepEqual(steps.map((step, index) => (step.kind === 'segment' ? classificationsOf(timeline, index, step) : [])), whole);
      for (let half = 1; half < steps.length; half++) {
        const first = classifySteps(timeline, steps.slice(0, half), 0, nothingSeen);
        const second = classifySteps(timeline, steps.slice(half), half, first.after);
        const late = (index: number): readonly Classification[] => second.late.filter(({ of }) => of.index === index).map(({ classification }) => classification);
        assert.deepEqual(whole.map((_, index) => [...first.found.get(index) ?? [], ...second.found.get(index) ?? [], ...late(index)]), whole);
      }
    }
  });

  it('is known from the blocks where nobody looks at what stands above', () => {
    const [timeline] = check('a:1 -> b:2: [SYN] seq=1\nb:2 -> a:1: [RST, ACK] seq=0 ack=2\na:1 -> b:2: [SYN] seq=9000\nb:2 -> a:1: [SYN, ACK] seq=7\na:1 -> b:2: [ACK]\na:1 -> b:2: [ACK] seq=9000').timelines as [Timeline];
    const from = (index: number): unknown => [...classifySteps(timeline, timeline.steps.slice(index), index, nothingSeen, index).found].map(([at, found]) => [at, ...found.map(labelOf)]);
    assert.deepEqual([from(2), from(3)], [[[2, 'Port numbers reused'], [5, 'Keep-Alive']], [[5, 'Keep-Alive']]]);
  });

  it('is the same when one asks for a single segment, far down in a flow too', () => {
    const lossy = [
      'client -> server: [ACK] len=1000 lost', ...Array<string>(3).fill('client -> server: [ACK] len=1000\nserver -> client: [ACK]'),
      'client -> server: [ACK] seq=2148001 len=1000', 'server -> client: [ACK]', 'server -> client: [ACK] win=65000', 'client -> server: [ACK] len=500 delayed as late',
      'client -> server: [ACK] len=1', 'deliver late', 'client -> server: [ACK] seq=2152001 len=1',
    ];
    const long = [longFlow(4301), ...lossy].join('\n');
    const labels: string[] = [];
    for (const text of [long, ...all.map((fixture) => strip(fixture.text).text)]) {
      for (const timeline of check(text).timelines) {
        const found = classify(timeline);
        for (let index = timeline.length - 1; index >= 0 && index > timeline.length - 100; index--) {
          const step = timeline.step(index);
          if (step?.kind !== 'segment') continue;
          const one = classificationsOf(timeline, index, step);
          assert.deepEqual(one, found.get(index) ?? []);
          if (text === long) labels.push(...one.map(labelOf));
        }
      }
    }
    const said = ['Dup ACK #1', 'Dup ACK #2', 'Dup ACK #3', 'Fast Retransmission', 'Window Update', 'Out-Of-Order', 'Spurious Retransmission'];
    assert.deepEqual(labels.toSorted(), said.toSorted());
  });

  it('may arrive 130,000 times', () => {
    const [timeline] = check(`endpoint a ESTABLISHED\nendpoint b ESTABLISHED\na -> b: [ACK] len=9 delayed as s\n${'deliver s\n'.repeat(130_000)}`).timelines as [Timeline];
    assert.equal(classify(timeline).size, 0);
    assert.deepEqual(classificationsOf(timeline, 0, timeline.step(0) as SegmentStep), []);
  });

  it('is said on hover', () => {
    const text = 'endpoint a ESTABLISHED\nendpoint b ESTABLISHED\na -> b: [ACK] len=9 lost\na -> b: [ACK] seq=1 len=9\nb -> a: [ACK]';
    const lines = parseLines(text);
    const blocks = hover(check(text), lines, 3, 7, text.split('\n')[3]!)?.blocks ?? [];
    const sentences = blocks.flatMap((block) => (block.kind === 'text' ? [format(block.text)] : []));
    assert.equal(sentences[0], '[TCP Retransmission]: it sends again what line 3 sent.');
  });
});
