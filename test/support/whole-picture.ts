// A picture's tiles put together again: what one sees who scrolls through all of it.
import type { Drawing, Item, Rail } from '../../language-server/core/diagram/drawing.ts';
import { joined, moved, type Picture } from '../../language-server/core/diagram/picture.ts';

export const wholePicture = ({ sheet, tiles, content, spans }: Picture): Drawing => {
  const items: Item[] = spans(0, sheet.height);
  const rails: (readonly [Rail, number])[] = [];
  let [top, line] = [sheet.heads.height, sheet.line];
  for (const [index, { height, lines }] of tiles.entries()) {
    const on = content(index);
    items.push(...on.items.map((item) => moved(item, top, line)));
    for (const rail of on.rails) rails.push([rail, top]);
    top += height;
    line += lines;
  }
  return inOneOrder({ ...sheet, rails: joined(rails), items });
};

/** Of what begins at the same height nobody sees the order. */
export const inOneOrder = (drawing: Drawing): Drawing => ({
  ...drawing,
  rails: joined(drawing.rails.map((rail) => [rail, 0])).sort((a, b) => a.end - b.end),
  items: drawing.items.toSorted((a, b) => a.top - b.top || a.kind.localeCompare(b.kind) || a.line - b.line || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
});
