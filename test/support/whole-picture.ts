// Drawings whose items stand in one order, so that what is painted tile by tile can be compared with what is drawn as a whole.
import type { Drawing } from '../../language-server/core/diagram/drawing.ts';
import { joined, wholeOf, type Picture } from '../../language-server/core/diagram/picture.ts';
import { toEnd } from '../../language-server/core/flow/turns.ts';

export const wholePicture = (picture: Picture): Drawing => inOneOrder(toEnd(wholeOf(picture)));

/** Of what begins at the same height nobody sees the order. */
export const inOneOrder = (drawing: Drawing): Drawing => ({
  ...drawing,
  rails: joined(drawing.rails.map((rail) => [rail, 0])).sort((a, b) => a.end - b.end),
  items: drawing.items.toSorted((a, b) => a.top - b.top || a.kind.localeCompare(b.kind) || a.line - b.line || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
});
