// A flow's diagram tile by tile: after an edit only what it touched is laid out anew, and what is on a tile is made for who looks
// at it. Drawn whole (layout.ts) it is the same. Must not know who looks, nor the words on it.
import type { FlowStep } from '../flow/flow.ts';
import { getIn } from '../timeline/int-map.ts';
import { same } from '../timeline/same.ts';
import type { Timeline, TimelinePart } from '../timeline/timeline.ts';
import { slotted, untilTheEnd, type Covered, type Slotted, type Taken } from './brackets.ts';
import { besideEnd, castKey, castOf, endKey, firstLine, type Cast, type SceneOptions } from './cast.ts';
import { allNeeds, columns as columnsOf, needsOf, nothingLeaves, type Needs, type Together } from './columns.ts';
import type { Drawing, Item, Rail, Sheet, Tile, TileContent } from './drawing.ts';
import {
  atTop, bracketItem, frameItem, fromTop, gridOf, headGap, headsItem, isFlexible, itemsOf, placeRows, railOf, sheetOf, tail, textsOf, type Above, type Grid, type Page,
} from './layout.ts';
import { measure } from './measure.ts';
import { railSlots, type RailExtent } from './rail-slots.ts';
import { bracketsIn, bracketSide, framesIn, frameTitle, openSections, passage, type ClosedSection, type LateLabels, type Passage, type SceneMemory } from './scene.ts';
import type { Bracket } from './scene-types.ts';
import { round } from './shapes.ts';
import { plainLine } from './plain.ts';

/** A flow's diagram, of which only so much is made as one looks at. */
export interface Picture {
  readonly sheet: Sheet;
  /** From top to bottom. The first one begins below the heads. */
  readonly tiles: readonly Tile[];
  content(tile: number): TileContent;
  /** What reaches from one tile into others, and between two heights; `top` and `line` are those of the drawing. */
  spans(top: number, bottom: number): Item[];
}

export interface Painter {
  /** Paints a flow in small steps. One that is not carried to its end is not lost: the next goes on with what it has found. */
  paint(timeline: Timeline): Generator<undefined, Picture>;
  /** How many rows have been laid out. */
  readonly rowsLaid: number;
}

/** What is remembered of a part, as it was laid out. */
interface Laid {
  /** What it was made of. */
  readonly key: object;
  readonly before: SceneMemory | undefined;
  readonly above: Above;
  readonly togetherAbove: Together;
  readonly lead: number;
  readonly late: readonly Late[];
  /** The grid, where the heights depend on it. */
  readonly grid: Grid | undefined;
  // What came of it.
  readonly rows: number;
  readonly rowOf: Passage['rowOf'];
  readonly events: number;
  readonly stops: number;
  readonly needs: Needs;
  readonly depth: number;
  readonly touched: Passage['touched'];
  /** What is covered on this tile alone, and what began above. */
  readonly local: readonly Covered[];
  readonly fromAbove: readonly Covered[];
  readonly closed: readonly ClosedSection[];
  readonly lateElsewhere: Passage['late'];
  readonly after: SceneMemory;
  /** Where the rows begin, end, and have their moments, from the top of the tile. */
  readonly tops: readonly number[];
  readonly bottoms: readonly number[];
  readonly ticks: readonly (readonly number[])[];
  readonly height: number;
  readonly below: Above;
  readonly together: Together;
}

/** What is above a part, and what is said of it elsewhere. */
type At = Pick<Laid, 'before' | 'above' | 'togetherAbove' | 'lead' | 'late'>;

type Late = readonly [line: number, Passage['late'][0]['classification']];

/** A tile as it was handed out last. */
interface Finished {
  readonly laid: Laid;
  readonly grid: Grid;
  readonly leaving: readonly Covered[];
  readonly taken: Taken;
  readonly slotted: readonly Slotted[];
  /** The furthest places that are taken. */
  readonly room: readonly Room[];
  readonly after: Taken;
  readonly id: number;
}

type Room = Pick<Bracket, 'lane' | 'outward' | 'slot'>;

/** Where one tile is now. */
interface Strip {
  readonly part: TimelinePart;
  readonly laid: Laid;
  readonly finished: Finished;
  readonly firstRow: number;
  readonly top: number;
  readonly line: number;
}

export const painter = (options: SceneOptions, onPurpose: string): Painter => {
  const laidOf = new WeakMap<object, Laid>();
  const finishedOf = new WeakMap<object, Finished>();
  const nothingHappens: TimelinePart = { content: {}, lines: [], steps: () => [] };
  let key: object = {};
  let grid: { readonly of: unknown; readonly made: Grid } | undefined;
  let nextId = 1;
  let rowsLaid = 0;

  const pageOf = ({ rows }: Pick<Passage, 'rows'>, on: Grid): Page =>
    ({ grid: on, columns: on.columns, rows, texts: textsOf(rows, on.columns.x.length, measure), measure, onPurpose, railX: on.railX });

  const lay = (cast: Cast, part: TimelinePart, at: At, on: Grid): Laid => {
    const { before, above, togetherAbove, late } = at;
    const made = passage(cast, part, before, lateLabels(late), false);
    const { lines, rows, after } = made;
    rowsLaid += rows.length;
    const page = pageOf(made, on);
    const { placed, bottom, below } = placeRows(page, before === undefined ? headGap : 0, above);
    const readings = rows.filter(({ reading }) => reading !== undefined);
    const first = lines[0]?.index ?? 0;
    const isHere = ({ starts }: Covered): boolean => starts[0]!.line.index >= first;
    const sections = [...made.closed.map(({ section }) => section), ...openSections(after)];
    // Only who stands beside the row above needs to know where that began.
    const isOpen = after.isCrossing && below.level !== undefined;
    const { needs, together } = needsOf(cast.lanes.length, rows, page.texts, togetherAbove, measure);
    return {
      ...at, key, grid: isOpen || isFlexible(rows) ? on : undefined,
      rows: rows.length, rowOf: made.rowOf, events: readings.length, stops: new Set(readings.map(({ line }) => line)).size,
      needs,
      depth: sections.reduce((deepest, { depth }) => Math.max(deepest, depth + 1), 0),
      touched: cast.crowded.size === 0 ? untouched : made.touched, local: made.covered.filter(isHere), fromAbove: made.covered.filter((one) => !isHere(one)),
      closed: made.closed, lateElsewhere: made.late, after,
      tops: placed.map(({ top }) => top), bottoms: placed.map(({ bottom: end }) => end), ticks: placed.map(({ ticks }) => ticks),
      height: bottom,
      below: { lastTick: below.lastTick - bottom, ...(isOpen ? { level: { ...below.level!, top: below.level!.top - bottom } } : {}) },
      together: after.isCrossing ? together : nothingLeaves,
    };
  };

  /** The part as it was laid out before, if it would come out the same again. */
  const known = ({ content }: TimelinePart, { before, above, togetherAbove, lead, late }: At, on: Grid): Laid | undefined => {
    const laid = laidOf.get(content);
    return laid?.key === key && laid.lead === lead && (laid.grid === undefined || laid.grid === on)
      && isSame(laid.above, above) && isSame(laid.togetherAbove, togetherAbove) && isSame(laid.late, late) && isSame(laid.before, before) ? laid : undefined;
  };

  /** Lays out what is not known, from top to bottom. */
  const layAll = function* (cast: Cast, parts: readonly TimelinePart[], lateIn: (part: TimelinePart) => readonly Late[], on: Grid): Generator<undefined, Laid[]> {
    const all: Laid[] = [];
    for (const [index, part] of parts.entries()) {
      if (index % manyParts === manyParts - 1) yield;
      const last = all.at(-1);
      const at: At = {
        before: last?.after, above: last?.below ?? atTop(headGap), togetherAbove: last?.together ?? nothingLeaves,
        lead: last === undefined ? (part.lines[0]?.line ?? 0) - cast.timeline.flow.line : 0, late: lateIn(part),
      };
      let laid = known(part, at, on);
      if (laid === undefined) {
        laid = lay(cast, part, at, on);
        // What comes out the same is the same object, and nothing below is looked at again.
        const before = laidOf.get(part.content);
        if (before !== undefined && same(before.after, laid.after)) laid = { ...laid, after: before.after };
        laidOf.set(part.content, laid);
        yield;
      }
      all.push(laid);
    }
    return all;
  };

  return {
    get rowsLaid() { return rowsLaid; },
    *paint(timeline) {
      const cast = castOf(timeline, options);
      const castNow = { flow: timeline.flow.title, cast: castKey(cast) };
      if (!same(key, castNow)) {
        key = castNow;
        grid = undefined;
      }
      const parts = timeline.parts.length === 0 ? [nothingHappens] : timeline.parts;
      const partAt = (line: FlowStep): number => partWith(parts, line);

      // Labels that come from further down are those of the last time until all is laid out.
      let on = grid?.made ?? gridOf(columnsOf({ lanes: cast.lanes, slots: cast.lanes.map(() => 0), brackets: [], depth: 0 }, allNeeds([]), measure), [], { slot: [], counts: [] });
      let laid = yield* layAll(cast, parts, ({ content }) => laidOf.get(content)?.late ?? noLabels, on);
      const late = Map.groupBy(laid.flatMap(({ lateElsewhere }) => lateElsewhere), ({ of }) => parts[partAt(of)]!);
      const lateIn = (part: TimelinePart): readonly Late[] => late.get(part)?.map(({ of, classification }) => [of.id, classification]) ?? [];
      laid = yield* layAll(cast, parts, lateIn, on);

      // What reaches further than one tile belongs to the one in which it begins.
      const leaving = Map.groupBy([...laid.flatMap(({ fromAbove }) => fromAbove), ...untilTheEnd(laid.at(-1)!.after.timeWaits)], ({ starts }) => partAt(starts[0]!.line));
      yield;
      const brackets: Pick<Finished, 'leaving' | 'taken' | 'slotted' | 'room' | 'after'>[] = [];
      for (const [index, { local }] of laid.entries()) {
        const taken = brackets.at(-1)?.after ?? nothingTaken;
        const across = leaving.get(index) ?? [];
        const before = finishedOf.get(parts[index]!.content);
        if (before?.laid.local === local && isSame(before.taken, taken) && same(before.leaving, across)) brackets.push(before);
        else {
          const { slotted: own, after } = slotted([...local, ...across], taken, cast, parts[index]!.lines.at(-1)?.index ?? 0);
          brackets.push({ taken, leaving: across, slotted: own, after, room: roomOf(cast, own) });
        }
        if (index % manyParts === 0) yield;
      }

      const firstRows: number[] = [];
      let rowCount = 0;
      for (const { rows } of laid) {
        firstRows.push(rowCount);
        rowCount += rows;
      }
      const extents = extentsOf(cast, laid, firstRows);
      const slots = railSlots(extents, cast.lanes.length);
      const depth = laid.reduce((deepest, one) => Math.max(deepest, one.depth), 0);
      const columns = columnsOf({ lanes: cast.lanes, slots: slots.counts, brackets: brackets.flatMap(({ room }) => room), depth, lastNumber: cast.detail === 'full' ? timeline.flow.endLine + 1 : undefined }, allNeeds(laid.map(({ needs }) => needs)), measure);
      const gridNow = { columns, slots: slots.slot };
      if (grid === undefined || !same(grid.of, gridNow)) grid = { of: gridNow, made: gridOf(columns, extents, slots) };
      yield;
      on = grid.made;
      laid = yield* layAll(cast, parts, lateIn, on);

      const line = firstLine(timeline);
      const heads = headsItem({ columns, measure }, line);
      const strips: Strip[] = [];
      let top = heads.height;
      for (const [index, part] of parts.entries()) {
        const one = laid[index]!;
        const { slotted: own, room, taken, after, leaving: across } = brackets[index]!;
        const before = finishedOf.get(part.content);
        const isAsBefore = before?.laid === one && before.grid === on && before.slotted === own;
        const finished = isAsBefore ? before : { laid: one, grid: on, slotted: own, room, taken, after, leaving: across, id: nextId++ };
        finishedOf.set(part.content, finished);
        strips.push({ part, laid: one, finished, firstRow: firstRows[index]!, top, line: index === 0 ? line : part.lines[0]!.line });
        top += one.height;
      }
      const sheet = sheetOf({ title: plainLine(timeline.flow.title?.text ?? ''), line, endLine: timeline.flow.endLine }, on, heads, top + tail);
      return pictureOf(cast, strips, sheet, on, extents, top + tail, pageOf);
    },
  };
};

/** So many parts are looked at without a pause. */
const manyParts = 200;
const noLabels: readonly Late[] = [];
const nothingTaken: Taken = {};

const isSame = (one: unknown, other: unknown): boolean => one === other || same(one, other);

const roomOf = (cast: Cast, all: readonly Slotted[]): Room[] => {
  const furthest = new Map<string, Room>();
  for (const one of all) {
    const { lane, outward } = besideEnd(cast, one, 0);
    const key = `${lane} ${outward}`;
    if (one.slot >= (furthest.get(key)?.slot ?? 0)) furthest.set(key, { lane, outward, slot: one.slot });
  }
  return [...furthest.values()];
};

/** Which part a line stands in. */
const partWith = (parts: readonly TimelinePart[], { index }: FlowStep): number => {
  let [low, high] = [0, parts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (parts[middle]!.lines[0]!.index <= index) low = middle;
    else high = middle - 1;
  }
  return low;
};

const untouched: Passage['touched'] = new Map();

const lateLabels = (late: readonly Late[]): LateLabels =>
  new Map([...Map.groupBy(late, ([line]) => line)].map(([line, all]) => [line, all.map(([, classification]) => classification)]));

/** From which row to which each end takes part. Where few stand beside each other nobody asks. */
const extentsOf = ({ ends, crowded }: Cast, laid: readonly Laid[], firstRows: readonly number[]): readonly (RailExtent & Cast['ends'][0])[] => {
  const extents = new Map<number, { first: number; last: number }>();
  if (crowded.size > 0) {
    for (const [index, { touched }] of laid.entries()) {
      for (const [end, { first, last }] of touched) {
        extents.set(end, { first: extents.get(end)?.first ?? firstRows[index]! + first, last: firstRows[index]! + last });
      }
    }
  }
  return ends.map((end) => ({ ...end, ...extents.get(endKey(end)) ?? { first: 0, last: 0 } }));
};

const pictureOf = (
  cast: Cast, strips: readonly Strip[], sheet: Sheet, grid: Grid, extents: ReturnType<typeof extentsOf>, bottom: number, pageOf: (rows: Pick<Passage, 'rows'>, grid: Grid) => Page,
): Picture => {
  const parts = strips.map(({ part }) => part);
  const stripOf = (line: FlowStep): Strip => strips[partWith(parts, line)]!;
  const rowIn = ({ part: { lines }, laid }: Strip, { index }: FlowStep): number => laid.rowOf[index - lines[0]!.index]!;
  const content = (at: number): TileContent => {
    const { part, laid, finished, firstRow, line } = strips[at]!;
    const made = passage(cast, part, laid.before, lateLabels(laid.late));
    const page = pageOf(made, grid);
    const { placed } = placeRows(page, laid.before === undefined ? headGap : 0, laid.above);
    const height = laid.height + (at === strips.length - 1 ? tail : 0);
    const isHere = ({ starts, end }: Covered): boolean => end !== undefined && starts[0]!.line.index >= (part.lines[0]?.index ?? 0) && end.line.index <= (part.lines.at(-1)?.index ?? -1);
    const rails = extents.flatMap((end): Rail[] => {
      const [first, last] = [end.first - firstRow, end.last - firstRow];
      if (grid.crowded[end.lane] === true && (last < 0 || first >= laid.rows)) return [];
      const initial = (laid.before === undefined ? undefined : getIn(laid.before.states, endKey(end))) ?? end.initial;
      return [railOf(page, { ...end, initial, moves: made.moves.get(endKey(end)) ?? [], first, last }, placed, 0, height)];
    });
    const items = itemsOf(page, placed, framesIn(cast, made, laid.closed), bracketsIn(cast, made, finished.slotted.filter(isHere)), height);
    return { id: finished.id, rails, items: items.map((item) => moved(item, 0, -line)) };
  };

  /** The y of a moment, from the top of the drawing. */
  const yOf = ({ line, tick }: Covered['starts'][0]): number => {
    const strip = stripOf(line);
    return strip.top + strip.laid.ticks[rowIn(strip, line)]![tick]!;
  };
  const spans = function* (from: number, until: number): Generator<Item> {
    const reaches = (top: number, end: number): boolean => top <= until && end >= from;
    for (const { part, finished } of strips) {
      const last = part.lines.at(-1)?.index ?? -1;
      for (const one of finished.slotted) {
        if (one.end !== undefined && one.end.line.index <= last) continue;
        const [start, end] = [yOf(one.starts[0]!), one.end === undefined ? undefined : yOf(one.end)];
        if (reaches(start, end ?? bottom)) yield bracketItem(grid, bracketSide(cast, one, one.slot), one.starts.map(yOf), end, bottom);
      }
    }
    const closed = [
      ...strips.flatMap(({ part, laid }) => laid.closed.filter(({ section }) => section.line.index < part.lines[0]!.index)),
      ...openSections(strips.at(-1)!.laid.after).map((section): ClosedSection => ({ section })),
    ];
    // A part may have no row of its own.
    const lowest = strips.findLast(({ laid: { bottoms } }) => bottoms.length > 0)!;
    for (const { section, at } of closed) {
      const first = stripOf(section.line);
      const last = at === undefined ? lowest : stripOf(at);
      const top = first.top + first.laid.tops[rowIn(first, section.line)]!;
      const end = last.top + (at === undefined ? last.laid.bottoms.at(-1)! : last.laid.bottoms[rowIn(last, at)]!);
      if (reaches(top, end)) yield frameItem({ columns: grid.columns, measure }, frameTitle(cast, section), top, end);
    }
  };

  return {
    sheet,
    tiles: strips.map(({ laid: { height, events, stops }, finished: { id }, line }, index) => ({
      id, height: height + (index === strips.length - 1 ? tail : 0), lines: (strips[index + 1]?.line ?? Math.max(sheet.endLine + 1, line)) - line, events, stops,
    })),
    content,
    spans: (top, until) => [...spans(top, until)].sort(fromTop),
  };
};

/** The item further down, and so many lines. */
export const moved = (item: Item, down: number, lines: number): Item => ({
  ...item, top: round(item.top + down), line: item.line + lines, ...(item.also === undefined ? {} : { also: item.also.map((line) => line + lines) }),
});

/** All tiles together, in small steps: what one sees who scrolls through all of it. */
export const wholeOf = function* ({ sheet, tiles, content, spans }: Picture): Generator<undefined, Drawing> {
  const items: Item[] = [];
  const rails: (readonly [Rail, number])[] = [];
  let [top, line] = [sheet.heads.height, sheet.line];
  for (const [index, { height, lines }] of tiles.entries()) {
    const on = content(index);
    for (const item of on.items) items.push(moved(item, top, line));
    for (const rail of on.rails) rails.push([rail, top]);
    top += height;
    line += lines;
    yield;
  }
  for (const item of spans(0, sheet.height)) items.push(item);
  return { ...sheet, rails: joined(rails).sort((a, b) => a.end - b.end), items: items.sort(fromTop) };
};

/** The parts of rails on tiles one below the other as rails again. */
export const joined = (parts: Iterable<readonly [rail: Rail, top: number]>): Rail[] => {
  const rails = new Map<number, { rail: Rail; stretches: { state: Rail['stretches'][0]['state']; top: number; bottom: number }[] }>();
  for (const [rail, down] of parts) {
    const known = rails.get(rail.end) ?? { rail, stretches: [] };
    rails.set(rail.end, known);
    for (const { state, top, bottom } of rail.stretches) {
      const last = known.stretches.at(-1);
      const from = round(top + down);
      if (last?.state === state && last.bottom >= from) last.bottom = round(bottom + down);
      else known.stretches.push({ state, top: from, bottom: round(bottom + down) });
    }
  }
  return [...rails.values()].map(({ rail, stretches }) => ({ ...rail, stretches }));
};
