// The diagram's twin: its events as a table. Only the rows in sight are in the document, however long the flow is.
// Must not know how the diagram looks.
import type { Extent } from '../../language-server/core/diagram/shown.ts';
import type { Chart } from './chart.ts';
import type { Reveal } from './messages.ts';
import { html } from './node.ts';
import type { Strings } from './strings.ts';

export interface EventTable {
  readonly node: HTMLElement;
  show(chart: Chart): void;
  mark(line: number | undefined): void;
}

/** Pixels; a row shows at most two lines of text, the rest is in its title. */
const rowHeight = 42;
const ahead = 8;

/** `needed`: rows are wanted whose part of the drawing is not there. */
export const eventTable = (strings: Strings, chosen: (line: number, how: Reveal) => void, needed: (extent: Extent) => void): EventTable => {
  const head = html('tr', '', ...[strings.line, strings.event].map((text) => {
    const cell = html('th', '', text);
    cell.scope = 'col';
    return cell;
  }));
  head.setAttribute('aria-rowindex', '1');
  const [above, body, below] = [html('tbody', 'room'), html('tbody', ''), html('tbody', 'room')];
  const room = [above, below].map((part) => {
    part.setAttribute('aria-hidden', 'true');
    return part.appendChild(html('tr', '')).appendChild(html('td', ''));
  }) as [HTMLTableCellElement, HTMLTableCellElement];
  for (const cell of room) cell.colSpan = 2;
  const table = html('table', 'events', html('thead', '', head), above, body, below);
  table.setAttribute('aria-label', strings.table);
  const node = html('div', 'twin', table);
  node.tabIndex = -1;

  let chart: Chart | undefined;
  let count = 0;
  let marked: number | undefined;
  /** The event that the Tab key leads to. */
  let current = 0;
  let drawn = [0, 0];

  const render = (): void => {
    const from = Math.max(0, Math.floor(node.scrollTop / rowHeight) - ahead);
    const to = Math.min(count, Math.ceil((node.scrollTop + node.clientHeight) / rowHeight) + ahead);
    drawn = [from, to];
    const hadFocus = body.contains(document.activeElement);
    const rows = Array.from({ length: Math.max(0, to - from) }, (_, index) => chart?.event(from + index));
    body.replaceChildren(...rows.map((placed, index) => {
      const at = from + index;
      const number = html('th', '', placed === undefined ? '…' : String(placed.line + 1));
      number.scope = 'row';
      const reading = placed?.item.reading ?? '';
      const row = html('tr', placed?.item.tone ?? '', number, html('td', '', html('span', '', reading)));
      row.title = reading;
      row.tabIndex = at === current ? 0 : -1;
      row.dataset['at'] = String(at);
      row.setAttribute('aria-rowindex', String(at + 2));
      if (placed !== undefined && placed.line === marked) row.setAttribute('aria-current', 'true');
      return row;
    }));
    const missing = rows.findIndex((placed) => placed === undefined);
    if (missing >= 0 && chart !== undefined && node.clientHeight > 0) {
      needed({ top: chart.placeOf({ event: from + missing }).top, bottom: chart.placeOf({ event: from + rows.findLastIndex((placed) => placed === undefined) }).bottom });
    }
    room[0].style.height = `${from * rowHeight}px`;
    room[1].style.height = `${(count - to) * rowHeight}px`;
    above.hidden = from === 0;
    below.hidden = to === count;
    if (hadFocus) focusCurrent();
  };
  const focusCurrent = (): void => body.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  const intoSight = (at: number): void => {
    const top = at * rowHeight;
    if (top < node.scrollTop) node.scrollTop = top;
    else if (top + 2 * rowHeight > node.scrollTop + node.clientHeight) node.scrollTop = top + 2 * rowHeight - node.clientHeight;
  };
  const atOf = (target: EventTarget | null): number | undefined => {
    const at = target instanceof Element ? target.closest<HTMLElement>('[data-at]')?.dataset['at'] : undefined;
    return at === undefined ? undefined : Number(at);
  };
  const choose = (at: number, how: Reveal): void => {
    current = at;
    const placed = chart?.event(at);
    if (placed !== undefined) chosen(placed.line, how);
  };

  node.addEventListener('scroll', () => {
    const [from, to] = [Math.floor(node.scrollTop / rowHeight), Math.ceil((node.scrollTop + node.clientHeight) / rowHeight)];
    if (from < drawn[0]! || to > drawn[1]!) render();
  }, { passive: true });
  let height = 0;
  new ResizeObserver(() => {
    // What was in sight, or could not be while the table was hidden, stays or comes in sight.
    const top = current * rowHeight - node.scrollTop;
    if (marked !== undefined && (height === 0 || (top >= 0 && top < height))) intoSight(current);
    height = node.clientHeight;
    render();
  }).observe(node);
  body.addEventListener('click', (event) => {
    const at = atOf(event.target);
    if (at !== undefined) choose(at, 'show');
  });
  body.addEventListener('keydown', (event) => {
    const at = atOf(event.target);
    if (at === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: Infinity, Enter: at, ' ': at }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(count - 1, to));
    intoSight(next);
    choose(next, event.key === 'Enter' ? 'go' : 'follow');
    render();
    focusCurrent();
  });

  return {
    node,
    show: (next) => {
      chart = next;
      count = next.events;
      current = Math.max(0, Math.min(current, count - 1));
      table.setAttribute('aria-rowcount', String(count + 1));
      render();
    },
    mark: (line) => {
      marked = line;
      const at = line === undefined ? undefined : chart?.itemOf(line)?.event;
      if (at !== undefined) {
        current = at;
        intoSight(at);
      }
      render();
    },
  };
};
