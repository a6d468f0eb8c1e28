// A drawing in a scrolling element: only what is in sight is in the document, however long the flow is.
// Must not know the editor, nor where drawings come from.
import type { Item } from '../../language-server/core/diagram/drawing.ts';
import type { Extent } from '../../language-server/core/diagram/shown.ts';
import { element } from '../../language-server/core/diagram/element.ts';
import { svgItem, svgNumbers, svgRails } from '../../language-server/core/diagram/svg.ts';
import type { Chart, Placed } from './chart.ts';
import type { Reveal } from './messages.ts';
import { setAttributes, toNode } from './node.ts';
import { followPointer } from './pointer.ts';
import { statesHeight, stickyHeads } from './sticky-heads.ts';
import { fill, type Strings } from './strings.ts';

export interface View {
  /** Shows a drawing; the place stays where it is. */
  show(chart: Chart): void;
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
  /** What is looked at, in pixels of the drawing. */
  readonly sight: Extent;
  readonly node: HTMLElement;
}

export interface ViewEvents {
  chosen(line: number, how: Reveal): void;
  /** The pointer rests on the item of a line; undefined when it has left. Where in the window: the pointer's x, and the heights that the item has. */
  hovered(line: number | undefined, x: number, top: number, bottom: number): void;
  /** Zoom or place have changed. */
  moved(): void;
  /** Something of this is not there, or soon will not be. */
  needed(extent: Extent): void;
}

/** Pixels above and below the window that are drawn ahead, and that should be there. */
const ahead = 220;
const wanted = 1500;
/** Nobody wants to see all that passes by on a longer way. */
const smoothUpTo = 4000;
const smallestZoom = 0.25;
const largestZoom = 4;
/** Fitting makes nothing smaller than can be read, and nothing huge. */
const smallestFit = 0.6;
const largestFit = 1.25;
/** Of an item that is brought into sight, pixels. */
const longestSeen = 240;
/** What is left to its sides. */
const beside = 40;

export const createView = (strings: Strings, events: ViewEvents): View => {
  const scroller = document.createElement('div');
  scroller.className = 'scroller';
  const canvas = scroller.appendChild(document.createElement('div'));
  canvas.className = 'canvas';
  const heads = stickyHeads();
  canvas.append(heads.node);
  const bodySvg = canvas.appendChild(toNode(element('svg', { class: 'tcpflow body', role: 'list' })));
  const railsGroup = bodySvg.appendChild(toNode(element('g', { 'aria-hidden': 'true' })));
  const numbersGroup = bodySvg.appendChild(toNode(element('g', { 'aria-hidden': 'true' })));
  const itemsGroup = bodySvg.appendChild(toNode(element('g', {})));

  let chart: Chart | undefined;
  let wantedZoom = 0;
  let zoom = 1;
  /** What of the drawing is in the document. */
  let drawn = { top: 0, bottom: -1 };
  let nodes = new Map<string, { node: SVGElement; placed: Placed }>();
  /** What is in the document, in its order. */
  let rendered: readonly Placed[] = [];
  let marked: number | undefined;
  /** What was brought into sight last, until one looks elsewhere. */
  let followed: Placed | undefined;
  /** It scrolls there. */
  let isOnItsWay = false;
  /** The event that the Tab key leads to, and whether it gets the focus when it is there. */
  let current = -1;
  let isAwaited = false;
  let frame = 0;

  const inSight = (): { top: number; bottom: number } =>
    ({ top: scroller.scrollTop / zoom, bottom: (scroller.scrollTop + scroller.clientHeight) / zoom });

  const schedule = (): void => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      const { top, bottom } = inSight();
      if (top < drawn.top || bottom > drawn.bottom) render();
      renderHeads();
      need();
      events.moved();
    });
  };

  const need = (): void => {
    // Hidden, it looks at nothing.
    if (chart === undefined || scroller.clientHeight === 0) return;
    const { top, bottom } = inSight();
    const extent = { top: Math.max(0, top - wanted), bottom: Math.min(chart.sheet.height, bottom + wanted) };
    if (!chart.has(extent)) events.needed({ top, bottom });
  };

  /** A bracket is marked with each of the lines that it connects. */
  const isMarked = ({ item: { kind }, line, also }: Placed): boolean =>
    marked !== undefined && kind !== 'frame' && (line === marked || also.includes(marked));

  const render = (): void => {
    if (chart === undefined) return;
    const { sheet } = chart;
    const sight = inSight();
    drawn = { top: Math.max(0, Math.floor(sight.top - ahead)), bottom: Math.min(sheet.height, Math.ceil(sight.bottom + ahead)) };
    const height = Math.max(0, drawn.bottom - drawn.top);
    bodySvg.style.top = `${drawn.top * zoom}px`;
    setAttributes(bodySvg, { width: sheet.width * zoom, height: height * zoom, viewBox: `0 ${drawn.top} ${sheet.width} ${height}` });
    const rails = chart.rails(drawn.top, drawn.bottom);
    railsGroup.replaceChildren(...svgRails({ lifelines: sheet.lifelines, rails }, drawn.top, drawn.bottom).map(toNode));
    const shown = chart.between(drawn.top, drawn.bottom);
    numbersGroup.replaceChildren(...svgNumbers(sheet, shown).map(toNode));
    // What the Tab key leads to stays, also out of sight: or the focus would be lost.
    const focused = chart.event(current);
    if (focused !== undefined && !shown.includes(focused)) {
      shown.push(focused);
      shown.sort((a, b) => a.top - b.top);
    }
    const next = new Map<string, { node: SVGElement; placed: Placed }>();
    for (const [index, placed] of shown.entries()) {
      const { item, top, event } = placed;
      // Of equal items the first in sight takes the first node.
      let key = keyOf(item);
      while (next.has(key)) key += ' again';
      const node = nodes.get(key)?.node ?? toNode(svgItem(item));
      node.setAttribute('transform', `translate(0 ${top})`);
      node.dataset['index'] = String(index);
      if (event !== undefined) node.setAttribute('tabindex', event === current ? '0' : '-1');
      node.classList.toggle('current', isMarked(placed));
      next.set(key, { node, placed });
    }
    for (const [key, { node }] of nodes) if (!next.has(key)) node.remove();
    let before: ChildNode | null = itemsGroup.firstChild;
    for (const { node } of next.values()) {
      if (node === before) before = before.nextSibling;
      else itemsGroup.insertBefore(node, before);
    }
    nodes = next;
    rendered = shown;
  };

  const renderHeads = (): void => {
    if (chart !== undefined) heads.render(chart, scroller.scrollTop / zoom, zoom);
  };

  const applyZoom = (): void => {
    // Hidden, it has no width to fit.
    if (chart === undefined || scroller.clientWidth === 0) return;
    const { width, height } = chart.sheet;
    const fit = (scroller.clientWidth - 2) / width;
    zoom = wantedZoom === 0 ? Math.min(largestFit, Math.max(smallestFit, fit)) : wantedZoom;
    canvas.style.width = `${width * zoom}px`;
    canvas.style.height = `${height * zoom}px`;
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
    need();
    events.moved();
  };

  /** Where the window has to begin so that what is at a place is in sight; undefined where it is already. */
  const scrollFor = (place: Extent): number | undefined => {
    const { top, bottom } = inSight();
    const above = top + (chart?.sheet.heads.height ?? 0) + statesHeight;
    if (place.top >= above && place.bottom <= bottom) return undefined;
    return place.top < above ? place.top - (above - top) - 12 : place.bottom - (bottom - top) + 24;
  };
  const bringIntoSight = ({ item, top }: Placed): void => {
    // A flight that ends further below is seen as far as that leaves the rest in sight.
    const target = scrollFor({ top, bottom: top + Math.max(item.band.height, Math.min(item.height, longestSeen), 20) }) ?? inSight().top;
    const left = leftFor(item) ?? scroller.scrollLeft / zoom;
    if (target === inSight().top && left === scroller.scrollLeft / zoom) {
      // On its way to what was followed before, it would go on.
      if (isOnItsWay) scroller.scrollTo({ top: scroller.scrollTop, left: scroller.scrollLeft, behavior: 'instant' });
      return;
    }
    const isNear = Math.abs(target - inSight().top) < smoothUpTo;
    isOnItsWay = isNear && !reducedMotion.matches;
    scroller.scrollTo({ top: target * zoom, left: left * zoom, behavior: isOnItsWay ? 'smooth' : 'instant' });
  };
  /** Where the window has to begin on the left so that an item is in sight; undefined where it is, or has no room in it. */
  const leftFor = ({ shapes }: Item): number | undefined => {
    const xs = shapes.flatMap((shape) => (shape.shape === 'path' ? shape.points.filter((_, index) => index % 2 === 0) : [shape.x]));
    const [first, last] = [Math.min(...xs) - beside, Math.max(...xs) + beside];
    const [left, width] = [scroller.scrollLeft / zoom, scroller.clientWidth / zoom];
    if (last - first > width || (first >= left && last <= left + width)) return undefined;
    return first < left ? Math.max(0, first) : last - width;
  };
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

  /** Gives an event the focus; where it is not there yet, when it is. */
  const focus = (event: number): void => {
    if (chart === undefined) return;
    current = event;
    const placed = chart.event(event);
    isAwaited = placed === undefined;
    // At once, not smoothly: the focus needs the item in the document.
    const target = placed === undefined ? chart.placeOf({ event }).top : scrollFor({ top: placed.top, bottom: placed.top + placed.item.band.height });
    if (target !== undefined) scroller.scrollTop = target * zoom;
    if (placed === undefined) {
      need();
      return;
    }
    render();
    [...nodes.values()].find((entry) => entry.placed.event === event)?.node.focus({ preventScroll: true });
    events.chosen(placed.line, 'follow');
  };

  const placedAt = (target: EventTarget | null): Placed | undefined => {
    const node = target instanceof Element ? target.closest('[data-index]') : null;
    return node === null ? undefined : rendered[Number(node.getAttribute('data-index'))];
  };

  scroller.addEventListener('scroll', schedule, { passive: true });
  scroller.addEventListener('scrollend', () => { isOnItsWay = false; });
  for (const look of ['wheel', 'pointerdown', 'keydown'] as const) scroller.addEventListener(look, () => { followed = undefined; }, { passive: true });
  scroller.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = scroller.getBoundingClientRect();
    zoomAround(() => { wantedZoom = clamp(zoom * Math.exp(-event.deltaY / 300)); }, event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  bodySvg.addEventListener('click', (event) => {
    const placed = pointer.hasDragged ? undefined : placedAt(event.target);
    if (placed === undefined) return;
    if (placed.event !== undefined) current = placed.event;
    events.chosen(placed.line, 'show');
  });
  bodySvg.addEventListener('keydown', (event) => {
    const placed = placedAt(event.target);
    if (placed === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      events.chosen(placed.line, 'go');
    } else {
      const at = placed.event ?? current;
      const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: Infinity };
      const move = moves[event.key];
      if (move === undefined) return;
      focus(Math.max(0, Math.min((chart?.events ?? 0) - 1, move)));
    }
    event.preventDefault();
  });
  const pointer = followPointer(scroller, placedAt, events.hovered);
  new ResizeObserver(() => {
    applyZoom();
    schedule();
    // A pane that opens below must not cover what one has just stepped to.
    if (followed !== undefined) bringIntoSight(followed);
  }).observe(scroller);

  return {
    node: scroller,
    show: (next) => {
      const before = chart?.event(current);
      chart = next;
      const { title, height } = next.sheet;
      if (!isAwaited) {
        const again = before === undefined ? undefined : next.between(0, height).find(({ event, line, item }) => event !== undefined && line === before.line && item.kind === before.item.kind);
        current = again?.event ?? (next.event(current) === undefined ? 0 : current);
      }
      bodySvg.setAttribute('aria-label', title === '' ? strings.diagram : fill(strings.diagramOf, title));
      heads.changed();
      applyZoom();
      render();
      renderHeads();
      if (isAwaited && next.event(current) !== undefined) focus(current);
      schedule();
      events.moved();
    },
    mark: (line, follow) => {
      marked = line;
      for (const { node, placed } of nodes.values()) node.classList.toggle('current', isMarked(placed));
      const found = line === undefined ? undefined : chart?.itemOf(line);
      if (found === undefined) return;
      followed = follow ? found : undefined;
      if (follow) bringIntoSight(found);
      // Where the keyboard is stays; otherwise Tab leads to the line of the cursor.
      if (found.event !== undefined && !itemsGroup.contains(document.activeElement)) {
        current = found.event;
        render();
      }
    },
    refit: () => {
      applyZoom();
      render();
      need();
    },
    zoomTo: (to) => zoomAround(() => { wantedZoom = to === 0 ? 0 : clamp(to); }, scroller.clientWidth / 2, 0),
    zoomBy: (factor) => zoomAround(() => { wantedZoom = clamp(zoom * factor); }, scroller.clientWidth / 2, scroller.clientHeight / 2),
    get wantedZoom() { return wantedZoom; },
    get zoom() { return zoom; },
    get sight() { return inSight(); },
    get scroll() { return scroller.scrollTop / zoom; },
    set scroll(top) {
      scroller.scrollTop = top * zoom;
      render();
      renderHeads();
      need();
    },
  };
};

const clamp = (zoom: number): number => Math.min(largestZoom, Math.max(smallestZoom, zoom));

/** Items that look equal have equal keys, wherever they stand: their nodes are used again. */
const keyOf = (item: Item): string => {
  const known = keys.get(item);
  if (known !== undefined) return known;
  const key = JSON.stringify({ ...item, top: 0, line: 0, also: 0 });
  keys.set(item, key);
  return key;
};
const keys = new WeakMap<Item, string>();
