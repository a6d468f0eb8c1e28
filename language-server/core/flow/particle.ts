// Korean particles depend on how the word before them ends: 서버는 but 요청은. A translation writes both, `{0:은/는}`.

/** The form for a word that ends in a consonant, or in a vowel; behind ㄹ stands 로, not 으로. */
export const particle = (word: string, consonant: string, vowel: string): string => {
  const end = ending(word);
  return end === 'consonant' || (end === 'ㄹ' && consonant !== '으로') ? consonant : vowel;
};

type Ending = 'consonant' | 'ㄹ' | 'vowel';

/** How the word sounds at its end: of Hangul by its letters, of digits and Latin letters as they are read in Korean. */
const ending = (word: string): Ending => {
  const last = word.match(/[\p{L}\p{N}]/gu)?.at(-1)?.toLowerCase() ?? '';
  const syllable = last.charCodeAt(0) - 0xac00;
  if (syllable >= 0 && syllable < 11_172) return syllable % 28 === 0 ? 'vowel' : syllable % 28 === 8 ? 'ㄹ' : 'consonant';
  if ('178l'.includes(last) && last !== '') return 'ㄹ';
  return '036mn'.includes(last) && last !== '' ? 'consonant' : 'vowel';
};
