// How wide a text is, without a screen to ask. Widths are those of DejaVu Sans and DejaVu Sans Mono, about the widest of
// the fonts that editors use: what fits by this measure fits everywhere. Must not know the DOM.
import { isEastAsianWide } from '../flow/width.ts';
import type { TextStyle } from './drawing.ts';
import { fontOf } from './fonts.ts';

/** The width of a line of text, in pixels. */
export type Measure = (text: string, style: TextStyle) => number;

/** Thousandths of the font size for the characters from U+0020 to U+007E. */
const regular = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337,
  838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989,
  685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
  392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
const bold = [
  348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400, 400,
  838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103,
  771, 724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595,
  478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
];
const mono = 602;
/** Where letters stand on whole pixels only, each one of a monospaced font takes its width rounded up. */
const monoAdvance = (size: number): number => Math.ceil(mono * size / 1000) * 1000 / size;

const wide = 1030;
const other = 760;
const emoji = 1250;

const isEmoji = (code: number): boolean => (code >= 0x1f000 && code <= 0x1faff) || (code >= 0x2600 && code <= 0x27bf);

const combining = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

const beyondAscii = (character: string, code: number, latin: number): number => {
  if (isEastAsianWide(code)) return wide;
  if (isEmoji(code)) return emoji;
  if (combining.test(character)) return 0;
  if (code === 0x2014 || code === 0x2026 || code === 0xfffd || (code >= 0x2190 && code <= 0x21ff)) return wide;
  return Math.max(other, latin);
};

export const measure: Measure = (text, style) => {
  const font: { readonly family: string; readonly size: number; readonly bold?: boolean } = fontOf(style);
  const table = font.bold ? bold : regular;
  const letter = font.family === 'mono' ? monoAdvance(font.size) : 0;
  let thousandths = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x20) continue;
    if (code < 0x7f) thousandths += font.family === 'mono' ? letter : table[code - 0x20]!;
    else thousandths += beyondAscii(character, code, letter);
  }
  return thousandths * font.size / 1000;
};
