// A drawing in a scrolling element: only what is in sight is in the document, however long the flow is.
// Must not know the editor, nor where drawings come from.
import type { Drawing, Item } from '../../language-server/core/diagram/drawing.ts';
import { element } from '../../language-server/core/diagram/element.ts';
import { fonts } from '../../language-server/core/diagram/fonts.ts';
import { stateClass, svgItem, svgRails } from '../../language-server/core/diagram/svg.ts';
import { itemIndex, type ItemIndex } from './item-index.ts';
import type { Reveal } from './messages.ts';
import { toNode } from './node.ts';
import { fill, type Strings } from './strings.ts';

export interface View {
  /** Shows a drawing; the place stays where it is. */
  show(drawing: Drawing): void;
  /** Marks the item of a line and, with `follow`, brings it into sight. */
  mark(line: number | undefined, follow: boolean): void;
  /** Measures the window again: it was hidden, and is there now. */
  refit(): void;
  /** 0 fits the width. */
  zoomTo(zoom: number): void;
  zoomBy(factor: number): void;
  /** The zoom that was asked for: 0 for fit. */
  readonly wantedZoom: number;
  /** The zoom that is shown. */
  readonly zoom: number;
  scroll: number;
  readonly node: HTMLElement;
}

export interface ViewEvents {
  chosen(item: Item, how: Reveal): void;
  /** The pointer rests on an item; undefined when it has left. Where in the window: the pointer's x, and the heights that the item has. */
  hovered(item: Item | undefined, x: number, top: number, bottom: number): void;
  /** Zoom or place have changed. */
  moved(): void;
}

/** Pixels above and below the window that are drawn ahead. */
const ahead = 220;
const smallestZoom = 0.25;
const largestZoom = 4;
/** Fitting makes nothing smaller than can be read, and nothing huge. */
const smallestFit = 0.75;
const largestFit = 1.25;
/** Of an item that is brought into sight, pixels. */
const longestSeen = 240;
/** Under the heads, when they stick, the present states have a line. */
const statesHeight = 20;

export const createView = (strings: Strings, events: ViewEvents): View => {
  const scroller = document.createElement('div');
  scroller.className = 'scroller';
  const canvas = scroller.appendChild(document.createElement('div'));
  canvas.className = 'canvas';
  const headsSvg = canvas.appendChild(toNode(element('svg', { class: 'tcpflow sticky', 'aria-hidden': 'true' })));
  const bodySvg = canvas.appendChild(toNode(element('svg', { class: 'tcpflow body', role: 'list' })));
  const railsGroup = bodySvg.appendChild(toNode(element('g', { 'aria-hidden': 'true' })));
  const itemsGroup = bodySvg.appendChild(toNode(element('g', {})));

  let drawing: Drawing | undefined;
  let index: ItemIndex = itemIndex([]);
  /** Indices of items that the keyboard reaches. */
  let stops: number[] = [];
  let wantedZoom = 0;
  let zoom = 1;
  /** What of the drawing is in the document. */
  let drawn = { top: 0, bottom: -1 };
  let nodes = new Map<string, { node: SVGElement; index: number }>();
  let marked: number | undefined;
  /** What was brought into sight last, until one looks elsewhere. */
  let followed: Item | undefined;
  /** The item that the Tab key leads to. */
  let current = -1;
  let frame = 0;

  const inSight = (): { top: number; bottom: number } =>
    ({ top: scroller.scrollTop / zoom, bottom: (scroller.scrollTop + scroller.clientHeight) / zoom });

  const schedule = (): void => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      const { top, bottom } = inSight();
      if (top < drawn.top || bottom > drawn.bottom) render();
      renderHeads();
      events.moved();
    });
  };

  /** A bracket is marked with each of the lines that it connects. */
  const isMarked = ({ kind, line, also }: Item): boolean =>
    marked !== undefined && kind !== 'frame' && (line === marked || also?.includes(marked) === true);

  const render = (): void => {
    if (drawing === undefined) return;
    const sight = inSight();
    drawn = { top: Math.max(0, Math.floor(sight.top - ahead)), bottom: Math.min(drawing.height, Math.ceil(sight.bottom + ahead)) };
    const height = Math.max(0, drawn.bottom - drawn.top);
    bodySvg.style.top = `${drawn.top * zoom}px`;
    setAttributes(bodySvg, { width: drawing.width * zoom, height: height * zoom, viewBox: `0 ${drawn.top} ${drawing.width} ${height}` });
    railsGroup.replaceChildren(...svgRails(drawing, drawn.top, drawn.bottom).map(toNode));
    const wanted = index.between(drawn.top, drawn.bottom);
    // What the Tab key leads to stays, also out of sight: or the focus would be lost.
    if (current >= 0 && !wanted.includes(current)) {
      wanted.push(current);
      wanted.sort((a, b) => a - b);
    }
    const next = new Map<string, { node: SVGElement; index: number }>();
    for (const at of wanted) {
      const item = drawing.items[at]!;
      // Of equal items the first in sight takes the first node.
      let key = keyOf(item);
      while (next.has(key)) key += ' again';
      const node = nodes.get(key)?.node ?? toNode(svgItem(item));
      node.setAttribute('transform', `translate(0 ${item.top})`);
      node.dataset['index'] = String(at);
      if (item.reading !== undefined) node.setAttribute('tabindex', at === current ? '0' : '-1');
      node.classList.toggle('current', isMarked(item));
      next.set(key, { node, index: at });
    }
    for (const [key, { node }] of nodes) if (!next.has(key)) node.remove();
    let before: ChildNode | null = itemsGroup.firstChild;
    for (const { node } of next.values()) {
      if (node === before) before = before.nextSibling;
      else itemsGroup.insertBefore(node, before);
    }
    nodes = next;
  };

  const renderHeads = (): void => {
    if (drawing === undefined) return;
    const { width, heads } = drawing;
    const top = scroller.scrollTop / zoom;
    const stuck = top > 2;
    const height = heads.height + (stuck ? statesHeight : 0);
    setAttributes(headsSvg, { width: width * zoom, height: height * zoom, viewBox: `0 0 ${width} ${height}` });
    headsSvg.classList.toggle('stuck', stuck);
    const key = stuck ? presentStates(drawing, top + height).map(({ state }) => state).join() : '';
    if (headsSvg.dataset['key'] === `${key} ${width}` && !headsChanged) return;
    headsChanged = false;
    headsSvg.dataset['key'] = `${key} ${width}`;
    const states = stuck ? presentStates(drawing, top + height) : [];
    headsSvg.replaceChildren(
      toNode(element('rect', { class: 'background', width, height })),
      toNode(svgItem(heads)),
      ...states.map(({ x, anchor, state }) => toNode(element('text', {
        x, y: heads.height + 14, 'text-anchor': anchor, class: `sans text-state ${stateClass(state)}`, 'font-size': fonts.state.size, 'font-weight': 600,
      }, [state]))),
    );
  };
  let headsChanged = true;

  const applyZoom = (): void => {
    // Hidden, it has no width to fit.
    if (drawing === undefined || scroller.clientWidth === 0) return;
    const fit = (scroller.clientWidth - 2) / drawing.width;
    zoom = wantedZoom === 0 ? Math.min(largestFit, Math.max(smallestFit, fit)) : wantedZoom;
    canvas.style.width = `${drawing.width * zoom}px`;
    canvas.style.height = `${drawing.height * zoom}px`;
    drawn = { top: 0, bottom: -1 };
  };

  /** Changes the zoom and keeps the point of the drawing that is `y` pixels below the window's top where it is. */
  const zoomAround = (change: () => void, x: number, y: number): void => {
    const left = (scroller.scrollLeft + x) / zoom;
    const top = (scroller.scrollTop + y) / zoom;
    change();
    applyZoom();
    scroller.scrollLeft = left * zoom - x;
    scroller.scrollTop = top * zoom - y;
    render();
    renderHeads();
    events.moved();
  };

  const bringIntoSight = (item: Item): void => {
    const { top, bottom } = inSight();
    const above = top + (drawing?.heads.height ?? 0) + statesHeight;
    // A flight that ends further below is seen as far as that leaves the rest in sight.
    const height = Math.max(item.band.height, Math.min(item.height, longestSeen), 20);
    if (item.top >= above && item.top + height <= bottom) return;
    const target = item.top < above ? item.top - (above - top) - 12 : item.top + height - (bottom - top) + 24;
    scroller.scrollTo({ top: target * zoom, behavior: reducedMotion.matches ? 'auto' : 'smooth' });
  };
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

  const focus = (at: number): void => {
    const item = drawing?.items[at];
    if (item === undefined) return;
    const { top, bottom } = inSight();
    const above = top + (drawing?.heads.height ?? 0) + statesHeight;
    // At once, not smoothly: the focus needs the item in the document.
    if (item.top < above) scroller.scrollTop = (item.top - (above - top) - 12) * zoom;
    else if (item.top + item.band.height > bottom) scroller.scrollTop = (item.top + item.band.height - (bottom - top) + 24) * zoom;
    current = at;
    render();
    [...nodes.values()].find((entry) => entry.index === at)?.node.focus({ preventScroll: true });
  };

  const itemAt = (target: EventTarget | null): number => {
    const node = target instanceof Element ? target.closest('[data-index]') : null;
    return node === null ? -1 : Number(node.getAttribute('data-index'));
  };

  scroller.addEventListener('scroll', schedule, { passive: true });
  for (const look of ['wheel', 'pointerdown', 'keydown'] as const) scroller.addEventListener(look, () => { followed = undefined; }, { passive: true });
  scroller.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = scroller.getBoundingClientRect();
    zoomAround(() => { wantedZoom = clamp(zoom * Math.exp(-event.deltaY / 300)); }, event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  bodySvg.addEventListener('click', (event) => {
    if (panned) return;
    const at = itemAt(event.target);
    const item = drawing?.items[at];
    if (item === undefined) return;
    if (item.reading !== undefined) current = at;
    events.chosen(item, 'show');
  });
  bodySvg.addEventListener('keydown', (event) => {
    const at = itemAt(event.target);
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const place = stops.indexOf(at);
    const item = drawing?.items[at];
    if (event.key === 'Enter' || event.key === ' ') {
      if (item !== undefined) events.chosen(item, 'go');
    } else {
      const moves: Record<string, number> = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + 10, PageUp: place - 10, Home: 0, End: Infinity };
      const move = moves[event.key];
      if (move === undefined) return;
      const next = stops[Math.max(0, Math.min(stops.length - 1, move))]!;
      focus(next);
      events.chosen(drawing!.items[next]!, 'follow');
    }
    event.preventDefault();
  });
  // Dragging pans, with the left button or the middle one; what was dragged is not clicked.
  let panned = false;
  let held: { readonly x: number; readonly y: number } | undefined;
  scroller.addEventListener('pointerdown', ({ button, pointerType, clientX, clientY, target }) => {
    panned = false;
    // Fingers scroll by themselves, and scrollbars are for dragging too.
    if (pointerType !== 'mouse' || button > 1 || target === scroller) return;
    held = { x: clientX, y: clientY };
  });
  scroller.addEventListener('pointermove', (event) => {
    if (held === undefined) return hover(event);
    const [x, y] = [held.x - event.clientX, held.y - event.clientY];
    if (!panned && Math.hypot(x, y) < 5) return;
    if (!panned) scroller.setPointerCapture(event.pointerId);
    panned = true;
    hover(undefined);
    held = { x: event.clientX, y: event.clientY };
    scroller.scrollBy(x, y);
  });
  for (const end of ['pointerup', 'pointercancel'] as const) scroller.addEventListener(end, () => { held = undefined; });

  /** The item itself stays in sight, unless it is tall. Pixels. */
  const tallestSpared = 200;
  const pointerSize = 14;
  /** After a moment of rest, so that a pointer that passes by asks nothing. */
  const rest = 300;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let hoveredAt = -1;
  const hover = (event: PointerEvent | undefined): void => {
    const at = event === undefined ? -1 : itemAt(event.target);
    if (at === hoveredAt) return;
    hoveredAt = at;
    clearTimeout(resting);
    events.hovered(undefined, 0, 0, 0);
    const item = drawing?.items[at];
    if (event === undefined || item === undefined) return;
    const { clientX: x, clientY: y, target } = event;
    resting = setTimeout(() => {
      const band = (target as Element).closest('[data-index]')?.querySelector('.band')?.getBoundingClientRect();
      if (band === undefined || band.height > tallestSpared) events.hovered(item, x, y - pointerSize, y + pointerSize);
      else events.hovered(item, x, band.top, band.bottom);
    }, rest);
  };
  scroller.addEventListener('pointerleave', () => hover(undefined));
  new ResizeObserver(() => {
    applyZoom();
    schedule();
    // A pane that opens below must not cover what one has just stepped to.
    if (followed !== undefined) bringIntoSight(followed);
  }).observe(scroller);

  return {
    node: scroller,
    show: (next) => {
      const focused = current >= 0 ? drawing?.items[current] : undefined;
      drawing = next;
      index = itemIndex(next.items);
      stops = next.items.flatMap((item, at) => (item.reading === undefined ? [] : [at]));
      const again = focused === undefined ? -1 : next.items.findIndex((item) => item.line === focused.line && item.kind === focused.kind && item.reading !== undefined);
      current = again >= 0 ? again : stops[0] ?? -1;
      bodySvg.setAttribute('aria-label', next.title === '' ? strings.diagram : fill(strings.diagramOf, next.title));
      headsChanged = true;
      applyZoom();
      render();
      renderHeads();
      events.moved();
    },
    mark: (line, follow) => {
      marked = line;
      for (const { node, index: at } of nodes.values()) {
        const item = drawing?.items[at];
        node.classList.toggle('current', item !== undefined && isMarked(item));
      }
      const item = line === undefined ? undefined : drawing?.items.find((one) => one.line === line && one.kind !== 'bracket');
      if (item === undefined) return;
      followed = follow ? item : undefined;
      if (follow) bringIntoSight(item);
      const at = drawing!.items.indexOf(item);
      // Where the keyboard is stays; otherwise Tab leads to the line of the cursor.
      if (item.reading !== undefined && !itemsGroup.contains(document.activeElement)) {
        current = at;
        render();
      }
    },
    refit: () => {
      applyZoom();
      render();
    },
    zoomTo: (to) => zoomAround(() => { wantedZoom = to === 0 ? 0 : clamp(to); }, scroller.clientWidth / 2, 0),
    zoomBy: (factor) => zoomAround(() => { wantedZoom = clamp(zoom * factor); }, scroller.clientWidth / 2, scroller.clientHeight / 2),
    get wantedZoom() { return wantedZoom; },
    get zoom() { return zoom; },
    get scroll() { return scroller.scrollTop / zoom; },
    set scroll(top) {
      scroller.scrollTop = top * zoom;
      render();
      renderHeads();
    },
  };
};

const clamp = (zoom: number): number => Math.min(largestZoom, Math.max(smallestZoom, zoom));

const setAttributes = (node: Element, attributes: Record<string, string | number>): void => {
  for (const [name, value] of Object.entries(attributes)) {
    if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
  }
};

/** Items that look equal have equal keys, wherever they stand: their nodes are used again. */
const keyOf = (item: Item): string => {
  const known = keys.get(item);
  if (known !== undefined) return known;
  const key = JSON.stringify({ ...item, top: 0, line: 0, also: 0 });
  keys.set(item, key);
  return key;
};
const keys = new WeakMap<Item, string>();

interface PresentState {
  readonly x: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly state: string;
}

/** The states at a height, for lifelines with one or two rails. */
const presentStates = ({ lifelines, rails }: Drawing, y: number): PresentState[] => lifelines.flatMap((_, lifeline) => {
  const here = rails.filter((rail) => rail.lifeline === lifeline).sort((a, b) => a.x - b.x);
  if (here.length === 0 || here.length > 2) return [];
  return here.flatMap(({ x, stretches }, place): PresentState[] => {
    const stretch = stretches.find(({ top, bottom }) => top <= y && y < bottom) ?? stretches.at(-1);
    if (stretch === undefined) return [];
    const anchor = here.length === 1 ? 'middle' : place === 0 ? 'end' : 'start';
    return [{ x: here.length === 1 ? x : x + (place === 0 ? 2 : -2), anchor, state: stretch.state }];
  });
});
