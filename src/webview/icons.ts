// The signs on buttons, drawn: fonts do not all have them. Must not know what a button does.
import { element } from '../../language-server/core/diagram/element.ts';
import { toNode } from './node.ts';

/** In a square of 16 by 16; filled with the colour of the text. */
const paths = {
  first: 'M3 3h2v10H3zM13 3v10L6 8z',
  previous: 'M12 3v10L4 8z',
  next: 'M4 3v10l8-5z',
  last: 'M11 3h2v10h-2zM3 3v10l7-5z',
  locked: 'M4 7V5a4 4 0 0 1 8 0v2h1v7H3V7zM5.5 7h5V5a2.5 2.5 0 0 0-5 0z',
  unlocked: 'M4 7V5a4 4 0 0 1 7.8-1.2l-1.4.5A2.5 2.5 0 0 0 5.5 5v2H13v7H3V7zM4.5 8.5v4h7v-4z',
} as const;

export type Icon = keyof typeof paths;

export const icon = (name: Icon): SVGElement => toNode(element('svg', {
  viewBox: '0 0 16 16', width: 14, height: 14, 'aria-hidden': 'true', fill: 'currentColor', 'fill-rule': 'evenodd',
}, [element('path', { d: paths[name] })]));
