// What is said about a file after edits is what is said about its text when it is opened anew: findings, steps, hovers,
// hints, outline and drawings.
import assert from 'node:assert/strict';

import fc from 'fast-check';

import { analyze, type Analysis } from '../../language-server/core/analyze.ts';
import { drawAll, flowsToDraw } from '../../language-server/core/diagram/draw.ts';
import { painter, type Painter } from '../../language-server/core/diagram/picture.ts';
import type { Lines } from '../../language-server/core/flow/flow.ts';
import type { Line } from '../../language-server/core/flow/statement.ts';
import { toEnd } from '../../language-server/core/flow/turns.ts';
import { hints } from '../../language-server/core/ide/hints.ts';
import { hover } from '../../language-server/core/ide/hover.ts';
import { outline } from '../../language-server/core/ide/outline.ts';
import { openDocument } from '../../language-server/lsp/document.ts';
import { parseLine, splitLines } from '../../language-server/syntax/lines.ts';
import { anyEdit, anyText, changeOf } from './random-edits.ts';
import { inOneOrder, wholePicture } from './whole-picture.ts';

/** Edits after which everything is compared; after the others only the findings, which are what one sees first. */
const allComparedEvery = 7;

/** Files with 20 edits each. */
export const equivalence = (parameters: { readonly numRuns: number; readonly seed: number }): void => {
  fc.assert(fc.property(anyText, fc.array(anyEdit, { minLength: 20, maxLength: 20 }), fc.integer({ min: 0, max: 3 }), (start, edits, lazy) => {
    const document = openDocument('u', 1, start);
    let [before, text] = [start, start];
    const painters: Painter[] = [];
    for (const [index, edit] of edits.entries()) {
      const { change, after } = changeOf(edit, text, before);
      document.change([change], index + 2);
      [before, text] = [text, after];
      // Now and then several changes come before anyone looks, or work is given up in the middle.
      if (lazy === 1 && index % 3 !== 2) continue;
      if (lazy === 2 && index % 3 !== 2) {
        const work = document.work();
        for (let steps = 0; steps < index * 20; steps++) if (work.next().done === true) break;
        continue;
      }
      const lines = splitLines(text).map(parsed);
      const fresh = analyze(lines);
      assert.deepEqual(document.analysis().findings, fresh.findings);
      if (index % allComparedEvery !== allComparedEvery - 1) continue;
      const [now, anew] = [everything(document.analysis(), document.lines, text), everything(fresh, lines, text)];
      for (const part of Object.keys(now) as (keyof typeof now)[]) assert.equal(now[part], anew[part], part);
      // What is painted tile by tile, on what was painted before, is what is drawn as a whole.
      const painted = flowsToDraw(document.analysis().timelines).map((timeline, flow) =>
        wholePicture(toEnd((painters[flow] ??= painter({}, 'on purpose')).paint(timeline))));
      assert.equal(plain(painted), plain(drawAll(fresh.timelines).map(inOneOrder)), 'pictures');
    }
  }), parameters);
};

// The same text is the same line: parsing all lines again after each edit would be most of the time.
const known = new Map<string, Line>();
const parsed = (text: string): Line => {
  const line = known.get(text) ?? parseLine(text);
  if (known.size < 100_000) known.set(text, line);
  return line;
};

const everything = (analysis: Analysis, lines: Lines, text: string): Readonly<Record<string, string>> => {
  const texts = splitLines(text);
  return {
    steps: plain(analysis.timelines.map(({ steps, end, connections }) => ({ steps, end, connections }))),
    hovers: plain(texts.flatMap((one, line) => [0, 0.3, 0.6].map((place) => hover(analysis, lines, line, Math.floor(one.length * place), one)))),
    hints: plain(hints(analysis.timelines, lines, (line) => texts[line] ?? '', 0, texts.length, { numbers: true, states: true })),
    outline: plain(toEnd(outline(lines, (line) => texts[line] ?? '', analysis.timelines))),
    drawings: plain(drawAll(analysis.timelines)),
  };
};

/** As text. Lines that are referred to are their numbers: their identities differ. */
const plain = (value: unknown): string => JSON.stringify(value, (_, one: unknown) =>
  (typeof one === 'object' && one !== null && 'id' in one && 'line' in one && ('index' in one || 'declaration' in one) ? (one as { line: number }).line : one), 1);
