// How a file's drawings became others, as little as must be told: runs of items that stayed, though they moved, and what is
// new between them. Must not know why they changed, nor how the difference travels.
import type { Drawing, Item, Rail } from './drawing.ts';
import { round } from './shapes.ts';

/** Runs that make a list out of an earlier one, read from its beginning. */
export type Run<T> =
  /** So many stay, moved by pixels and by lines. */
  | { readonly keep: number; readonly down: number; readonly lines: number }
  /** So many are gone. */
  | { readonly skip: number }
  | { readonly insert: readonly T[] };

export interface DrawingDifference {
  /** Which of the earlier drawings this one was; absent for a new one. */
  readonly from?: number;
  /** Everything but what is long. */
  readonly frame: Omit<Drawing, 'items' | 'rails'>;
  readonly rails: readonly Run<Rail>[];
  readonly items: readonly Run<Item>[];
}

/** One entry a drawing, in their order. `applied` makes `after` of `before` again. */
export const difference = (before: readonly Drawing[], after: readonly Drawing[]): DrawingDifference[] => {
  const partners = pairs(before, after);
  return after.map(({ items, rails, ...frame }, index) => {
    const from = partners[index];
    const earlier = from === undefined ? undefined : before[from]!;
    if (earlier === undefined) return { frame, rails: inserted(rails), items: inserted(items) };
    // When lifelines have moved nothing is where it was.
    const isWider = earlier.width !== frame.width || JSON.stringify(earlier.lifelines.map(({ x }) => x)) !== JSON.stringify(frame.lifelines.map(({ x }) => x));
    return { from: from!, frame, rails: runs(earlier.rails, rails, railMoved), items: isWider ? inserted(items) : runs(earlier.items, items, itemMoved) };
  });
};

/** The drawings after the difference; undefined when it was made from others. */
export const applied = (before: readonly Drawing[], changes: readonly DrawingDifference[]): Drawing[] | undefined => {
  const after: Drawing[] = [];
  for (const { from, frame, rails, items } of changes) {
    const earlier = from === undefined ? { rails: [], items: [] } : before[from];
    if (earlier === undefined) return undefined;
    const nextRails = played(earlier.rails, rails, movedRail);
    const nextItems = played(earlier.items, items, movedItem);
    if (nextRails === undefined || nextItems === undefined) return undefined;
    after.push({ ...frame, rails: nextRails, items: nextItems });
  }
  return after;
};

/** For each drawing after, the one before that it most likely was: of the same title, else the next that is left. */
const pairs = (before: readonly Drawing[], after: readonly Drawing[]): (number | undefined)[] => {
  const byTitle = new Map<string, number[]>();
  for (const [index, { title }] of before.entries()) byTitle.set(title, [...byTitle.get(title) ?? [], index]);
  const found = after.map(({ title }) => byTitle.get(title)?.shift());
  const left = [...byTitle.values()].flat().sort((a, b) => a - b);
  return found.map((index) => index ?? left.shift());
};

const inserted = <T>(list: readonly T[]): Run<T>[] => (list.length === 0 ? [] : [{ insert: list }]);

interface Moved {
  readonly down: number;
  readonly lines: number;
}

/** How far to look for where two lists agree again, and how often: beyond that all is new. */
const reach = 24;
const mostSearches = 400;

const runs = <T>(before: readonly T[], after: readonly T[], moved: (from: T, to: T) => Moved | undefined): Run<T>[] => {
  const found: Run<T>[] = [];
  const keep = ({ down, lines }: Moved): void => {
    const last = found.at(-1);
    if (last !== undefined && 'keep' in last && last.down === down && last.lines === lines) found[found.length - 1] = { keep: last.keep + 1, down, lines };
    else found.push({ keep: 1, down, lines });
  };
  const replace = (gone: number, fresh: readonly T[]): void => {
    if (gone > 0) found.push({ skip: gone });
    if (fresh.length > 0) found.push({ insert: fresh });
  };
  let old = 0;
  let next = 0;
  let searches = 0;
  while (next < after.length && old < before.length) {
    const same = moved(before[old]!, after[next]!);
    if (same !== undefined) {
      keep(same);
      old++;
      next++;
      continue;
    }
    const again = searches++ < mostSearches ? meeting(before, after, old, next, moved) : undefined;
    if (again === undefined) {
      if (searches > mostSearches) break;
      replace(1, [after[next]!]);
      old++;
      next++;
    } else {
      replace(again.old - old, after.slice(next, again.next));
      ({ old, next } = again);
    }
  }
  replace(0, after.slice(next));
  return found;
};

/** The nearest place from which on both lists have the same. */
const meeting = <T>(
  before: readonly T[], after: readonly T[], old: number, next: number, moved: (from: T, to: T) => Moved | undefined,
): { old: number; next: number } | undefined => {
  for (let distance = 1; distance <= reach; distance++) {
    for (let gone = 0; gone <= distance; gone++) {
      const from = before[old + gone];
      const to = after[next + distance - gone];
      if (from !== undefined && to !== undefined && moved(from, to) !== undefined) return { old: old + gone, next: next + distance - gone };
    }
  }
  return undefined;
};

const played = <T>(before: readonly T[], changes: readonly Run<T>[], move: (one: T, by: Moved) => T): T[] | undefined => {
  const after: T[] = [];
  let at = 0;
  for (const run of changes) {
    if ('insert' in run) {
      for (const one of run.insert) after.push(one);
    } else if ('skip' in run) at += run.skip;
    else {
      if (at + run.keep > before.length) return undefined;
      for (const end = at + run.keep; at < end; at++) after.push(move(before[at]!, run));
    }
  }
  return after;
};

const itemMoved = (from: Item, to: Item): Moved | undefined => {
  const lines = to.line - from.line;
  if (from.kind !== to.kind || from.height !== to.height || from.tone !== to.tone || !alike(from.reading, to.reading) || !alike(from.band, to.band)) return undefined;
  if (from.also?.length !== to.also?.length || from.also?.some((line, index) => line + lines !== to.also![index])) return undefined;
  return alike(from.shapes, to.shapes) ? { down: round(to.top - from.top), lines } : undefined;
};

const movedItem = (item: Item, { down, lines }: Moved): Item => (down === 0 && lines === 0 ? item : {
  ...item, top: round(item.top + down), line: item.line + lines, ...(item.also === undefined ? {} : { also: item.also.map((line) => line + lines) }),
});

const railMoved = (from: Rail, to: Rail): Moved | undefined => {
  const first = from.stretches[0];
  const down = first === undefined || to.stretches[0] === undefined ? 0 : round(to.stretches[0].top - first.top);
  return alike(movedRail(from, { down, lines: 0 }), to) ? { down, lines: 0 } : undefined;
};

const movedRail = (rail: Rail, { down }: Moved): Rail => (down === 0 ? rail : {
  ...rail, stretches: rail.stretches.map((stretch) => ({ ...stretch, top: round(stretch.top + down), bottom: round(stretch.bottom + down) })),
});

/** Whether two values of plain JSON are equal. Most often they are the same, or differ early. */
const alike = (one: unknown, other: unknown): boolean => {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((value, index) => alike(value, other[index]));
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length
    && keys.every((key) => alike((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]));
};
