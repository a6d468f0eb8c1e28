// How many columns text takes where each character has a width of its own: in a terminal, and in an editor.

/** The columns of a text. Tabs count as one. */
export const width = (text: string): number => {
  // Most text of a flow is plain.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return Array.from(text, columnsOf).reduce((sum, one) => sum + one, 0);
};

/** None for combining marks, two for East Asian wide and full-width characters and for pictures. */
export const columnsOf = (character: string): number => {
  if (/[\p{M}\p{Cf}]/u.test(character)) return 0;
  const code = character.codePointAt(0)!;
  return isEastAsianWide(code) || isIn(pictures, code) ? 2 : 1;
};

/** A character that takes the room of two by Unicode's East_Asian_Width (UAX #11), pictures excepted. */
export const isEastAsianWide = (code: number): boolean => code >= 0x1100 && isIn(eastAsianWide, code);

const isIn = (blocks: readonly (readonly [number, number])[], code: number): boolean => blocks.some(([first, last]) => first <= code && code <= last);

/** W and F, in blocks. */
const eastAsianWide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x2e80, 0x303e], [0x3041, 0xa4cf], [0xa960, 0xa97f], [0xac00, 0xd7a3], [0xf900, 0xfaff],
  [0xfe30, 0xfe6f], [0xff01, 0xff60], [0xffe0, 0xffe6], [0x20000, 0x3fffd],
];
const pictures: readonly (readonly [number, number])[] = [[0x1f300, 0x1f64f], [0x1f680, 0x1f6ff], [0x1f900, 0x1faff]];
