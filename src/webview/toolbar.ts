// The strip above the diagram: which flow, and how large. Must not know what a flow is.

export interface Toolbar {
  readonly node: HTMLElement;
  showFlows(titles: readonly string[], picked: number): void;
  showZoom(zoom: number, fits: boolean): void;
}

export interface ToolbarEvents {
  pick(index: number): void;
  zoomBy(factor: number): void;
  /** 0 fits the width. */
  zoomTo(zoom: number): void;
}

const step = 1.2;

export const toolbar = (events: ToolbarEvents): Toolbar => {
  const node = document.createElement('header');
  node.className = 'toolbar';
  node.setAttribute('role', 'toolbar');
  node.setAttribute('aria-label', 'Diagram');
  const title = node.appendChild(document.createElement('h1'));
  const select = node.appendChild(document.createElement('select'));
  select.setAttribute('aria-label', 'Flow');
  select.addEventListener('change', () => events.pick(select.selectedIndex));
  const zooms = node.appendChild(document.createElement('div'));
  zooms.className = 'zooms';
  const button = (text: string, label: string, press: () => void): HTMLButtonElement => {
    const made = zooms.appendChild(document.createElement('button'));
    made.type = 'button';
    made.textContent = text;
    made.title = label;
    made.setAttribute('aria-label', label);
    made.addEventListener('click', press);
    return made;
  };
  button('−', 'Zoom out', () => events.zoomBy(1 / step));
  const reset = button('100%', 'Actual size', () => events.zoomTo(1));
  button('+', 'Zoom in', () => events.zoomBy(step));
  const fit = button('Fit', 'Fit width', () => events.zoomTo(0));

  return {
    node,
    showFlows: (titles, picked) => {
      const several = titles.length > 1;
      select.hidden = !several;
      title.hidden = several;
      title.textContent = titles[picked] ?? '';
      title.title = titles[picked] ?? '';
      if (select.options.length !== titles.length || titles.some((text, index) => select.options[index]?.text !== text)) {
        select.replaceChildren(...titles.map((text) => new Option(text)));
      }
      select.selectedIndex = picked;
    },
    showZoom: (zoom, fits) => {
      const text = `${Math.round(zoom * 100)}%`;
      if (reset.textContent !== text) reset.textContent = text;
      fit.setAttribute('aria-pressed', String(fits));
    },
  };
};
