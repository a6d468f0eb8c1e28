// What is said about a file after edits is what is said about its text when it is opened anew: findings, steps, hovers,
// hints, outline and drawings. Most files are short and cut into short parts: they have the joints of long ones, and cost little.
import assert from 'node:assert/strict';

import fc from 'fast-check';

import { analyze, type Analysis } from '../../language-server/core/analyze.ts';
import { drawAll, flowsToDraw } from '../../language-server/core/diagram/draw.ts';
import { painter, type Painter } from '../../language-server/core/diagram/picture.ts';
import { scene } from '../../language-server/core/diagram/scene.ts';
import { longestChunk } from '../../language-server/core/flow/chunks.ts';
import type { Lines } from '../../language-server/core/flow/flow.ts';
import type { Line } from '../../language-server/core/flow/statement.ts';
import { toEnd } from '../../language-server/core/flow/turns.ts';
import { hints } from '../../language-server/core/ide/hints.ts';
import { hover } from '../../language-server/core/ide/hover.ts';
import { outline } from '../../language-server/core/ide/outline.ts';
import { openDocument, type OpenDocument } from '../../language-server/lsp/document.ts';
import { parseLine, splitLines } from '../../language-server/syntax/lines.ts';
import { lower } from '../../language-server/syntax/lower.ts';
import { createTcpflowParser } from '../../language-server/syntax/parser.ts';
import { Problems } from '../../language-server/syntax/problems.ts';
import { anyEdit, anyText, changeOf, place, shortEdit, shortText, type Edit } from './random-edits.ts';
import { inOneOrder, wholePicture } from './whole-picture.ts';

/** What was done so far. */
export interface Compared {
  readonly edits: number;
  /** Edits after which all was compared; the others are those that come before anyone looks. */
  readonly compared: number;
  /** Of them, those after which the picture was painted too. */
  readonly painted: number;
}

/** A file, what is done to it, and how it is looked at. */
interface Case {
  readonly start: string;
  readonly edits: readonly { readonly edit: Edit; readonly elsewhere: number; readonly column: number }[];
  /** How many lines a part has. */
  readonly longest: number;
  /** Now and then several changes come before anyone looks, or work is given up in the middle. */
  readonly looks: 'always' | 'seldom' | 'halfway';
}

const looks = fc.oneof({ weight: 10, arbitrary: fc.constant('always' as const) }, fc.constant('seldom' as const), fc.constant('halfway' as const));
const editsOf = (edit: fc.Arbitrary<Edit>): fc.Arbitrary<Case['edits']> =>
  fc.array(fc.record({ edit, elsewhere: place, column: place }), { minLength: 20, maxLength: 20 });

const anyCase: fc.Arbitrary<Case> = fc.oneof(
  { weight: 49, arbitrary: fc.record({ start: shortText, edits: editsOf(shortEdit), longest: fc.constantFrom(2, 3, 5, 8, longestChunk), looks }) },
  { weight: 1, arbitrary: fc.record({ start: anyText, edits: editsOf(anyEdit), longest: fc.constant(longestChunk), looks }) },
);

/** The picture is painted after one edit of so many, and so on what is several edits old. */
const paintedEvery = 4;

/** Files with 20 edits each. What fails is made small, and told with the seed that finds it again. */
export const equivalence = (parameters: { readonly numRuns: number; readonly seed: number }): Compared => {
  const counts = { edits: 0, compared: 0, painted: 0 };
  const { failed, counterexample, counterexamplePath, errorInstance } = fc.check(fc.property(anyCase, (one) => play(one, counts)), { ...parameters, endOnFailure: true });
  if (failed) {
    const small = shrunk(counterexample![0]);
    throw new Error(`seed ${parameters.seed}, file ${counterexamplePath}; ${small === undefined ? `no smaller one: ${JSON.stringify(counterexample)}` : `the texts ${JSON.stringify(small, undefined, 1)}`}`, { cause: errorInstance });
  }
  return counts;
};

const play = ({ start, edits, longest, looks: how }: Case, counts: { -readonly [Key in keyof Compared]: number }): void => {
  const document = openDocument('u', 1, start, undefined, undefined, longest);
  let [before, text] = [start, start];
  const painters: Painter[] = [];
  for (const [index, { edit, elsewhere, column }] of edits.entries()) {
    const { change, after } = changeOf(edit, text, before);
    document.change([change], index + 2);
    [before, text] = [text, after];
    counts.edits++;
    if (how !== 'always' && index % 3 !== 2) {
      if (how === 'seldom') continue;
      const work = document.work();
      for (let steps = 0; steps < index * longest / 3; steps++) if (work.next().done === true) break;
      continue;
    }
    const here = 'range' in change ? change.range.start.line : 0;
    const isPainted = index % paintedEvery === paintedEvery - 1;
    assertAsAnew(document, text, [here - 1, here, here + 1, elsewhere], column, isPainted ? painters : undefined);
    counts.compared++;
    if (isPainted) counts.painted++;
  }
};

/** A file's texts, one after the other, as few and as short as they show it; undefined where it does not show without what else was done. */
const shrunk = ({ start, edits, longest }: Case): readonly string[] | undefined => {
  const isOdd = (texts: readonly string[]): boolean => {
    try {
      assertEdits(texts, longest);
      return false;
    } catch {
      return true;
    }
  };
  let texts = [start];
  for (const [index, { edit }] of edits.entries()) texts.push(changeOf(edit, texts[index]!, texts[index - 1] ?? start).after);
  if (!isOdd(texts)) return undefined;
  const without = (line: string): string[] => texts.map((text) => splitLines(text).filter((one) => one !== line).join('\n'));
  for (let before: readonly string[] = []; before !== texts;) {
    before = texts;
    for (let at = texts.length - 1; at >= 0 && texts.length > 1; at--) if (isOdd(texts.toSpliced(at, 1))) texts = texts.toSpliced(at, 1);
    for (const line of new Set(texts.flatMap(splitLines))) if (isOdd(without(line))) texts = without(line);
    if (texts.join() === before.join()) texts = before as string[];
  }
  return texts;
};

/** A file becomes each of these texts, and is looked at everywhere. `longest`: how many lines a part has. */
export const assertEdits = (texts: readonly string[], longest = 2): void => {
  const document = openDocument('u', 1, texts[0]!, undefined, undefined, longest);
  const painters: Painter[] = [];
  for (const [index, text] of texts.entries()) {
    if (index > 0) document.change([changeOf({ kind: 'undo' }, texts[index - 1]!, text).change], index + 1);
    assertAsAnew(document, text, [...splitLines(text).keys()], 0.3, painters);
  }
};

/**
 * What is said of the document is what is said of its text. `hovered`: lines by their numbers, or by their part of all lines where they are
 * no whole numbers; `column`: as a part of a line. `painters`: if it is painted, those that have painted its flows before.
 */
const assertAsAnew = (document: OpenDocument, text: string, hovered: readonly number[], column: number, painters: Painter[] | undefined): void => {
  const texts = splitLines(text);
  const places = hovered.map((line) => (Number.isInteger(line) ? line : Math.floor(line * texts.length))).filter((line) => line >= 0 && line < texts.length)
    .map((line) => [line, Math.floor(column * texts[line]!.length)] as const);
  const lines = texts.map(parsed);
  const [analysis, fresh] = [document.analysis(), analyze(lines)];
  const [now, anew] = [everything(analysis, document.lines, texts, places), everything(fresh, lines, texts, places)];
  for (const part of Object.keys(now)) assertAlike(now[part], anew[part], part);
  if (painters === undefined) return;
  // What is painted tile by tile, on what was painted before, is what is drawn as a whole.
  const painted = flowsToDraw(analysis.timelines).map((timeline, flow) => wholePicture(toEnd((painters[flow] ??= painter({}, 'on purpose')).paint(timeline))));
  assertAlike(painted, drawAll(fresh.timelines).map(inOneOrder), 'pictures');
};

// The same text is the same line: parsing all lines again after each edit would be most of the time.
const known = new Map<string, Line>();
const parsed = (text: string): Line => {
  const line = known.get(text) ?? asTheParserReads(text);
  if (known.size > 20_000) known.clear();
  known.set(text, line);
  return line;
};

/** The line, whatever was remembered of others that look like it. */
const asTheParserReads = (text: string): Line => {
  const line = parseLine(text);
  if (line.statement === undefined || line.problem !== undefined || line.opens !== undefined) return line;
  return { ...line, statement: lower(parser.parseTree(text.replace(/^\ufeff/, ' ')).value, new Problems())! };
};
const parser = createTcpflowParser();

const everything = ({ findings, timelines }: Analysis, lines: Lines, texts: readonly string[], hovered: readonly (readonly [line: number, column: number])[]): Readonly<Record<string, unknown>> => ({
  findings,
  steps: timelines.map(({ steps, end, connections }) => ({ steps, end, connections })),
  hovers: hovered.map(([line, column]) => hover({ findings, timelines }, lines, line, column, texts[line]!)),
  hints: hints(timelines, lines, (line) => texts[line] ?? '', 0, texts.length, { numbers: true, states: true }),
  outline: toEnd(outline(lines, (line) => texts[line] ?? '', timelines)),
  scenes: flowsToDraw(timelines).map((timeline) => scene(timeline, {})),
});

const assertAlike = (one: unknown, other: unknown, part: string): void => {
  if (isAlike(one, other)) return;
  assert.equal(plain(one), plain(other), part);
  assert.fail(`${part}: they differ in what JSON does not show`);
};

/** Whether two values say the same. Lines that are referred to are their numbers: their identities differ. */
const isAlike = (one: unknown, other: unknown): boolean => {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (isLine(one) && isLine(other)) return one.line === other.line;
  if (one instanceof Set || one instanceof Map) return (other instanceof Set || other instanceof Map) && isAlike([...one], [...other]);
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((item, index) => isAlike(item, other[index]));
  const keys = Object.keys(one) as never[];
  return keys.length === Object.keys(other).length && keys.every((key) => key in other && isAlike(one[key], other[key]));
};

const isLine = (value: object): value is { readonly line: number } => 'id' in value && 'line' in value && ('index' in value || 'declaration' in value);

const plain = (value: unknown): string => JSON.stringify(value, (_, one: unknown) => (typeof one === 'object' && one !== null && isLine(one) ? one.line : one), 1);
