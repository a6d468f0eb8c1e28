// What a pointer does on the diagram beside clicking: it drags the diagram along, or rests on something. Must not know what that is.
import type { Placed } from './chart.ts';

export interface Pointer {
  /** What was dragged is not clicked. */
  readonly hasDragged: boolean;
}

/** The item itself stays in sight, unless it is tall. Pixels. */
const tallestSpared = 200;
const pointerSize = 14;
/** After a moment of rest, so that a pointer that passes by asks nothing. Milliseconds. */
const rest = 300;
/** Who clicks may move a little. Pixels. */
const stillness = 5;

/** `hovered`: it rests on the item of a line, at x, with the item between two heights of the window; undefined when it has left. */
export const followPointer = (
  scroller: HTMLElement, placedAt: (target: EventTarget | null) => Placed | undefined, hovered: (line: number | undefined, x: number, top: number, bottom: number) => void,
): Pointer => {
  let resting: ReturnType<typeof setTimeout> | undefined;
  let hoveredOver: Placed | undefined;
  const hover = (event: PointerEvent | undefined): void => {
    const placed = event === undefined ? undefined : placedAt(event.target);
    if (placed === hoveredOver) return;
    hoveredOver = placed;
    clearTimeout(resting);
    hovered(undefined, 0, 0, 0);
    if (event === undefined || placed === undefined) return;
    const { clientX: x, clientY: y, target } = event;
    resting = setTimeout(() => {
      const band = (target as Element).closest('[data-index]')?.querySelector('.band')?.getBoundingClientRect();
      if (band === undefined || band.height > tallestSpared) hovered(placed.line, x, y - pointerSize, y + pointerSize);
      else hovered(placed.line, x, band.top, band.bottom);
    }, rest);
  };
  scroller.addEventListener('pointerleave', () => hover(undefined));

  // Dragging pans, with the left button or the middle one.
  let hasDragged = false;
  let held: { readonly x: number; readonly y: number } | undefined;
  scroller.addEventListener('pointerdown', ({ button, pointerType, clientX, clientY, target }) => {
    hasDragged = false;
    // Fingers scroll by themselves, and scrollbars are for dragging too.
    if (pointerType !== 'mouse' || button > 1 || target === scroller) return;
    held = { x: clientX, y: clientY };
  });
  scroller.addEventListener('pointermove', (event) => {
    if (held === undefined) return hover(event);
    const [x, y] = [held.x - event.clientX, held.y - event.clientY];
    if (!hasDragged && Math.hypot(x, y) < stillness) return;
    if (!hasDragged) scroller.setPointerCapture(event.pointerId);
    hasDragged = true;
    hover(undefined);
    held = { x: event.clientX, y: event.clientY };
    scroller.scrollBy(x, y);
  });
  for (const end of ['pointerup', 'pointercancel'] as const) scroller.addEventListener(end, () => { held = undefined; });
  return { get hasDragged() { return hasDragged; } };
};
