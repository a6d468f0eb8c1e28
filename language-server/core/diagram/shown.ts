// What somebody has who looks at a part of a flow's diagram, and how it becomes what he is to have after an edit or further down:
// told as little as must be. Must not know why it changed, nor how it travels.
import type { Item, Sheet, Tile, TileContent } from './drawing.ts';
import type { Picture } from './picture.ts';

/** A diagram of which only some tiles are there. */
export interface Shown {
  /** The flow's place among those of the file. */
  readonly flow: number;
  readonly sheet: Sheet;
  readonly tiles: readonly Tile[];
  /** What is on tiles around the part in sight, by id. */
  readonly contents: ReadonlyMap<number, TileContent>;
  /** What reaches across tiles and into that part. */
  readonly spans: readonly Item[];
}

/** What makes it of an earlier one. */
export interface ShownDifference {
  readonly flow: number;
  readonly sheet: Sheet;
  /** At one place so many tiles are gone and others have come. */
  readonly tiles: { readonly at: number; readonly gone: number; readonly fresh: readonly Tile[] };
  /** What is there now: the id of what was there before, or something new. */
  readonly contents: readonly (number | TileContent)[];
  readonly spans: readonly Item[];
}

/** What of a diagram somebody looks at: pixels at zoom 1. */
export interface Extent {
  readonly top: number;
  readonly bottom: number;
}

/** So many pixels above and below what is in sight are told ahead. */
const ahead = 3000;

/** What has to be told, in small steps. `before`: what somebody has; of contents only their ids. */
export const difference = function* (
  before: { readonly tiles: readonly Tile[]; readonly contents: ReadonlySet<number> }, picture: Picture, flow: number, sight: Extent,
): Generator<undefined, ShownDifference> {
  const { sheet, tiles } = picture;
  const old = before.tiles;
  let at = 0;
  while (at < tiles.length && at < old.length && isSame(tiles[at]!, old[at]!)) at++;
  let end = 0;
  while (end < tiles.length - at && end < old.length - at && isSame(tiles[tiles.length - 1 - end]!, old[old.length - 1 - end]!)) end++;
  const contents: (number | TileContent)[] = [];
  // What one looked at may have become shorter.
  const from = Math.max(0, Math.min(sight.top, sheet.height - (sight.bottom - sight.top))) - ahead;
  const until = sight.bottom + ahead;
  let top = sheet.heads.height;
  for (const [index, { id, height }] of tiles.entries()) {
    if (top <= until && top + height >= from) {
      contents.push(before.contents.has(id) ? id : picture.content(index));
      yield;
    }
    top += height;
  }
  return { flow, sheet, tiles: { at, gone: old.length - at - end, fresh: tiles.slice(at, tiles.length - end) }, contents, spans: picture.spans(from, until) };
};

const isSame = (one: Tile, other: Tile): boolean =>
  one.id === other.id && one.lines === other.lines && one.height === other.height && one.events === other.events && one.stops === other.stops;

export const nothingShown: Shown = {
  flow: -1, sheet: { title: '', line: 0, endLine: 0, width: 0, height: 0, heads: { kind: 'heads', line: 0, top: 0, height: 0, band: { x: 0, width: 0, height: 0 }, shapes: [] }, lifelines: [] },
  tiles: [], contents: new Map(), spans: [],
};

/** What is there after the difference; undefined when it was made from something else. */
export const applied = (before: Shown, { flow, sheet, tiles: { at, gone, fresh }, contents, spans }: ShownDifference): Shown | undefined => {
  if (at + gone > before.tiles.length) return undefined;
  const there = new Map<number, TileContent>();
  for (const one of contents) {
    const content = typeof one === 'number' ? before.contents.get(one) : one;
    if (content === undefined) return undefined;
    there.set(content.id, content);
  }
  return { flow, sheet, tiles: before.tiles.toSpliced(at, gone, ...fresh), contents: there, spans };
};

/** For each title after, the place of the one before that it most likely was: the same, else the next that is left. */
export const pairs = (before: readonly string[], after: readonly string[]): (number | undefined)[] => {
  const byTitle = new Map<string, number[]>();
  for (const [index, title] of before.entries()) {
    const same = byTitle.get(title);
    if (same === undefined) byTitle.set(title, [index]);
    else same.push(index);
  }
  for (const same of byTitle.values()) same.reverse();
  const found = after.map((title) => byTitle.get(title)?.pop());
  const left = [...byTitle.values()].flat().sort((a, b) => b - a);
  return found.map((index) => index ?? left.pop());
};
