// The card beside the pointer that says what the editor's hover says. Must not know what it says.

export interface HoverCard {
  readonly node: HTMLElement;
  /** Shows content near a point of the window. */
  show(content: readonly Node[], x: number, y: number): void;
  hide(): void;
}

const gap = 14;

export const hoverCard = (): HoverCard => {
  const node = document.createElement('div');
  node.className = 'card';
  node.setAttribute('role', 'tooltip');
  node.hidden = true;
  return {
    node,
    show: (content, x, y) => {
      node.replaceChildren(...content);
      node.hidden = content.length === 0;
      const { width, height } = node.getBoundingClientRect();
      // Below the pointer if there is room, else above; never out of the window.
      const top = y + gap + height <= innerHeight ? y + gap : Math.max(4, y - gap - height);
      node.style.top = `${top}px`;
      node.style.left = `${Math.max(4, Math.min(x + gap, innerWidth - width - 4))}px`;
    },
    hide: () => {
      node.hidden = true;
    },
  };
};
