// Where the lifelines stand: as far apart as the texts between them and beside them need. Must not know heights.
import { fonts } from './fonts.ts';
import { longestFlight } from './long-flight.ts';
import type { Measure } from './measure.ts';
import type { Mark, Scene } from './scene-types.ts';
import { runsWidth } from './shapes.ts';
import type { ArrowText } from './arrow-text.ts';
import { shorten, wrap } from './wrap.ts';

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
const widestPair = 520;
/** Between them, where more than two cross. */
const corridor = 64;

// Where a slanted arrow crosses rows, their texts need room to step aside.
const widestCrossed = 400;

/** The width a mark takes beside its rail, in pixels. */
export const markWidth = (mark: Mark, measure: Measure): number => runsWidth(mark.runs, measure) + (mark.sign === undefined ? 0 : signWidth);

/** `texts`: of each row's arrow. `slots`: how many rails stand side by side at each lane. */
export const columns = (
  scene: Scene, texts: readonly (ArrowText | undefined)[], slots: readonly number[], measure: Measure,
): Columns => {
  const heads = scene.lanes.map((lane) => headOf(lane, measure));
  const railHalf = slots.map((count) => (Math.max(1, count) - 1) * railPitch / 2 + railWidth / 2);
  const bracketRoom = scene.lanes.map(() => ({ left: 0, right: 0 }));
  for (const { lane, outward, slot } of scene.brackets) {
    const room = bracketRoom[lane]!;
    room[outward] = Math.max(room[outward], (slot + 1) * bracketPitch);
  }
  const lanes = scene.lanes.length;
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
  let timeWidth = 0;
  /** Until this row some segment is in flight above others. */
  let crossedUntil = -1;
  /** What has left and has not arrived where `beside` rows go on. */
  let widthsAbove: { readonly lane: number; readonly toward: number; readonly width: number }[] = [];
  for (const [index, row] of scene.rows.entries()) {
    if (row.time !== undefined) timeWidth = Math.max(timeWidth, measure(row.time, 'time') + 14);
    for (const mark of row.marks) room(mark.lane, mark.outward, railHalf[mark.lane]! + besideRail + bracketRoom[mark.lane]![mark.outward] + markWidth(mark, measure));
    const text = texts[index];
    if (row.at === undefined) continue;
    const { lane, toward } = row.at;
    const outward = toward < lane ? 'left' : 'right';
    // Messages are read in lines, not in a pile of words.
    if (row.faults.length > 0) room(lane, outward, leastGap - textInset);
    if (text === undefined) continue;
    const plain = railHalf[lane]! + text.width + 2 * textInset;
    room(lane, outward, index < crossedUntil ? Math.max(plain, Math.min(widestCrossed, plain + text.width)) : plain);
    const arrives = row.arrow?.arrivals[0]?.row ?? row.arrow?.dropped?.row ?? index;
    if (arrives - index <= longestFlight) crossedUntil = Math.max(crossedUntil, arrives);
    if (row.beside !== true) widthsAbove = [];
    const facing = widthsAbove.reduce((most, above) => (above.lane === toward && above.toward === lane ? Math.max(most, above.width) : most), 0);
    widthsAbove.push({ lane, toward, width: text.width });
    const pair = facing + text.width + 3 * textInset;
    if (facing > 0 && pair <= widestPair) room(lane, outward, pair + (widthsAbove.length > 2 ? corridor : 0));
  }
  const depth = scene.frames.reduce((deepest, frame) => Math.max(deepest, frame.depth + 1), 0);
  const frameX = edge;
  const inside = edge + (depth === 0 ? 0 : depth * frameInset + 4);
  const x: number[] = [];
  let at = inside + timeWidth + before;
  for (let lane = 0; lane < lanes; lane++) {
    x.push(Math.round(at));
    at += gaps[lane] ?? 0;
  }
  const width = Math.ceil(Math.max((x.at(-1) ?? inside) + after + inside, leastGap + 2 * inside));
  return { width, x, heads, timeX: inside, frameX, railHalf, bracketRoom };
};

const headOf = (lane: Scene['lanes'][0], measure: Measure): Head => {
  const label = wrap(lane.label, 'head', widestHead - 24, measure, 2);
  const lines: Head['lines'][0][] = label.map((text) => ({ text, style: 'head' }));
  for (const small of [lane.name, lane.address]) {
    if (small !== undefined) lines.push({ text: shorten(small, 'address', widestHead - 24, measure), style: 'address' });
  }
  const width = Math.max(96, ...lines.map(({ text, style }) => measure(text, style) + 24));
  const height = lines.reduce((sum, { style }) => sum + fonts[style].lineHeight, 14);
  return { lines, full: [lane.label, lane.name, lane.address].filter((part) => part !== undefined).join('\n'), width: Math.ceil(width), height };
};
