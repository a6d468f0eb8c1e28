// Tests of what segments are in Wireshark's words: below each line that is something special stands what, after `//=`,
// and below no other. UPDATE=1 writes it: read the diff line by line.
import assert from 'node:assert/strict';
import { hover } from '../language-server/core/ide/hover.ts';
import { format } from '../language-server/core/flow/message.ts';
import { classify, labelOf, terms, type Classification } from '../language-server/core/timeline/classify.ts';
import type { Timeline } from '../language-server/core/timeline/timeline.ts';
import { parseLines } from '../language-server/syntax/lines.ts';
import { annotate, strip } from './support/annotate.ts';
import { check } from './support/check.ts';
import { fixtures, matchesFile } from './support/fixtures.ts';

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

  it('is said on hover', () => {
    const text = 'endpoint a ESTABLISHED\nendpoint b ESTABLISHED\na -> b: [ACK] len=9 lost\na -> b: [ACK] seq=1 len=9\nb -> a: [ACK]';
    const lines = parseLines(text);
    const blocks = hover(check(text), lines, 3, 7, text.split('\n')[3]!)?.blocks ?? [];
    const sentences = blocks.flatMap((block) => (block.kind === 'text' ? [format(block.text)] : []));
    assert.equal(sentences[0], '[TCP Retransmission]: it sends again what line 3 sent.');
  });
});
