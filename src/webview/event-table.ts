// The diagram's twin: its events as a table. Only the rows in sight are in the document, however long the flow is.
// Must not know how the diagram looks.
import type { Extent } from '../../language-server/core/diagram/shown.ts';
import type { Chart } from './chart.ts';
import type { Reveal } from './messages.ts';
import { longTable } from './long-table.ts';
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
  const heads = [strings.line, strings.event].map((text) => {
    const cell = html('th', '', text);
    cell.scope = 'col';
    return cell;
  });

  let chart: Chart | undefined;
  let count = 0;
  let marked: number | undefined;
  /** The event that the Tab key leads to. */
  let current = 0;

  const rowsOf = (from: number, to: number): readonly HTMLTableRowElement[] => {
    const rows = Array.from({ length: Math.max(0, to - from) }, (_, index) => chart?.event(from + index));
    const missing = rows.findIndex((placed) => placed === undefined);
    if (missing >= 0 && chart !== undefined && node.clientHeight > 0) {
      needed({ top: chart.placeOf({ event: from + missing }).top, bottom: chart.placeOf({ event: from + rows.findLastIndex((placed) => placed === undefined) }).bottom });
    }
    return rows.map((placed, index) => {
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
    });
  };
  const focusCurrent = (): void => body.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  const { node, body, show, render, intoSight } = longTable({ name: 'events', label: strings.table, heads, rowHeight, ahead, rows: rowsOf, focus: focusCurrent });
  const atOf = (target: EventTarget | null): number | undefined => {
    const at = target instanceof Element ? target.closest<HTMLElement>('[data-at]')?.dataset['at'] : undefined;
    return at === undefined ? undefined : Number(at);
  };
  const choose = (at: number, how: Reveal): void => {
    current = at;
    const placed = chart?.event(at);
    if (placed !== undefined) chosen(placed.line, how);
  };

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
      show(count);
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
