// Which items of a drawing are between two heights, without looking at all of them. Must not know the DOM.
import type { Item } from '../../language-server/core/diagram/drawing.ts';

export interface ItemIndex {
  /** The indices of items that reach between two heights, in the order of the drawing. */
  between(top: number, bottom: number): number[];
}

const shelfHeight = 1024;

/** Items lie on shelves of equal height; what is tall lies on several. */
export const itemIndex = (items: readonly Item[]): ItemIndex => {
  const shelves: number[][] = [];
  for (const [index, item] of items.entries()) {
    const last = Math.floor((item.top + item.height) / shelfHeight);
    for (let shelf = Math.floor(item.top / shelfHeight); shelf <= last; shelf++) (shelves[shelf] ??= []).push(index);
  }
  return {
    between: (top, bottom) => {
      const found = new Set<number>();
      const last = Math.min(shelves.length - 1, Math.floor(bottom / shelfHeight));
      for (let shelf = Math.max(0, Math.floor(top / shelfHeight)); shelf <= last; shelf++) {
        for (const index of shelves[shelf] ?? []) {
          const item = items[index]!;
          if (item.top <= bottom && item.top + item.height >= top) found.add(index);
        }
      }
      return [...found].sort((a, b) => a - b);
    },
  };
};
