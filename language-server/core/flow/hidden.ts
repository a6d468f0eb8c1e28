// Characters that nobody sees: they change how a line is shown, or make two texts that look the same differ. Knows where scripts and
// emoji need them; must not know what a line says.
import type { Hidden } from './statement.ts';

/** What Unicode says is to be shown as nothing, what turns the direction of reading, and line ends that are none here. */
const hidden = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u0085\u2028\u2029\ufff9-\ufffb]/u;
const runs = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u0085\u2028\u2029\ufff9-\ufffb]+/gu;

/** As far as one has to look, in UTF-16 units: the flag of a part of a country is the longest. */
const around = 16;

/** Undefined where there are none, as in almost every line. */
export const hiddenIn = (text: string): readonly Hidden[] | undefined => {
  if (!/[^\0-\x7f]/.test(text) || !hidden.test(text)) return undefined;
  const found = [...text.matchAll(runs)].flatMap(({ 0: run, index }) => {
    let start = index;
    const odd: { readonly start: number; readonly character: string }[] = [];
    for (const character of run) {
      const end = start + character.length;
      if (!isMeant(character, text.slice(Math.max(0, start - around), start), text.slice(end, end + around), text)) odd.push({ start, character });
      start = end;
    }
    const last = odd.at(-1);
    if (last === undefined) return [];
    const codes = odd.slice(0, 3).map(({ character }) => codeOf(character)).join(', ');
    return [{ span: { start: odd[0]!.start, end: last.start + last.character.length }, codes: odd.length > 3 ? `${codes} + ${odd.length - 3}` : codes }];
  });
  return found.length === 0 ? undefined : found;
};

/** `U+00A0`. */
export const codeOf = (character: string): string => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** Letters that are joined or not as an invisible character tells. */
const joining = ['Arabic', 'Syriac', 'Mandaic', 'Nko', 'Mongolian', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala',
  'Khmer', 'Myanmar', 'Tibetan', 'Balinese', 'Javanese'].map((script) => `\\p{Script=${script}}`).join('');
const joiningBefore = new RegExp(`[${joining}]$`, 'u');
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Whether a character stands where a script or an emoji needs it. */
const isMeant = (character: string, before: string, after: string, text: string): boolean => {
  switch (character) {
    case '\u200d': return joiningBefore.test(before) || (/\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?$/u.test(before) && /^\p{Extended_Pictographic}/u.test(after));
    case '\u200c': return joiningBefore.test(before);
    // Marks between a text from right to left and what stands beside it. Overrides, embeddings and isolates can do more, so they are told.
    case '\u200e': case '\u200f': case '\u061c': return rightToLeft.test(text);
    case '\ufe0e': case '\ufe0f': return /\p{Extended_Pictographic}$/u.test(before) || (/[0-9#*]$/.test(before) && after.startsWith('\u20e3'));
    case '\u034f': return /^\p{M}/u.test(after);
    case '\u115f': case '\u1160': return /[\u1100-\u11ff]$/u.test(before) || /^[\u1100-\u11ff]/u.test(after);
    default:
  }
  // Variants of a letter or symbol; flags of parts of a country.
  if (/[\ufe00-\ufe0d\u{e0100}-\u{e01ef}]/u.test(character)) return /(?![\0-\x7f])[\p{L}\p{S}]$/u.test(before);
  if (/[\u180b-\u180f]/u.test(character)) return /\p{Script=Mongolian}$/u.test(before);
  return /[\u{e0020}-\u{e007f}]/u.test(character) && /\u{1f3f4}[\u{e0020}-\u{e007e}]*$/u.test(before);
};
