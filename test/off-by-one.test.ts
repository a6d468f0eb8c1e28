// Numbers that are one or two too low or too high: the number that is wrong is told, and no other. And of two that are wrong, in
// whatever way they fit each other, the blame falls on no third line.
import assert from 'node:assert/strict';
import type { Finding } from '../language-server/core/flow/finding.ts';
import { annotate, strip } from './support/annotate.ts';
import { check } from './support/check.ts';
import { fixtures } from './support/fixtures.ts';

interface Change {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const flows = fixtures('flows').filter(({ name }) => name.includes('off-by-one')).flatMap(({ text }) => strip(text).text.split(/\n(?=flow )/).slice(1).map((one) => one.split('\n')));

const title = ([first]: readonly string[]): string => /"(.*)"/.exec(first!)![1]!;

/** Each number of each segment, and other ones that it may be. */
const changes = (lines: readonly string[], by: readonly number[], fields = /\b(seq|ack)=(\d+)/g): readonly Change[] => lines.flatMap((text, line) =>
  (!text.includes('->') ? [] : [...text.matchAll(fields)].flatMap(({ index, 0: whole, 1: field, 2: value }) =>
    by.map((more) => ({ line, start: index, end: index + whole.length, text: `${field}=${Number(value) + more}` })))));

const changed = (lines: readonly string[], { line, start, end, text }: Change): readonly string[] => lines.with(line, lines[line]!.slice(0, start) + text + lines[line]!.slice(end));

const graveIn = (lines: readonly string[]): readonly Finding[] => check(lines.join('\n')).findings.filter(({ severity }) => severity === 'error' || severity === 'warning');

/** The first SYN of an end has whatever number it has: what contradicts it stands below. */
const begins = (lines: readonly string[], { line, text }: Change): boolean => {
  const isSyn = (one: string): boolean => /^ *(\w+) -> \w+: \[SYN/.exec(one)?.[1] === /\w+/.exec(lines[line]!)![0];
  return text.startsWith('seq') && isSyn(lines[line]!) && !lines.slice(0, line).some(isSyn);
};

describe('a number that is wrong', () => {
  for (const lines of flows) {
    it(title(lines), () => {
      assert.deepEqual(graveIn(lines), []);
      for (const change of changes(lines, [-2, -1, 1, 2])) {
        const wrong = changed(lines, change);
        const found = graveIn(wrong);
        const shown = `line ${change.line + 1}: ${change.text}\n${annotate(strip(wrong.join('\n')), found)}`;
        assert.equal(found.length, 1, shown);
        const [{ line, span }] = found as [Finding];
        if (begins(lines, change)) assert.ok(line > change.line, shown);
        else assert.deepEqual([line, wrong[line]!.slice(span.start, span.end)], [change.line, change.text], shown);
      }
    });
  }
});

describe('a length that is wrong', () => {
  for (const lines of flows) {
    it(title(lines), () => {
      for (const change of changes(lines, [-9, -1, 1, 9], /\b(len)=(\d+)/g)) {
        const wrong = changed(lines, change);
        const found = graveIn(wrong);
        const shown = `line ${change.line + 1}: ${change.text}\n${annotate(strip(wrong.join('\n')), found)}`;
        assert.equal(found.length, 1, shown);
        assert.ok(found[0]!.line >= change.line, shown);
      }
    });
  }
});

describe('two numbers that are wrong, one soon after the other', () => {
  for (const lines of flows) {
    it(title(lines), () => {
      const all = changes(lines, [-1, 1]).filter((change) => !begins(lines, change));
      for (const [index, first] of all.entries()) {
        for (const second of all.slice(index + 1).filter(({ line }) => line > first.line && line <= first.line + 3)) {
          const wrong = changed(changed(lines, first), second);
          const found = graveIn(wrong);
          const shown = `lines ${first.line + 1}: ${first.text}, ${second.line + 1}: ${second.text}\n${annotate(strip(wrong.join('\n')), found)}`;
          assert.ok(found.length > 0 && found.every(({ line }) => line === first.line || line === second.line), shown);
        }
      }
    });
  }
});
