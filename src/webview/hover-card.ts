// The card beside the pointer that says what the editor's hover says. Must not know what it says.

export interface HoverCard {
  readonly node: HTMLElement;
  /** Shows content at x, below what reaches from `top` to `bottom`, or above it. */
  show(content: readonly Node[], x: number, top: number, bottom: number): void;
  hide(): void;
}

const gap = 4;

export const hoverCard = (): HoverCard => {
  const node = document.createElement('div');
  node.className = 'card';
  node.setAttribute('role', 'tooltip');
  node.hidden = true;
  return {
    node,
    show: (content, x, top, bottom) => {
      node.replaceChildren(...content);
      node.hidden = content.length === 0;
      const { width, height } = node.getBoundingClientRect();
      // Never out of the window.
      node.style.top = `${bottom + gap + height <= innerHeight ? bottom + gap : Math.max(gap, top - gap - height)}px`;
      node.style.left = `${Math.max(gap, Math.min(x + gap, innerWidth - width - gap))}px`;
    },
    hide: () => {
      node.hidden = true;
    },
  };
};
