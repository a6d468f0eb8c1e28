// Plain elements → DOM nodes: created one by one, texts as text nodes. Nothing is ever parsed as markup.
import type { Element as Plain } from '../../language-server/core/diagram/element.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';

export const toNode = ({ tag, attributes, children }: Plain): SVGElement => {
  const node = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  for (const child of children) node.append(typeof child === 'string' ? document.createTextNode(child) : toNode(child));
  return node;
};
