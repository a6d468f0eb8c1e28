// What is there of a flow's drawing, by height, by line and by number of event. Must not know the DOM.
import type { Item, Rail, TileContent } from '../../language-server/core/diagram/drawing.ts';
import { joined } from '../../language-server/core/diagram/picture.ts';
import type { Extent, Shown } from '../../language-server/core/diagram/shown.ts';

/** An item where it is. */
export interface Placed {
  readonly item: Item;
  readonly top: number;
  readonly line: number;
  readonly also: readonly number[];
  /** Its number among the events of the flow, from 0; absent where it is none. */
  readonly event?: number;
}

export interface Chart extends Pick<Shown, 'sheet'> {
  /** What reaches between two heights, in the order in which it is drawn. */
  between(top: number, bottom: number): Placed[];
  rails(top: number, bottom: number): Rail[];
  /** How many events there are; how many lines have one. */
  readonly events: number;
  readonly stops: number;
  /** Undefined where it is not there: `placeOf` tells where it would be. */
  event(at: number): Placed | undefined;
  /** The line of one of the stops, from 0. */
  stop(at: number): number | undefined;
  /** How many stops are on a line or above it. */
  stopsUpTo(line: number): number | undefined;
  /** The item of a line, brackets aside. */
  itemOf(line: number): Placed | undefined;
  /** Where to look for what is not there. */
  placeOf(what: { readonly event: number } | { readonly stop: number } | { readonly line: number }): Extent;
  /** Whether everything between two heights is there. */
  has(extent: Extent): boolean;
}

interface Strip {
  readonly top: number;
  readonly bottom: number;
  /** The number of its first event and of its first stop, and its first line. */
  readonly event: number;
  readonly stop: number;
  readonly line: number;
  readonly content: TileContent | undefined;
}

/** So many pixels an item may reach out of its tile. */
const overhang = 120;

export const chart = ({ sheet, tiles, contents, spans }: Shown): Chart => {
  const strips: Strip[] = [];
  let next = { top: sheet.heads.height, event: 0, stop: 0, line: sheet.line };
  for (const { id, height, lines, events, stops } of tiles) {
    strips.push({ ...next, bottom: next.top + height, content: contents.get(id) });
    next = { top: next.top + height, event: next.event + events, stop: next.stop + stops, line: next.line + lines };
  }
  const end: Strip = { ...next, bottom: next.top, content: undefined };

  const placedOn = new Map<Strip, readonly Placed[]>();
  const itemsOn = (strip: Strip): readonly Placed[] => {
    const known = placedOn.get(strip);
    if (known !== undefined) return known;
    let { event } = strip;
    const items = (strip.content?.items ?? []).map((item): Placed => ({
      item, top: item.top + strip.top, line: item.line + strip.line, also: item.also?.map((line) => line + strip.line) ?? [],
      ...(item.reading === undefined ? {} : { event: event++ }),
    }));
    placedOn.set(strip, items);
    return items;
  };
  /** The last strip that begins at a value or before. */
  const stripWith = (key: 'top' | 'event' | 'stop' | 'line', value: number): Strip | undefined => {
    let [low, high] = [0, strips.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (strips[middle]![key] <= value) low = middle;
      else high = middle - 1;
    }
    return strips[low];
  };
  const inSight = (top: number, bottom: number): Strip[] => {
    const first = stripWith('top', top);
    const from = first === undefined ? 0 : strips.indexOf(first);
    const found: Strip[] = [];
    for (let at = from; at < strips.length && strips[at]!.top <= bottom; at++) if (strips[at]!.bottom >= top) found.push(strips[at]!);
    return found;
  };
  const stopsOn = (strip: Strip): number[] => [...new Set(itemsOn(strip).flatMap(({ line, event }) => (event === undefined ? [] : [line])))].sort((a, b) => a - b);
  const placedSpans = spans.map((item): Placed => ({ item, top: item.top, line: item.line, also: item.also ?? [] }));

  return {
    sheet,
    events: end.event,
    stops: end.stop,
    between: (top, bottom) => [...placedSpans, ...inSight(top - overhang, bottom + overhang).flatMap(itemsOn)]
      .filter((placed) => placed.top <= bottom && placed.top + placed.item.height >= top),
    rails: (top, bottom) => joined(inSight(top, bottom).flatMap((strip) => (strip.content?.rails ?? []).map((rail) => [rail, strip.top] as const))),
    event: (at) => {
      const strip = stripWith('event', at);
      return strip === undefined ? undefined : itemsOn(strip).find(({ event }) => event === at);
    },
    stop: (at) => {
      const strip = stripWith('stop', at);
      return strip === undefined ? undefined : stopsOn(strip)[at - strip.stop];
    },
    stopsUpTo: (line) => {
      const strip = stripWith('line', line);
      // What holds before anything happens may stand on a line above.
      if (strip === undefined) return 0;
      return strip.content === undefined ? undefined : strip.stop + stopsOn(strip).filter((one) => one <= line).length;
    },
    itemOf: (line) => {
      const strip = stripWith('line', line);
      const isIt = (placed: Placed): boolean => placed.line === line && placed.item.kind !== 'bracket';
      return strip === undefined ? undefined : itemsOn(strip).find(isIt) ?? placedSpans.find(isIt);
    },
    placeOf: (what) => {
      const strip = 'event' in what ? stripWith('event', what.event) : 'stop' in what ? stripWith('stop', what.stop) : stripWith('line', what.line);
      return strip ?? end;
    },
    has: ({ top, bottom }) => inSight(top, bottom).every(({ content }) => content !== undefined),
  };
};
