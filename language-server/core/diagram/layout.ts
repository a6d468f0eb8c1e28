// Scene → Drawing: gives everything its place in pixels. Text widths come from `measure`, so no screen is needed.
// Must not know colours, nor the timeline behind the scene.
import { arrowText, type ArrowText } from './arrow-text.ts';
import { bracketPitch, columns as columnsOf, frameInset, needsOf, nothingLeaves, railPitch, railWidth, textInset, timeText, type Columns } from './columns.ts';
import { crossing, type CrossingFlight, type TextBox } from './crossing.ts';
import type { Drawing, Item, Rail, Shape, Sheet, Stretch, Tone } from './drawing.ts';
import { dodge, movedAside, type Movable } from './dodge.ts';
import { faultBox, type Block } from './fault-box.ts';
import { departureHeight, flight, lateArrival, type Places } from './flight.ts';
import { fonts } from './fonts.ts';
import { isLongFlight, longestFlight } from './long-flight.ts';
import { markShapes, reachBelow } from './marks.ts';
import { measure as measureByTable, type Measure } from './measure.ts';
import { railSlots, type RailSlots } from './rail-slots.ts';
import { endKey, fewRails } from './cast.ts';
import type { Arrow, Bracket, Frame, Row, Scene, SceneRail } from './scene-types.ts';
import { path, round, text } from './shapes.ts';
import { balance, shorten } from './wrap.ts';

export interface LayoutOptions {
  readonly measure?: Measure;
  /** What stands beside a rule that is broken on purpose. */
  readonly onPurpose?: string;
}

export const layout = (scene: Scene, { measure = measureByTable, onPurpose = 'on purpose' }: LayoutOptions = {}): Drawing => {
  const { lanes, rails, rows, frames, brackets } = scene;
  const texts = textsOf(rows, lanes.length, measure);
  const slots = railSlots(rails, lanes.length);
  const depth = frames.reduce((deepest, frame) => Math.max(deepest, frame.depth + 1), 0);
  const lastNumber = scene.numbered ? scene.endLine + 1 : undefined;
  const columns = columnsOf({ lanes, slots: slots.counts, brackets, depth, lastNumber }, needsOf(lanes.length, rows, texts, nothingLeaves, measure).needs, measure);
  const grid = gridOf(columns, rails, slots);
  const page: Page = { grid, columns, rows, texts, measure, onPurpose, railX: grid.railX };
  const heads = headsItem(page, scene.line);
  const { placed, bottom: end } = placeRows(page, heads.height + headGap, atTop(heads.height + headGap));
  const bottom = end + tail;
  return {
    ...sheetOf(scene, page, heads, bottom),
    rails: rails.map((rail) => railOf(page, rail, placed, heads.height, bottom)),
    items: itemsOf(page, placed, frames, brackets, bottom),
  };
};

/** All of a drawing but what is long. */
export const sheetOf = ({ title, line, endLine }: Pick<Scene, 'title' | 'line' | 'endLine'>, { columns }: Pick<Page, 'columns'>, heads: Item, bottom: number): Sheet => ({
  title, line, endLine, width: columns.width, height: Math.ceil(bottom + edge), heads,
  lifelines: columns.x.map((x) => ({ x, top: heads.height, bottom: round(bottom) })),
  ...(columns.numbersX === undefined ? {} : { numbersX: columns.numbersX }),
});

/** `lanes`: how many there are. */
export const textsOf = (rows: readonly Row[], lanes: number, measure: Measure): (ArrowText | undefined)[] =>
  rows.map(({ arrow }, index) => (arrow === undefined ? undefined : arrowText(arrow, lanes, isSlanted(arrow, index), measure)));

/** Where lifelines and rails stand. */
export interface Grid {
  readonly columns: Columns;
  /** The middle of the rail of a connection at a lane. */
  railX(connection: number, lane: number): number;
  /** By lane: more connections than stand beside each other from the beginning. */
  readonly crowded: readonly boolean[];
}

export const gridOf = (columns: Columns, rails: readonly Pick<SceneRail, 'lane' | 'connection'>[], slots: RailSlots): Grid => {
  const railByEnd = new Map(rails.map(({ lane, connection }, index) =>
    [`${connection} ${lane}`, columns.x[lane]! + (slots.slot[index]! - (Math.max(1, slots.counts[lane]!) - 1) / 2) * railPitch]));
  const counts = columns.x.map(() => 0);
  for (const { lane } of rails) counts[lane] = (counts[lane] ?? 0) + 1;
  return {
    columns, crowded: counts.map((count) => count > fewRails),
    railX: (connection, lane) => railByEnd.get(`${connection} ${lane}`) ?? columns.x[lane] ?? 0,
  };
};

/** Rows with their frames and brackets, from top to bottom. */
export const itemsOf = (page: Page, rowsPlaced: readonly Placed[], frames: readonly Frame[], brackets: readonly Bracket[], bottom: number): Item[] => {
  const placed = dodgeFlights(page, rowsPlaced);
  const items = placed.map((place, index) => rowItem(page, placed, index, place));
  for (const frame of frames) items.push(frameItem(page, frame, placed[frame.first]!.top, placed[frame.last]!.bottom));
  for (const bracket of brackets) {
    items.push(bracketItem(page, bracket, bracket.starts.map((start) => yOf(placed, start)!), yOf(placed, bracket.end), bottom));
  }
  return items.sort(fromTop);
};

export const fromTop = (a: Item, b: Item): number => a.top - b.top || Number(b.kind === 'frame') - Number(a.kind === 'frame');

/** Around the drawing. */
export const edge = 12;
/** Between the heads and the first row, and behind the last one. */
export const headGap = 6;
export const tail = 14;

/** Rows, and what is needed to place them. */
export interface Page extends Places {
  readonly grid: Grid;
  readonly rows: readonly Row[];
  readonly measure: Measure;
  readonly onPurpose: string;
  /** By row. */
  readonly texts: readonly (ArrowText | undefined)[];
}

/** A row with its place. */
export interface Placed {
  readonly top: number;
  readonly bottom: number;
  /** The y of each of its moments. */
  readonly ticks: readonly number[];
  /** All but the arrow, y from the top of the drawing. */
  readonly shapes: readonly Shape[];
  /** The text and boxes between the lifelines, first in `shapes`, as far as they may move sideways. */
  readonly movable?: Movable & { readonly shapes: number };
  /** Where its arrow begins to slant: until there it runs level under its text. */
  readonly shelf?: number;
  /** From left to right, where the row does not take the whole width. */
  readonly span?: readonly [number, number];
}

export const headsItem = ({ columns, measure }: Pick<Page, 'columns' | 'measure'>, flowLine: number): Item => {
  const tallest = columns.heads.reduce((height, head) => Math.max(height, head.height), 0);
  const shapes = columns.heads.flatMap((head, lane): Shape[] => {
    const x = columns.x[lane]!;
    const top = edge;
    let y = top + (tallest - head.height) / 2 + 7;
    return [
      { shape: 'box', style: 'head', x: round(x - head.width / 2), y: top, width: head.width, height: tallest, radius: 6 },
      ...head.lines.map(({ text: line, style }) => {
        y += fonts[style].lineHeight;
        return text([{ text: line, style }], x, y - 5, 'middle', measure, head.full);
      }),
    ];
  });
  const height = tallest === 0 ? edge : edge + tallest + 1;
  return { kind: 'heads', line: flowLine, top: 0, height, band: { x: 0, width: columns.width, height }, shapes };
};

/** What rows must know of those above them; y on the same scale as theirs. */
export interface Above {
  /** The last moment. */
  readonly lastTick: number;
  /** Where those begin that stand side by side, and from where to where each of them reaches. */
  readonly level?: { readonly top: number; readonly time: string | undefined; readonly spans: readonly (readonly [number, number])[] };
}

export const atTop = (y: number): Above => ({ lastTick: y });

/** All rows from `top` to bottom. What leaves at once may stand side by side. */
export const placeRows = (page: Page, top: number, above: Above): { readonly placed: readonly Placed[]; readonly bottom: number; readonly below: Above } => {
  const placed: Placed[] = [];
  let y = top;
  let { lastTick, level } = above;
  /** Those of this level whose flights are drawn: all on one page. */
  let together: number[] = [];
  for (const [index, row] of page.rows.entries()) {
    // What is not drawn to its arrival leaves beside nothing: below its departure stands what became of it.
    const span = row.arrow !== undefined && isSlanted(row.arrow, index) && !endsHere(row.arrow, index) ? textSpan(page, row, index) : undefined;
    const isBeside: boolean = row.beside === true && level !== undefined && span !== undefined
      && (row.time === undefined || level.time === undefined || row.time === level.time)
      && level.spans.every(([left, right]) => span[1] < left || right < span[0]);
    if (!isBeside) level = span === undefined ? undefined : { top: y, time: undefined, spans: [] };
    const isTimed = row.time !== undefined && row.time === level?.time;
    if (level !== undefined) level = { top: level.top, time: level.time ?? row.time, spans: span === undefined ? level.spans : [...level.spans, span] };
    if (row.kind === 'arrival') lastTick = lowerArrival(page, placed, index, Math.max(y + 12, lastTick + 34)) - 34;
    if (row.kind === 'arrivals') lastTick = makeWay(page, placed, index, Math.max(y + 10, lastTick + 58)) - 58;
    const place = placeRow(page, isTimed ? withoutTime(row) : row, index, isBeside ? level!.top : y, lastTick);
    placed.push(span === undefined ? place : { ...place, span });
    if (!isBeside) together = [];
    if (span !== undefined) {
      together.push(index);
      leaveTogether(placed, together);
    }
    y = together.reduce((lowest, at) => Math.max(lowest, placed[at]!.bottom), Math.max(y, place.bottom));
    lastTick = Math.max(lastTick, placed[index]!.ticks.at(-1) ?? lastTick);
  }
  return { placed, bottom: y, below: { lastTick, ...(level === undefined ? {} : { level }) } };
};

/** Side by side, all leave at the same height: no flight runs through what is said of another one. */
const leaveTogether = (placed: Placed[], together: readonly number[]): void => {
  const lowest = together.reduce((low, index) => Math.max(low, placed[index]!.ticks[0]!), -Infinity);
  for (const index of together) {
    const { top, bottom, ticks, shapes, ...rest } = placed[index]!;
    const by = lowest - ticks[0]!;
    if (by > 0) placed[index] = { ...rest, top: top + by, bottom: bottom + by, ticks: ticks.map((tick) => tick + by), shapes: shapes.map((shape) => movedUp(shape, -by)) };
  }
};

/** Whether the heights of rows depend on how far the lifelines stand apart. */
export const isFlexible = (rows: readonly Row[]): boolean =>
  rows.some(({ kind, faults, beside }) => kind === 'note' || kind === 'arrival' || kind === 'arrivals' || faults.length > 0 || beside === true);

/** Side by side, a time that both have stands there once. */
const withoutTime = ({ time: _, since: __, ...row }: Row): Row => row;

/** Gives the flights that arrive in a row their ways past the texts of what was sent with them. Returns the y of the first arrival. */
const makeWay = (page: Page, placed: Placed[], arrivals: number, highest: number): number => {
  const { rows } = page;
  const furthest = Math.max(0, arrivals - longestFlight);
  const group = rows.slice(furthest, arrivals).flatMap(({ arrow }, offset) => {
    const arrival = arrow?.arrivals.find((moment) => moment.row === arrivals);
    return arrival === undefined || isLongFlight(arrow!, furthest + offset) ? [] : [{ index: furthest + offset, arrow: arrow!, tick: arrival.tick }];
  });
  const first = group[0]?.index ?? arrivals;
  const boxes = placed.slice(first).map(({ shapes, movable }) => (movable === undefined ? shapes.flatMap(textBox) : []));
  const offsets = tickOffsets(rows[arrivals]!);
  const flights = group.map(({ index, arrow, tick }): CrossingFlight => {
    const [x1, x2] = [page.railX(arrow.connection, arrow.from), page.railX(arrow.connection, arrow.to)];
    const away = x2 < x1 ? -1 : 1;
    const beside = group.filter((other) => other.index >= index && other.arrow.from === arrow.from && (away > 0) === (other.arrow.to > arrow.from));
    const sides = beside.flatMap((other) => boxes[other.index - first]!
      .filter(({ left, right }) => left > Math.min(x1, x2) && right < Math.max(x1, x2)).map(({ left, right }) => (away > 0 ? right + 8 : left - 8)));
    return {
      x1, y1: placed[index]!.ticks[0]!, x2, after: offsets[tick] ?? 0,
      others: boxes.flat(), past: away > 0 ? Math.max(...sides) : Math.min(...sides),
    };
  });
  const { arrives, shelves } = crossing(flights, highest);
  for (const [at, { index }] of group.entries()) {
    const shelf = shelves[at];
    if (shelf !== undefined) placed[index] = { ...placed[index]!, shelf };
  }
  return arrives;
};

const lowestArrival = 96;

/** The y of a late arrival: as high as the texts that its flight crosses can step aside, or else at `highest`. */
const lowerArrival = (page: Page, placed: readonly Placed[], row: number, highest: number): number => {
  const { arrival } = page.rows[row]!;
  const arrow = endingIn(page, row);
  const from = arrival === undefined ? undefined : placed[arrival.row];
  if (arrow === undefined || from === undefined || arrival!.dropped) return highest;
  const crossed = placed.slice(arrival!.row + 1).flatMap(({ movable }) => movable ?? []);
  const line = { x1: page.railX(arrow.connection, arrow.from), y1: from.ticks[0]!, x2: page.railX(arrow.connection, arrow.to) };
  for (let y = highest; y <= highest + lowestArrival; y += 8) {
    if (crossed.every((movable) => dodge(movable, { ...line, y2: y }) !== undefined)) return y;
  }
  return highest;
};

/** Where the letters of a text are, or a message in its box. */
const textBox = (shape: Shape): TextBox[] => {
  if (shape.shape === 'box' && shape.style === 'finding') return [{ left: shape.x, right: shape.x + shape.width, top: shape.y, bottom: shape.y + shape.height }];
  if (shape.shape !== 'text') return [];
  const { x, y, anchor, width } = shape;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return [{ left, right: left + width, top: y - 10, bottom: y + 2 }];
};

/** Texts step aside where a slanted arrow from another row crosses theirs. */
const dodgeFlights = (page: Page, placed: readonly Placed[]): Placed[] => {
  const moved = [...placed];
  for (const [index, { arrow }] of page.rows.entries()) {
    const end = arrow === undefined || !isSlanted(arrow, index) ? undefined : arrow.arrivals[0] ?? arrow.dropped;
    if (arrow === undefined || end === undefined || isLongFlight(arrow, index)) continue;
    const line = { x1: placed[index]!.shelf ?? page.railX(arrow.connection, arrow.from), y1: placed[index]!.ticks[0]!, x2: page.railX(arrow.connection, arrow.to), y2: yOf(placed, end)! };
    for (let row = index + 1; row < end.row; row++) {
      const place = moved[row]!;
      const { movable } = place;
      const by = movable === undefined ? undefined : dodge(movable, line);
      if (movable === undefined || by === undefined || by === 0) continue;
      moved[row] = {
        ...place,
        shapes: place.shapes.map((shape, at) => (at < movable.shapes ? movedAside(shape, by) : shape)),
        movable: { ...movable, left: movable.left + by, right: movable.right + by },
      };
    }
  }
  return moved;
};

/** The arrow that is drawn from where it was sent to this row. What comes or is dropped once more has its own. */
const endingIn = ({ rows }: Page, row: number): Arrow | undefined => {
  const from = rows[row]!.arrival?.row;
  const arrow = from === undefined ? undefined : rows[from]?.arrow;
  return arrow !== undefined && (arrow.arrivals[0] ?? arrow.dropped)?.row === row && !isLongFlight(arrow, from!) ? arrow : undefined;
};

/** Whether it arrives, or is lost, later than it is sent. */
const isSlanted = (arrow: Arrow, row: number): boolean =>
  arrow.fate === 'delayed' || arrow.fate === 'dropped' || arrow.arrivals.some((arrival) => arrival.row !== row);

/** Whether no more of it is drawn than that it leaves: it is on its way for long, or for ever. */
const endsHere = (arrow: Arrow, row: number): boolean => isLongFlight(arrow, row) || (arrow.fate === 'delayed' && arrow.arrivals.length === 0);

/** The texts of a slanted arrow, and what is wrong with it, stand at its sender: this far to the left and right. */
const textSpan = (page: Page, row: Row, index: number): readonly [number, number] => {
  const { columns, texts } = page;
  const { lane, toward } = row.at!;
  const away = toward < lane ? -1 : 1;
  const near = columns.x[lane]! + away * (columns.railHalf[lane]! + textInset / 2);
  const widest = Math.max(texts[index]!.width, ...slantedBlocks(page, row).map(({ width }) => width + faultGap - textInset / 2));
  const far = near + away * (widest + 4);
  return away < 0 ? [far, near] : [near, far];
};

/** Where others cross there is room on the sender's side only. */
const slantedBlocks = (page: Page, row: Row): Block[] => {
  const { left, right } = gapOf(page, row.at!);
  const { fate } = row.arrow!;
  return faultBlocks(page, row, fate === 'delayed' || fate === 'dropped' ? right - left - 2 * faultGap : Math.max(leastBlock, (right - left) / 2 - 2 * faultGap));
};

const placeRow = (page: Page, row: Row, index: number, top: number, lastTick: number): Placed => {
  switch (row.kind) {
    case 'segment':
      return placeSegment(page, row, index, top);
    case 'arrivals':
      return placeArrivals(page, row, top, lastTick);
    case 'arrival':
      return placeMoment(page, row, top, row.arrival === undefined ? top + 12 : Math.max(top + 12, lastTick + 34));
    case 'note':
      return placeNote(page, row, top);
    case 'wait':
    case 'broken':
      return placeAcross(page, row, top);
    case 'section':
      return { top, bottom: top + sectionTitleHeight + 12, ticks: [top + 8], shapes: [] };
    case 'end':
      return { top, bottom: top + 16, ticks: [top + 8], shapes: [] };
    case 'start':
    case 'call':
    case 'timeout':
    case 'expect':
      return placeMoment(page, row, top, top + 12);
  }
};

/** The room between a lane and its neighbour on the way to another lane. */
const gapOf = ({ columns }: Page, at: NonNullable<Row['at']>): { left: number; right: number; away: number } => {
  const away = at.toward < at.lane ? -1 : 1;
  const here = columns.x[at.lane]!;
  const there = columns.x[at.lane + away];
  const near = here + away * columns.railHalf[at.lane]!;
  const far = there === undefined ? here + away * 200 : there - away * columns.railHalf[at.lane + away]!;
  return { left: Math.min(near, far), right: Math.max(near, far), away };
};

const faultGap = 14;
const leastBlock = 150;
const mostFaults = 5;

const faultBlocks = (page: Page, row: Row, width: number): Block[] =>
  row.faults.slice(0, mostFaults).map((fault) => faultBox(fault, width, page.measure, page.onPurpose));

const placeSegment = (page: Page, row: Row, index: number, top: number): Placed => {
  const { columns, measure, texts } = page;
  const arrow = row.arrow!;
  const { lines, full, height } = texts[index]!;
  const slanted = isSlanted(arrow, index);
  const { left, right, away } = gapOf(page, row.at!);
  const [anchor, x] = !slanted ? ['middle', (left + right) / 2] as const
    : away > 0 ? ['start', columns.x[row.at!.lane]! + columns.railHalf[row.at!.lane]! + textInset / 2] as const
      : ['end', columns.x[row.at!.lane]! - columns.railHalf[row.at!.lane]! - textInset / 2] as const;
  const shapes: Shape[] = [];
  let y = top + 7;
  for (const line of lines) {
    y += line.height;
    shapes.push(text(line.runs, x, y - 4, anchor, measure, full));
  }
  const blocks = slanted ? slantedBlocks(page, row) : faultBlocks(page, row, right - left - 2 * faultGap);
  const boxX = (block: Block): number => !slanted ? (left + right - block.width) / 2 : away > 0 ? left + faultGap : right - faultGap - block.width;
  const putBlocks = (from: number): number => blocks.reduce((at, block) => {
    shapes.push(...block.at(boxX(block), at));
    return at + block.height + 4;
  }, from);
  const ends = endsHere(arrow, index);
  // What crosses below a slanted arrow must not cross its messages: they stand above it.
  const isAbove = slanted && !ends;
  const textBottom = isAbove ? putBlocks(y + 2) : top + 7 + height;
  // The ✕ of what is lost reaches up.
  const tick = textBottom + (arrow.fate === 'lost' ? 7 : 4);
  const inner = reachBelow(row.marks.filter((mark) => mark.inner), 0, true);
  const arrowBottom = ends ? tick + departureHeight : isAbove ? tick + 8 : tick + 10;
  let bottom = isAbove || blocks.length === 0 ? arrowBottom : putBlocks(arrowBottom - 2 + inner) + 4;
  bottom = Math.max(bottom, tick + reachBelow(row.marks, 0, true) + 4);
  const widest = Math.max(texts[index]!.width, ...blocks.map((block) => block.width));
  const middle = (left + right) / 2;
  const movable = slanted ? {} : {
    movable: {
      shapes: shapes.length, left: middle - widest / 2, right: middle + widest / 2, top: top + 7, bottom: blocks.length === 0 ? tick : bottom,
      least: left + 8, most: right - 8,
    },
  };
  shapes.push(...timeShapes(page, row, tick), ...markShapes(row.marks, 0, tick, true, columns, measure));
  return { top, bottom, ticks: [tick], shapes, ...movable };
};

const timeShapes = ({ columns, measure }: Page, row: Row, y: number): Shape[] =>
  row.time === undefined ? [] : [text([{ text: timeText(row), style: 'time' }], columns.timeX, y + 4, 'start', measure)];

/** A row with nothing between the lifelines but what is wrong with it. */
const placeMoment = (page: Page, row: Row, top: number, tick: number): Placed => {
  const { columns, measure } = page;
  const shapes: Shape[] = [...timeShapes(page, row, tick), ...markShapes(row.marks, 0, tick, row.kind === 'arrival', columns, measure)];
  const inner = reachBelow(row.marks.filter((mark) => mark.inner), 0, row.kind === 'arrival');
  let bottom = tick + Math.max(10, reachBelow(row.marks, 0, row.kind === 'arrival') + 4);
  if (row.faults.length > 0) {
    const between = row.at === undefined ? undefined : gapOf(page, row.at);
    const { left, right, away } = between ?? { left: 2 * edge, right: columns.width - 2 * edge, away: 0 };
    // An arrival's own line comes in where the box would stand, and marks may stand on that side.
    let y = row.kind === 'arrival' || inner > 0 ? tick + inner + 10 : tick - 11;
    for (const block of faultBlocks(page, row, Math.min(right - left, columns.width - 2 * edge - left) - 2 * faultGap)) {
      const x = away > 0 ? left + faultGap : away < 0 ? right - faultGap - block.width : (left + right - block.width) / 2;
      shapes.push(...block.at(x, y));
      y += block.height + 4;
    }
    bottom = Math.max(bottom, y + 2);
  }
  return { top, bottom, ticks: [tick], shapes };
};

/** Arrivals one below the other: the lines to them cross in the room above. */
const placeArrivals = (page: Page, row: Row, top: number, lastTick: number): Placed => {
  const { columns, measure } = page;
  const ticks: number[] = [];
  const shapes: Shape[] = [];
  const first = Math.max(top + 10, lastTick + 58);
  const offsets = tickOffsets(row);
  const marksAt = Map.groupBy(row.marks, ({ tick }) => tick);
  for (let index = 0; index < row.ticks; index++) {
    const tick = first + offsets[index]!;
    ticks.push(tick);
    shapes.push(...markShapes(marksAt.get(index) ?? [], index, tick, true, columns, measure));
  }
  let bottom = Math.max(ticks.at(-1)! + 12, first + offsets[row.ticks]! - 12);
  for (const block of faultBlocks(page, row, columns.width - 4 * edge)) {
    shapes.push(...block.at((columns.width - block.width) / 2, bottom));
    bottom += block.height + 4;
  }
  return { top, bottom, ticks, shapes };
};

/** How far below the first arrival of a row each of them stands, and where one more would. */
const tickOffsets = ({ ticks, marks }: Row): number[] => {
  const offsets = [0];
  const marksAt = Map.groupBy(marks, ({ tick }) => tick);
  for (let index = 0; index < ticks; index++) offsets.push(offsets[index]! + Math.max(24, reachBelow(marksAt.get(index) ?? [], index, true) + 12));
  return offsets;
};

const mostNoteLines = 24;

const placeNote = (page: Page, row: Row, top: number): Placed => {
  const { columns, measure } = page;
  const over = row.over === undefined || row.over.length === 0 ? columns.x : row.over.map((lane) => columns.x[lane]!);
  const least = over.length === 0 ? edge : Math.min(...over);
  const most = over.length === 0 ? columns.width - edge : Math.max(...over);
  const widest = Math.min(columns.width - 4 * edge, Math.max(most - least + 120, 200));
  const lines = balance(row.text ?? '', 'note', widest - 24, measure, mostNoteLines);
  const textWidth = Math.max(...lines.map((line) => measure(line, 'note')));
  const width = Math.ceil(Math.min(widest, Math.max(textWidth + 24, over.length > 1 ? most - least + 44 : 0)));
  const x = Math.max(2 * edge, Math.min((least + most - width) / 2, columns.width - 2 * edge - width));
  const height = lines.length * fonts.note.lineHeight + 12;
  const full = lines.at(-1)?.endsWith('…') ? row.text : undefined;
  const shapes: Shape[] = [
    { shape: 'box', style: 'note', x: round(x), y: round(top + 6), width, height, radius: 3 },
    ...lines.map((line, index) =>
      text([{ text: line, style: 'note' }], x + width / 2, top + 6 + 18.5 + index * fonts.note.lineHeight, 'middle', measure, full)),
  ];
  const below = faultsAcross(page, row, top + height + 10);
  return { top, bottom: below.bottom + 2, ticks: [top + 6 + height / 2], shapes: [...shapes, ...below.shapes] };
};

/** Text in the middle with a dotted line to either side: time that passes, a line that could not be read. */
const placeAcross = (page: Page, row: Row, top: number): Placed => {
  const { columns, measure } = page;
  const tick = top + 15;
  const left = columns.x[0] ?? edge;
  const right = columns.x.at(-1) ?? columns.width - edge;
  const tone: Tone | undefined = row.kind === 'broken' ? 'error' : 'quiet';
  // Between the first two lifelines, so that the text stands on none of them.
  const middle = (left + (columns.x[1] ?? columns.width - edge)) / 2;
  const label = shorten(row.text ?? '', 'wait', columns.width - 4 * edge, measure);
  const half = measure(label, 'wait') / 2 + 10;
  const shapes: Shape[] = [
    ...(middle - half > left ? [path('rule-line', [left, tick, middle - half, tick], tone)] : []),
    text([{ text: label, style: 'wait', tone }], middle, tick + 4, 'middle', measure),
    ...(right > middle + half ? [path('rule-line', [middle + half, tick, right, tick], tone)] : []),
    ...markShapes(row.marks, 0, tick, false, columns, measure),
    ...timeShapes(page, row, tick),
  ];
  const below = faultsAcross(page, row, tick + 12);
  return { top, bottom: Math.max(below.bottom, tick + reachBelow(row.marks, 0, false) + 6), ticks: [tick], shapes: [...shapes, ...below.shapes] };
};

const faultsAcross = (page: Page, row: Row, top: number): { shapes: Shape[]; bottom: number } => {
  const { columns } = page;
  const shapes: Shape[] = [];
  let y = top;
  for (const block of faultBlocks(page, row, Math.min(480, columns.width - 6 * edge))) {
    shapes.push(...block.at((columns.width - block.width) / 2, y));
    y += block.height + 4;
  }
  return { shapes, bottom: y };
};

/** The arrow follows the gravest fault of its line. */
const toneOf = (row: Row): Tone | undefined =>
  (['error', 'warning', 'on-purpose', 'hint'] as const).find((tone) => row.faults.some((fault) => fault.tone === tone));

const yOf = (placed: readonly Placed[], moment: { row: number; tick: number } | undefined): number | undefined =>
  moment === undefined ? undefined : placed[moment.row]?.ticks[moment.tick];

const rowItem = (page: Page, placed: readonly Placed[], index: number, place: Placed): Item => {
  const row = page.rows[index]!;
  const tone = toneOf(row);
  const lines: Shape[] = [];
  let bottom = place.bottom;
  if (row.arrow !== undefined) {
    const arrowTone = tone === 'hint' ? undefined : tone;
    const flown = flight(row.arrow, isLongFlight(row.arrow, index), place.ticks[0]!, yOf(placed, row.arrow.arrivals[0]), yOf(placed, row.arrow.dropped), place.shelf, arrowTone, page, page.measure);
    lines.push(...flown.shapes);
    bottom = Math.max(bottom, flown.bottom);
  }
  if (row.arrival !== undefined && endingIn(page, index) === undefined) lines.push(...lateArrival(row.arrival, place.ticks[0]!, page, page.measure));
  const { columns } = page;
  return {
    kind: row.kind === 'start' || row.kind === 'section' || row.kind === 'end' || row.kind === 'arrivals' ? 'wait' : row.kind,
    line: row.line,
    top: round(place.top),
    height: round(bottom - place.top),
    ...(row.reading === undefined ? {} : { reading: row.reading }),
    ...(page.columns.numbersX === undefined || hasNoNumber.has(row.kind) ? {} : { numberY: round(place.ticks[0]! - place.top + 4) }),
    ...(tone === undefined ? {} : { tone }),
    band: place.span === undefined ? { x: 0, width: columns.width, height: round(place.bottom - place.top) }
      : { x: round(place.span[0] - 6), width: round(place.span[1] - place.span[0] + 12), height: round(place.bottom - place.top) },
    shapes: [...lines, ...place.shapes].map((shape) => movedUp(shape, place.top)),
  };
};

/** Rows about more than their line; the title of a section stands where its number would. */
const hasNoNumber: ReadonlySet<Row['kind']> = new Set(['start', 'section', 'end', 'arrivals']);

/** The shape with its y counted from `top`. */
const movedUp = (shape: Shape, top: number): Shape => {
  if (shape.shape === 'path') return { ...shape, points: shape.points.map((value, index) => (index % 2 === 0 ? value : round(value - top))) };
  return { ...shape, y: round(shape.y - top) };
};

const sectionTitleHeight = 22;

/** Around everything between two heights. */
export const frameItem = ({ columns, measure }: Pick<Page, 'columns' | 'measure'>, frame: Omit<Frame, 'first' | 'last'>, from: number, until: number): Item => {
  const x = columns.frameX + frame.depth * frameInset;
  const width = columns.width - 2 * x;
  const top = from + 8;
  const bottom = until - 7;
  const title = shorten(frame.title, 'section', width - 40, measure);
  const tab = Math.ceil(measure(title, 'section')) + 22;
  const height = Math.max(sectionTitleHeight + 8, bottom - top);
  return {
    kind: 'frame',
    line: frame.line,
    top: round(top),
    height: round(height),
    band: { x, width: tab, height: sectionTitleHeight },
    shapes: [
      { shape: 'box', style: 'frame', x, y: 0, width, height: round(height), radius: 5 },
      { shape: 'box', style: 'section-title', x, y: 0, width: tab, height: sectionTitleHeight, radius: 5 },
      text([{ text: title, style: 'section' }], x + 11, 15.5, 'start', measure, title === frame.title ? undefined : frame.title),
    ],
  };
};

/** How far the ends of a bracket reach towards the rail. */
const bracketTick = 3;

/** `ys`: where it begins; `end`: where it ends, if that is not at the bottom of the flow. */
export const bracketItem = (
  { columns }: Pick<Page, 'columns'>, { kind, lane, outward, slot, lines }: Omit<Bracket, 'starts' | 'end'>, ys: readonly number[], end: number | undefined, flowBottom: number,
): Item => {
  const away = outward === 'left' ? -1 : 1;
  const x = columns.x[lane]! + away * (columns.railHalf[lane]! + bracketTick + 2 + slot * bracketPitch);
  const inner = x - away * bracketTick;
  const top = ys[0]!;
  const bottom = end ?? flowBottom;
  // A little apart, so that one bracket's end and the next one's beginning are told apart.
  const shapes: Shape[] = [
    path(kind, [inner, 2, x, 2, x, bottom - top - 2, ...(end === undefined ? [] : [inner, bottom - top - 2])]),
    ...ys.slice(1).map((y) => path(kind, [inner, y - top + 2, x, y - top + 2])),
    ...(end !== undefined && kind === 'unacknowledged'
      ? [path('arrowhead', [inner - away, bottom - top - 2, x, bottom - top - 5, x, bottom - top + 1], 'quiet', true)] : []),
  ];
  const height = round(bottom - top);
  return {
    kind: 'bracket', line: lines.at(-1)!, ...(lines.length > 1 ? { also: lines.slice(0, -1) } : {}), top: round(top), height,
    band: { x: round(Math.min(x, inner)) - 1, width: bracketTick + 2, height }, shapes,
  };
};

/** The part of a rail between two heights: of those rows, or of all. */
export const railOf = ({ grid, railX }: Page, rail: SceneRail, placed: readonly Placed[], top: number, bottom: number): Rail => {
  const isOneOfMany = grid.crowded[rail.lane] === true;
  // A little shorter than its rows: the next connection may take the same place.
  const from = isOneOfMany && placed[rail.first] !== undefined ? placed[rail.first]!.top + 4 : top;
  const until = isOneOfMany && placed[rail.last] !== undefined ? placed[rail.last]!.bottom - 4 : bottom;
  const stretches: { state: Stretch['state']; top: number; bottom: number }[] = [{ state: rail.initial, top: round(from), bottom: round(until) }];
  for (const move of rail.moves) {
    const y = round(yOf(placed, move) ?? from);
    const last = stretches.at(-1)!;
    if (y <= last.top) last.state = move.state;
    else {
      last.bottom = y;
      stretches.push({ state: move.state, top: y, bottom: round(Math.max(y, until)) });
    }
  }
  return { end: endKey(rail), x: round(railX(rail.connection, rail.lane)), width: railWidth, lifeline: rail.lane, stretches };
};
