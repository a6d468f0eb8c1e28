// The heads of the lifelines, which stay in sight, with the states that hold where one looks. Must not know what scrolls.
import { element } from '../../language-server/core/diagram/element.ts';
import { fonts } from '../../language-server/core/diagram/fonts.ts';
import { stateClass, svgItem } from '../../language-server/core/diagram/svg.ts';
import type { Chart } from './chart.ts';
import { setAttributes, toNode } from './node.ts';
import { presentStates } from './present-states.ts';

export interface StickyHeads {
  readonly node: SVGElement;
  /** `scrolled`: pixels of the drawing above the window. */
  render(chart: Chart, scrolled: number, zoom: number): void;
  /** They are others now, even if they say the same. */
  changed(): void;
}

/** Under the heads, when they stick, the present states have a line. */
export const statesHeight = 20;

export const stickyHeads = (): StickyHeads => {
  const node = toNode(element('svg', { class: 'tcpflow sticky', 'aria-hidden': 'true' }));
  let rendered = '';
  return {
    node,
    render: (chart, scrolled, zoom) => {
      const { width, heads } = chart.sheet;
      const stuck = scrolled > 2;
      const height = heads.height + (stuck ? statesHeight : 0);
      setAttributes(node, { width: width * zoom, height: height * zoom, viewBox: `0 0 ${width} ${height}` });
      node.classList.toggle('stuck', stuck);
      const states = stuck ? presentStates(chart, scrolled + height) : [];
      const key = `${stuck} ${states.map(({ state }) => state).join()} ${width}`;
      if (key === rendered) return;
      rendered = key;
      node.replaceChildren(
        toNode(element('rect', { class: 'background', width, height })),
        toNode(svgItem(heads)),
        ...states.map(({ x, anchor, state }) => toNode(element('text', {
          x, y: heads.height + 14, 'text-anchor': anchor, class: `sans text-state ${stateClass(state)}`, 'font-size': fonts.state.size, 'font-weight': 600,
        }, [state]))),
      );
    },
    changed: () => { rendered = ''; },
  };
};
