// The size, weight and family of each kind of text: layout measures with them, the drawing is made of them.
// Must not know colours.
import type { TextStyle } from './drawing.ts';

export interface Font {
  readonly family: 'sans' | 'mono';
  /** Pixels. */
  readonly size: number;
  readonly bold?: boolean;
  readonly italic?: boolean;
  /** From baseline to baseline, pixels. */
  readonly lineHeight: number;
}

export const fonts = {
  title: { family: 'sans', size: 15, bold: true, lineHeight: 20 },
  head: { family: 'sans', size: 14, bold: true, lineHeight: 18 },
  address: { family: 'mono', size: 11, lineHeight: 15 },
  flags: { family: 'sans', size: 13, bold: true, lineHeight: 17 },
  numbers: { family: 'mono', size: 11.5, lineHeight: 15 },
  payload: { family: 'mono', size: 11.5, lineHeight: 15 },
  tag: { family: 'sans', size: 11.5, lineHeight: 15 },
  state: { family: 'sans', size: 11, bold: true, lineHeight: 14 },
  mark: { family: 'mono', size: 11, lineHeight: 14 },
  fate: { family: 'sans', size: 11, lineHeight: 14 },
  time: { family: 'mono', size: 11, lineHeight: 14 },
  note: { family: 'sans', size: 12.5, lineHeight: 17 },
  section: { family: 'sans', size: 12.5, bold: true, lineHeight: 17 },
  rule: { family: 'mono', size: 11, bold: true, lineHeight: 15 },
  message: { family: 'sans', size: 12, lineHeight: 16 },
  wait: { family: 'sans', size: 12, italic: true, lineHeight: 16 },
} as const satisfies Record<TextStyle, Font>;

export const fontOf = (style: TextStyle): Font => fonts[style];
