// Makes text from a flow fit to be shown in one place: no control characters, and none that reorder what stands beside them.

// C0 and C1 controls but the newline, lone surrogates, noncharacters, bidirectional embeddings, overrides and isolates.
const unshowable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff]|\p{Surrogate}/gu;

/** The text with what cannot be shown safely as `�`; newlines stay. Right-to-left letters are letters like any other. */
export const plain = (text: string): string => text.replace(unshowable, '\ufffd');

/** As `plain`, on one line. */
export const plainLine = (text: string): string => plain(text).replaceAll('\n', ' ');

const escapes: Readonly<Record<string, string>> = { '\r': '\\r', '\n': '\\n', '\t': '\\t', '\0': '\\0', '\\': '\\\\', '"': '\\"' };

/** A payload as the language writes it: `"GET /\r\n"`. */
export const quoted = (payload: string): string => {
  const inner = payload.replace(/[\r\n\t\0\\"]/g, (character) => escapes[character]!)
    .replace(unshowable, (character) => {
      const code = character.codePointAt(0)!;
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
    });
  return `"${inner}"`;
};
