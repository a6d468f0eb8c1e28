// A table of which only the rows in sight are in the document, however many there are. Must not know what is in a row, nor where the
// keyboard goes on.
import { html } from './node.ts';

export interface LongTable {
  readonly node: HTMLElement;
  /** What has the rows in sight. */
  readonly body: HTMLTableSectionElement;
  /** There are so many rows now; they are drawn anew. */
  show(count: number): void;
  /** Draws the rows in sight anew. */
  render(): void;
  /** Scrolls no further than it must. */
  intoSight(at: number): void;
}

export interface LongTableOptions {
  /** Class and label of the table. */
  readonly name: string;
  readonly label: string;
  readonly heads: readonly HTMLTableCellElement[];
  /** Pixels; all rows are equally high. */
  readonly rowHeight: number;
  /** So many rows above and below those in sight are drawn too. */
  readonly ahead: number;
  readonly rows: (from: number, to: number) => readonly HTMLTableRowElement[];
  /** The row that had the focus has been drawn anew. */
  readonly focus: () => void;
}

export const longTable = ({ name, label, heads, rowHeight, ahead, rows, focus }: LongTableOptions): LongTable => {
  const head = html('tr', '', ...heads);
  head.setAttribute('aria-rowindex', '1');
  const [above, body, below] = [html('tbody', 'room'), html('tbody', ''), html('tbody', 'room')];
  const room = [above, below].map((part) => {
    part.setAttribute('aria-hidden', 'true');
    return part.appendChild(html('tr', '')).appendChild(html('td', ''));
  }) as [HTMLTableCellElement, HTMLTableCellElement];
  for (const cell of room) cell.colSpan = heads.length;
  const table = html('table', name, html('thead', '', head), above, body, below);
  table.setAttribute('aria-label', label);
  const node = html('div', 'twin', table);
  node.tabIndex = -1;

  let count = 0;
  let drawn: readonly [from: number, to: number] = [0, 0];
  const inSight = (): readonly [from: number, to: number] =>
    [Math.floor(node.scrollTop / rowHeight), Math.ceil((node.scrollTop + node.clientHeight) / rowHeight)];
  const render = (): void => {
    const [first, last] = inSight();
    const [from, to] = [Math.max(0, first - ahead), Math.min(count, last + ahead)];
    drawn = [from, to];
    const hadFocus = body.contains(document.activeElement);
    body.replaceChildren(...rows(from, to));
    room[0].style.height = `${from * rowHeight}px`;
    room[1].style.height = `${(count - to) * rowHeight}px`;
    above.hidden = from === 0;
    below.hidden = to === count;
    if (hadFocus) focus();
  };
  node.addEventListener('scroll', () => {
    const [from, to] = inSight();
    if (from < drawn[0] || to > drawn[1]) render();
  }, { passive: true });

  return {
    node, body, render,
    show: (next) => {
      count = next;
      table.setAttribute('aria-rowcount', String(count + 1));
      render();
    },
    intoSight: (at) => {
      const top = at * rowHeight;
      // The head covers the first row in sight.
      if (top < node.scrollTop) node.scrollTop = top;
      else if (top + 2 * rowHeight > node.scrollTop + node.clientHeight) node.scrollTop = top + 2 * rowHeight - node.clientHeight;
    },
  };
};
