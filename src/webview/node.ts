// Nodes from plain values: created one by one, texts as text nodes. Nothing is ever parsed as markup.
import type { Element as Plain } from '../../language-server/core/diagram/element.ts';
import { plain } from '../../language-server/core/diagram/plain.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';

export const toNode = ({ tag, attributes, children }: Plain): SVGElement => {
  const node = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  for (const child of children) node.append(typeof child === 'string' ? document.createTextNode(child) : toNode(child));
  return node;
};

/** Touches only what is different: the document is not laid out anew for the rest. */
export const setAttributes = (node: Element, attributes: Readonly<Record<string, string | number>>): void => {
  for (const [name, value] of Object.entries(attributes)) {
    if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
  }
};

/** An HTML element with its class and what stands in it; no text reorders what is beside it. */
export const html = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag, className: string, ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] => {
  const node = document.createElement(tag);
  if (className !== '') node.className = className;
  node.append(...children.map((child) => (typeof child === 'string' ? plain(child) : child)));
  return node;
};

/** A button with a sign or a word on it, and what it does for those who do not see or know the sign. */
export const button = (face: string | Node, label: string, press: () => void): HTMLButtonElement => {
  const made = html('button', '', face);
  made.type = 'button';
  made.title = label;
  // A word is its own name: who speaks to the screen says what is written there.
  if (typeof face !== 'string' || !/\p{L}/u.test(face)) made.setAttribute('aria-label', label);
  made.addEventListener('click', press);
  return made;
};
