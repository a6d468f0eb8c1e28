// The strip above the diagram: which flow, where in it, what is shown of it, and how large. Must not know what a flow is.
import { numberings, standardOptions, type DrawingOptions } from '../../language-server/protocol.ts';
import { icon } from './icons.ts';
import type { Pane } from './messages.ts';
import { button, html } from './node.ts';
import { fill, type Strings } from './strings.ts';

export interface Toolbar {
  readonly node: HTMLElement;
  showFlows(titles: readonly string[], picked: number): void;
  showZoom(zoom: number, fits: boolean): void;
  /** `place`: how many events have happened, of how many. */
  showPlace(place: number, count: number): void;
  showLock(locked: boolean): void;
  showOptions(options: DrawingOptions): void;
  showPanes(open: readonly Pane[]): void;
  /** `grave`: there is an error among them. */
  showProblems(count: number, grave: boolean): void;
}

export interface ToolbarEvents {
  pick(index: number): void;
  zoomBy(factor: number): void;
  /** 0 fits the width. */
  zoomTo(zoom: number): void;
  /** So many events on; infinite to either end. */
  step(by: number): void;
  lock(locked: boolean): void;
  options(options: DrawingOptions): void;
  toggle(pane: Pane): void;
}

const zoomStep = 1.2;

export const toolbar = (strings: Strings, events: ToolbarEvents): Toolbar => {
  const title = html('h1', '');
  const flows = html('select', 'flows');
  flows.setAttribute('aria-label', strings.flow);
  flows.addEventListener('change', () => events.pick(flows.selectedIndex));

  const place = html('span', 'place');
  const [first, previous] = [button(icon('first'), strings.first, () => events.step(-Infinity)), button(icon('previous'), strings.previous, () => events.step(-1))];
  const [next, last] = [button(icon('next'), strings.next, () => events.step(1)), button(icon('last'), strings.last, () => events.step(Infinity))];
  const steps = group(strings.steps, 'steps', first, previous, place, next, last);
  steps.addEventListener('keydown', (event) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    events.step(by);
  });

  const toggle = (pane: Pane, hint: string): HTMLButtonElement => button(strings[pane], hint, () => events.toggle(pane));
  const paneButtons: Readonly<Record<Pane, HTMLButtonElement>> = {
    machine: toggle('machine', strings.machineHint),
    ends: toggle('ends', strings.endsHint),
    table: toggle('table', strings.tableHint),
    problems: toggle('problems', strings.problemsHint),
  };

  let options = standardOptions;
  const numbers = html('select', '', ...numberings.map((one) => new Option(strings[one])));
  numbers.setAttribute('aria-label', strings.numbers);
  numbers.title = strings.numbers;
  numbers.addEventListener('change', () => events.options({ ...options, numbers: numberings[numbers.selectedIndex]! }));
  const detail = button(strings.allFields, strings.allFieldsHint, () => events.options({ ...options, detail: options.detail === 'full' ? 'teaching' : 'full' }));

  let isLocked = false;
  const lock = button(icon('unlocked'), strings.lock, () => events.lock(!isLocked));
  const size = button('100%', strings.actualSize, () => events.zoomTo(1));
  const fit = button(strings.fit, strings.fitWidth, () => events.zoomTo(0));
  const zooms = group(strings.zoom, 'zooms', button('−', strings.zoomOut, () => events.zoomBy(1 / zoomStep)), size,
    button('+', strings.zoomIn, () => events.zoomBy(zoomStep)), fit);

  const node = html('header', 'toolbar',
    html('div', 'bar', title, flows, lock, zooms),
    html('div', 'bar', steps, group(strings.views, 'panes', ...Object.values(paneButtons)), numbers, detail));
  node.setAttribute('aria-label', strings.toolbar);

  return {
    node,
    showFlows: (titles, picked) => {
      const several = titles.length > 1;
      flows.hidden = !several;
      title.hidden = several;
      title.textContent = titles[picked] ?? '';
      title.title = titles[picked] ?? '';
      if (flows.options.length !== titles.length || titles.some((text, index) => flows.options[index]?.text !== text)) {
        flows.replaceChildren(...titles.map((text) => new Option(text)));
      }
      flows.selectedIndex = picked;
    },
    showZoom: (zoom, fits) => {
      const text = `${Math.round(zoom * 100)}%`;
      write(size, text);
      size.setAttribute('aria-label', `${strings.actualSize}: ${text}`);
      fit.setAttribute('aria-pressed', String(fits));
    },
    showPlace: (at, count) => {
      write(place, fill(strings.place, at, count));
      // Not disabled: who holds a key down at the end must not lose the focus.
      for (const one of [first, previous]) one.setAttribute('aria-disabled', String(at <= 1));
      for (const one of [next, last]) one.setAttribute('aria-disabled', String(at >= count));
    },
    showLock: (locked) => {
      isLocked = locked;
      lock.replaceChildren(icon(locked ? 'locked' : 'unlocked'));
      lock.title = locked ? strings.unlock : strings.lock;
      lock.setAttribute('aria-label', strings.lock);
      lock.setAttribute('aria-pressed', String(locked));
    },
    showOptions: (shown) => {
      options = shown;
      numbers.selectedIndex = numberings.indexOf(shown.numbers);
      detail.setAttribute('aria-pressed', String(shown.detail === 'full'));
    },
    showPanes: (open) => {
      for (const [pane, one] of Object.entries(paneButtons)) one.setAttribute('aria-pressed', String(open.includes(pane as Pane)));
    },
    showProblems: (count, grave) => {
      write(paneButtons.problems, fill(strings.problems, count));
      paneButtons.problems.classList.toggle('grave', grave);
    },
  };
};

const group = (label: string, className: string, ...children: readonly Node[]): HTMLElement => {
  const made = html('div', className, ...children);
  made.setAttribute('role', 'group');
  made.setAttribute('aria-label', label);
  return made;
};

const write = (node: HTMLElement, text: string): void => {
  if (node.textContent !== text) node.textContent = text;
};
