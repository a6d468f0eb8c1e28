// Text of a document that must not steer what shows it. Must not know where that is.

/** Control characters and changes of direction as `�`; tabs stay. */
export const printable = (text: string): string => text.replaceAll(/(?!\t)[\p{Cc}\p{Bidi_C}\u2028\u2029]/gu, '\u{FFFD}');
