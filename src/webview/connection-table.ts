// The connections of a capture as a table: only the rows in sight are in the document, however many there are. Must not know
// what is in a capture, nor how its rows are chosen.
import { columns, type Choice, type Column, type Listed } from './connection-list.ts';
import { longTable } from './long-table.ts';
import { html } from './node.ts';

export interface ConnectionTable {
  readonly node: HTMLElement;
  show(rows: readonly Listed[], choice: Choice): void;
  /** The keyboard goes on in the row that it was in last. */
  focus(): void;
}

export interface TableTexts {
  readonly label: string;
  readonly heads: Readonly<Record<Column, string>>;
  /** What Enter does in a row. */
  readonly open: (number: number) => string;
  readonly cell: (one: Listed, column: Column) => string;
}

export interface TableEvents {
  open(number: number): void;
  sort(by: Column): void;
}

/** Pixels. */
const rowHeight = 26;
const ahead = 12;
const numeric: ReadonlySet<Column> = new Set(['number', 'packets', 'bytes', 'duration']);

const ends: ReadonlySet<Column> = new Set(['client', 'server']);

/** What tells two ends of a network apart: the last part of the address, and the port. Where there is no room, the part before it gives way. */
const kept = 12;
const inTwoParts = (text: string): readonly (string | Node)[] =>
  (text.length <= kept ? [text] : [html('span', 'shrinks', text.slice(0, -kept)), html('span', '', text.slice(-kept))]);

export const connectionTable = ({ label, heads, open, cell }: TableTexts, events: TableEvents): ConnectionTable => {
  const classOf = (column: Column): string => (numeric.has(column) ? `${column} numeric` : column);
  const headCells = columns.map((column) => {
    const press = html('button', '', heads[column]);
    press.type = 'button';
    press.addEventListener('click', () => events.sort(column));
    const made = html('th', classOf(column), press);
    made.scope = 'col';
    return made;
  });
  let rows: readonly Listed[] = [];
  /** The number of the connection that the Tab key leads to. */
  let current = 1;

  const rowOf = (one: Listed, index: number): HTMLTableRowElement => {
    const made = html('tr', '', ...columns.map((column) => {
      const text = cell(one, column);
      const made = html(column === 'number' ? 'th' : 'td', classOf(column), ...(ends.has(column) ? inTwoParts(text) : [text]));
      if (column === 'number') (made as HTMLTableCellElement).scope = 'row';
      made.title = column === 'number' ? open(one.number) : text;
      return made;
    }));
    const { findings } = one;
    if (typeof findings === 'object' && findings.errors + findings.warnings > 0) made.className = findings.errors > 0 ? 'error' : 'warning';
    made.tabIndex = one.number === current ? 0 : -1;
    made.dataset['number'] = String(one.number);
    made.setAttribute('aria-rowindex', String(index + 2));
    return made;
  };
  const focusCurrent = (): void => {
    const row = body.querySelector<HTMLElement>('[tabindex="0"]');
    if (row === null) node.focus({ preventScroll: true });
    else row.focus({ preventScroll: true });
  };
  const { node, body, show, render, intoSight } = longTable({
    name: 'connections', label, heads: headCells, rowHeight, ahead,
    rows: (from, to) => rows.slice(from, to).map((one, index) => rowOf(one, from + index)),
    focus: focusCurrent,
  });
  const numberOf = (target: EventTarget | null): number | undefined => {
    const number = target instanceof Element ? target.closest<HTMLElement>('[data-number]')?.dataset['number'] : undefined;
    return number === undefined ? undefined : Number(number);
  };
  const select = (at: number): void => {
    current = rows[at]?.number ?? current;
    intoSight(at);
    render();
    focusCurrent();
  };

  new ResizeObserver(render).observe(node);
  body.addEventListener('click', (event) => {
    const number = numberOf(event.target);
    if (number === undefined) return;
    current = number;
    render();
    events.open(number);
  });
  node.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLButtonElement || rows.length === 0) return;
    const page = Math.max(1, Math.floor(node.clientHeight / rowHeight) - 2);
    const at = Math.max(0, rows.findIndex(({ number }) => number === current));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: rows.length - 1, Enter: at, ' ': at }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    select(Math.max(0, Math.min(rows.length - 1, to)));
    if (event.key === 'Enter' || event.key === ' ') events.open(current);
  });

  return {
    node,
    show: (shown, { by, descending }) => {
      rows = shown;
      columns.forEach((column, index) => {
        if (column === by) headCells[index]!.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        else headCells[index]!.removeAttribute('aria-sort');
      });
      if (!rows.some(({ number }) => number === current)) current = rows[0]?.number ?? 1;
      show(rows.length);
    },
    focus: () => select(Math.max(0, rows.findIndex(({ number }) => number === current))),
  };
};
