// Where the lifelines stand: as far apart as the texts between them and beside them need. Must not know heights.
import { fonts } from './fonts.ts';
import { longestFlight } from './long-flight.ts';
import { emptyMap, getIn, setIn, type IntMap } from '../timeline/int-map.ts';
import type { Measure } from './measure.ts';
import type { Run } from './drawing.ts';
import type { Bracket, Lane, Mark, Row } from './scene-types.ts';
import { runsWidth } from './shapes.ts';
import type { ArrowText } from './arrow-text.ts';
import { shorten, shortenRuns, wrap } from './wrap.ts';

export interface Head {
  readonly lines: readonly { readonly text: string; readonly style: 'head' | 'address' }[];
  /** The label unshortened. */
  readonly full: string;
  readonly width: number;
  readonly height: number;
}

export interface Columns {
  readonly width: number;
  /** The lifelines. */
  readonly x: readonly number[];
  readonly heads: readonly Head[];
  /** Where times begin. */
  readonly timeX: number;
  /** Where the numbers of lines end, when they are shown. */
  readonly numbersX?: number;
  /** How far the outermost frame stands from the edge. */
  readonly frameX: number;
  /** Half the width of the rails at each lane. */
  readonly railHalf: readonly number[];
  /** The room that brackets take beside the rails of each lane. */
  readonly bracketRoom: readonly { readonly left: number; readonly right: number }[];
}

/** Pixels from one rail's middle to the next. */
export const railPitch = 9;
export const railWidth = 6;
/** From a rail to what stands beside it. */
export const besideRail = 9;
/** What the sign before a mark's text takes. */
export const signWidth = 15;
/** From one bracket to the next. */
export const bracketPitch = 6;
/** From a lifeline to the text above an arrow. */
export const textInset = 22;
export const frameInset = 9;

const leastGap = 260;
// Three or more endpoints shall fit into a narrow panel and still be read.
const leastGapOfMany = 184;
const widestHead = 220;
const edge = 12;
// Two texts that leave at once stand side by side, unless the diagram gets too wide for a panel by it.
const widestPair = (lanes: number): number => (lanes <= 2 ? 520 : 320);
/** Between them, where more than two cross. */
const corridor = 64;

// Where a slanted arrow crosses rows, their texts need room to step aside.
const widestCrossed = (lanes: number): number => (lanes <= 3 ? 400 : 300);

/** A row's time as it stands in the margin. */
export const timeText = ({ time = '', since }: Pick<Row, 'time' | 'since'>): string => (since === undefined ? time : `${time} (${since})`);

/** What is expected of a variable may be long. */
const widestMark = 200;

/** A mark's text as it stands beside its rail. */
export const markRuns = ({ runs }: Mark, measure: Measure): readonly Run[] => (runsWidth(runs, measure) <= widestMark ? runs : shortenRuns(runs, widestMark, measure));

/** The width a mark takes beside its rail, in pixels. */
const markWidth = (mark: Mark, measure: Measure): number => runsWidth(markRuns(mark, measure), measure) + (mark.sign === undefined ? 0 : signWidth);

/** What rows need beside and between the lifelines, in pixels: the widest of each kind. By `lane * 2`, and one more on its right. */
export interface Needs {
  readonly marks: readonly number[];
  readonly texts: readonly number[];
  /** Of texts in rows that something in flight crosses. */
  readonly crossed: readonly number[];
  /** Of two texts that stand side by side. */
  readonly pairs: readonly number[];
  /** Of what is wrong. */
  readonly faults: readonly number[];
  /** Of what stands at one moment beside a lane on its right and beside the next one on its left, together. */
  readonly facing: readonly number[];
  readonly time: number;
}

const sideOf = (lane: number, outward: 'left' | 'right'): number => lane * 2 + (outward === 'left' ? 0 : 1);

/** The texts of segments that leave at once. A value. */
export interface Together {
  /** How many there are, as far as anybody asks. */
  readonly count: number;
  /** The widest of those from one lane toward another, by `wayOf`. */
  readonly widest: IntMap<number>;
}

export const nothingLeaves: Together = { count: 0, widest: emptyMap };

const wayOf = (from: number, toward: number, lanes: number): number => from * lanes + toward;

/** `texts`: of each row's arrow. `above`: what has left and has not arrived when the first row may stand beside it; `together` is the same behind the last row. */
export const needsOf = (
  lanes: number, rows: readonly Row[], texts: readonly (ArrowText | undefined)[], above: Together, measure: Measure,
): { readonly needs: Needs; readonly together: Together } => {
  const none = (): number[] => Array.from({ length: lanes * 2 }, () => 0);
  const needs = { marks: none(), texts: none(), crossed: none(), pairs: none(), faults: none(), facing: none(), time: 0 };
  const need = (list: number[], lane: number, outward: 'left' | 'right', width: number): void => {
    const side = sideOf(lane, outward);
    list[side] = Math.max(list[side]!, width);
  };
  /** Until this row some segment is in flight above others. */
  let crossedUntil = -1;
  let together = above;
  for (const [index, row] of rows.entries()) {
    if (row.time !== undefined) needs.time = Math.max(needs.time, measure(timeText(row), 'time') + 14);
    for (const mark of row.marks) need(needs.marks, mark.lane, mark.outward, markWidth(mark, measure));
    for (const atOnce of Map.groupBy(row.marks, ({ tick }) => tick).values()) {
      for (const mark of atOnce) {
        for (const other of atOnce) {
          if (mark.outward === 'right' && other.outward === 'left' && other.lane === mark.lane + 1) {
            need(needs.facing, mark.lane, 'right', markWidth(mark, measure) + markWidth(other, measure));
          }
        }
      }
    }
    const text = texts[index];
    if (row.at === undefined) continue;
    const { lane, toward } = row.at;
    const outward = toward < lane ? 'left' : 'right';
    // Messages are read in lines, not in a pile of words.
    if (row.faults.length > 0) need(needs.faults, lane, outward, (lanes > 3 ? leastGapOfMany : leastGap) - textInset);
    if (text === undefined) continue;
    need(index < crossedUntil ? needs.crossed : needs.texts, lane, outward, text.width);
    const arrives = row.arrow?.arrivals[0]?.row ?? row.arrow?.dropped?.row ?? index;
    if (arrives - index <= longestFlight) crossedUntil = Math.max(crossedUntil, arrives);
    if (row.beside !== true) together = nothingLeaves;
    const facing = getIn(together.widest, wayOf(toward, lane, lanes)) ?? 0;
    const way = wayOf(lane, toward, lanes);
    together = { count: Math.min(together.count + 1, 3), widest: setIn(together.widest, way, Math.max(getIn(together.widest, way) ?? 0, text.width)) };
    const pair = facing + text.width + 3 * textInset;
    if (facing > 0 && pair <= widestPair(lanes)) need(needs.pairs, lane, outward, pair + (lanes === 2 && together.count > 2 ? corridor : 0));
  }
  return { needs, together };
};

/** What all of them need together. */
export const allNeeds = (all: readonly Needs[]): Needs => {
  const most = (kind: Exclude<keyof Needs, 'time'>): number[] => {
    const widest = [...all[0]?.[kind] ?? []];
    for (const needs of all) for (let side = 0; side < widest.length; side++) widest[side] = Math.max(widest[side]!, needs[kind][side]!);
    return widest;
  };
  return { marks: most('marks'), texts: most('texts'), crossed: most('crossed'), pairs: most('pairs'), faults: most('faults'), facing: most('facing'), time: all.reduce((widest, { time }) => Math.max(widest, time), 0) };
};

/** What leads to the columns beside what the rows need. */
export interface ColumnsOf {
  readonly lanes: readonly Lane[];
  /** How many rails stand side by side at each lane. */
  readonly slots: readonly number[];
  readonly brackets: Iterable<Pick<Bracket, 'lane' | 'outward' | 'slot'>>;
  /** How many frames stand in each other at most. */
  readonly depth: number;
  /** The highest of the lines' numbers, when they are shown. */
  readonly lastNumber?: number | undefined;
}

export const columns = ({ lanes: all, slots, brackets, depth, lastNumber }: ColumnsOf, needs: Needs, measure: Measure): Columns => {
  const heads = all.map((lane) => headOf(lane, measure));
  const railHalf = slots.map((count) => (Math.max(1, count) - 1) * railPitch / 2 + railWidth / 2);
  const bracketRoom = all.map(() => ({ left: 0, right: 0 }));
  for (const { lane, outward, slot } of brackets) {
    const room = bracketRoom[lane]!;
    room[outward] = Math.max(room[outward], (slot + 1) * bracketPitch);
  }
  const lanes = all.length;
  const least = lanes > 2 ? leastGapOfMany : leastGap;
  const gaps: number[] = Array.from({ length: Math.max(0, lanes - 1) }, (_, left) =>
    Math.max(least, (heads[left]!.width + heads[left + 1]!.width) / 2 + 24));
  let before = heads[0] === undefined ? 0 : heads[0].width / 2;
  let after = heads.at(-1) === undefined ? 0 : heads.at(-1)!.width / 2;
  const room = (lane: number, outward: 'left' | 'right', width: number): void => {
    const gap = outward === 'left' ? lane - 1 : lane;
    if (gap < 0) before = Math.max(before, width);
    else if (gap >= lanes - 1) after = Math.max(after, width);
    else gaps[gap] = Math.max(gaps[gap]!, width + textInset);
  };
  for (let lane = 0; lane < lanes; lane++) {
    for (const outward of ['left', 'right'] as const) {
      const side = sideOf(lane, outward);
      if (needs.marks[side]! > 0) room(lane, outward, railHalf[lane]! + besideRail + bracketRoom[lane]![outward] + needs.marks[side]!);
      const around = railHalf[lane]! + 2 * textInset;
      if (needs.texts[side]! > 0) room(lane, outward, around + needs.texts[side]!);
      const crossed = needs.crossed[side]!;
      if (crossed > 0) room(lane, outward, Math.max(around + crossed, Math.min(widestCrossed(lanes), around + 2 * crossed)));
      if (needs.pairs[side]! > 0) room(lane, outward, needs.pairs[side]!);
      if (needs.facing[side]! > 0) {
        room(lane, outward, railHalf[lane]! + railHalf[lane + 1]! + 2 * besideRail + bracketRoom[lane]!.right + bracketRoom[lane + 1]!.left + needs.facing[side]!);
      }
      if (needs.faults[side]! > 0) room(lane, outward, needs.faults[side]!);
    }
  }
  const frameX = edge;
  const inside = edge + (depth === 0 ? 0 : depth * frameInset + 4);
  // The digits are equally wide, and the next line must not move everything.
  const numbersX = lastNumber === undefined ? undefined : inside + Math.ceil(measure('0'.repeat(Math.max(2, String(lastNumber).length)), 'time'));
  const timeX = numbersX === undefined ? inside : numbersX + 12;
  const x: number[] = [];
  let at = timeX + needs.time + before;
  for (let lane = 0; lane < lanes; lane++) {
    x.push(Math.round(at));
    at += gaps[lane] ?? 0;
  }
  const width = Math.ceil(Math.max((x.at(-1) ?? inside) + after + inside, leastGap + 2 * inside));
  return { width, x, heads, timeX, ...(numbersX === undefined ? {} : { numbersX }), frameX, railHalf, bracketRoom };
};

const headOf = (lane: Lane, measure: Measure): Head => {
  const label = wrap(lane.label, 'head', widestHead - 24, measure, 2);
  const lines: Head['lines'][0][] = label.map((text) => ({ text, style: 'head' }));
  if (lane.name !== undefined) lines.push({ text: shorten(lane.name, 'address', widestHead - 24, measure), style: 'address' });
  // An address that is cut is none.
  if (lane.address !== undefined) lines.push(...wrap(lane.address, 'address', widestHead - 24, measure, 3).map((text) => ({ text, style: 'address' } as const)));
  const width = Math.max(96, ...lines.map(({ text, style }) => measure(text, style) + 24));
  const height = lines.reduce((sum, { style }) => sum + fonts[style].lineHeight, 14);
  return { lines, full: [lane.label, lane.name, lane.address].filter((part) => part !== undefined).join('\n'), width: Math.ceil(width), height };
};
