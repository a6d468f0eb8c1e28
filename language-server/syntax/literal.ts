// Numbers, durations, bytes in hex and strings: from their text to their value. Knows how each is written and what to
// say when it is not; not where it stands.
import { say } from '../core/flow/message.ts';
import type { Text, Word } from '../core/flow/statement.ts';
import type { Problems } from './problems.ts';

/** `1000`, `0x3e8`, `1_000`. `what` is the code that the number stands behind, such as `seq=`. */
export const readNumber = (word: Word, what: string, problems: Problems): number | undefined => {
  if (/^[0-9]{1,15}$/.test(word.text)) return Number(word.text);
  if (numberPattern.test(word.text)) return Math.min(Number(word.text.replaceAll('_', '')), Number.MAX_VALUE);
  if (durationPattern.test(word.text)) {
    return problems.report(word.span, say`expected a number after \`${what}\`, found the duration \`${word.text}\``);
  }
  if (/^[0-9_]+\.[0-9_]+$/.test(word.text)) {
    return problems.report(word.span, say`expected a whole number after \`${what}\`, found \`${word.text}\``);
  }
  if (/^[0-9]/.test(word.text)) return problems.report(word.span, say`\`${word.text}\` is not a number`);
  return problems.report(word.span, say`expected a number after \`${what}\`, found \`${word.text}\``);
};

/** `200us`, `10ms`, `1.5s`, `2MSL` in milliseconds. */
export const readDuration = (word: Word, problems: Problems): number | undefined => {
  const [, amount, unit] = durationPattern.exec(word.text) ?? [];
  if (amount !== undefined && unit !== undefined) {
    const ms = Number(amount.replaceAll('_', '')) * milliseconds[unit]!;
    // Down to picoseconds, so that 0.1s + 0.2s has no tail of binary fractions; from 2^43 ms on there is none to cut.
    return ms < 2 ** 43 ? Math.round(ms * 1e9) / 1e9 : Math.min(ms, Number.MAX_VALUE);
  }
  if (numberPattern.test(word.text) || /^[0-9_]+(\.[0-9_]+)?$/.test(word.text)) {
    return problems.report(word.span, say`a duration needs a unit, such as \`${word.text}ms\``, `${word.text}ms`);
  }
  const typed = /^[0-9._]+(.*)$/u.exec(word.text)?.[1] ?? '';
  const meant = Object.hasOwn(unitHabits, typed) ? unitHabits[typed]
    : Object.keys(milliseconds).find((known) => known.toLowerCase() === typed.toLowerCase());
  if (meant !== undefined) return problems.report(word.span, say`unknown unit \`${typed}\`; did you mean \`${meant}\`?`, word.text.slice(0, word.text.length - typed.length) + meant);
  return problems.report(word.span, say`unknown unit \`${typed}\`; the units are \`us\`, \`ms\`, \`s\` and \`MSL\``);
};

/** `0x9a8b`: the digits of whole bytes, in lower case and without the prefix. */
export const readHex = (word: Word, what: string, problems: Problems): string | undefined => {
  const digits = /^0[xX]([0-9a-fA-F_]+)$/.exec(word.text)?.[1]?.replaceAll('_', '').toLowerCase();
  if (digits === undefined || digits === '') {
    return problems.report(word.span, say`expected bytes in hex after \`${what}\`, such as \`0x9a8b\`, found \`${word.text}\``);
  }
  if (digits.length % 2 !== 0) return problems.report(word.span, say`\`${word.text}\` is not a whole number of bytes: each has two digits`);
  return digits;
};

/** `"GET /\r\n"` with its escapes resolved. With a faulty escape the rest is still read. */
export const readString = (word: Word, problems: Problems): Text => {
  const closed = word.text.length > 1 && word.text.endsWith('"') && !/(?<!\\)(?:\\\\)*\\"$/.test(word.text);
  if (!closed) problems.report(word.span, say`this string is not closed`, `${word.text.trimEnd()}"`);
  const body = word.text.slice(1, closed ? -1 : undefined);
  if (!/[\\\x00-\x08\x0a-\x1f\x7f]/.test(body)) return { text: body, bytes: utf8Length(body), span: word.span };

  let text = '';
  let bytes = 0;
  for (const { 0: part, index } of body.matchAll(stringPart)) {
    const span = { start: word.span.start + 1 + index, end: word.span.start + 1 + index + part.length };
    if (part[0] !== '\\') {
      text += part;
      bytes += utf8Length(part);
      const control = /^[^]$/.test(part) && part !== '\t' && part.codePointAt(0)! < 0x80;
      if (control && isControl(part)) problems.report(span, say`write the control character as \`${escapeOf(part)}\``, escapeOf(part));
      continue;
    }
    const character = unescape(part);
    if (character === undefined) {
      const message = part === '\\' ? say`this string is not closed`
        : part.startsWith('\\x') ? say`\`\\x\` wants two hex digits, such as \`\\x0d\``
        : part.startsWith('\\u') ? say`\`\\u\` wants the number of a character, such as \`\\u{e9}\``
        : say`unknown escape \`${part}\``;
      problems.report(span, message);
      text += part;
      bytes += utf8Length(part);
    } else {
      text += character;
      bytes += part.startsWith('\\x') ? 1 : utf8Length(character);
    }
  }
  return { text, bytes, span: word.span };
};

/** How long a text is in UTF-8; half a surrogate pair counts as the replacement character. */
export const utf8Length = (text: string): number => {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};

const numberPattern = /^(?:0[xX][0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|[0-9]+(?:_[0-9]+)*)$/;
const durationPattern = /^([0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?)(us|ms|s|MSL)$/;

// RFC 9293 §3.4.2 takes 2 minutes for the maximum segment lifetime.
const milliseconds: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, MSL: 120_000 };
const unitHabits: Readonly<Record<string, string>> = { 'µs': 'us', 'μs': 'us', usec: 'us', msec: 'ms', sec: 's', secs: 's' };

// An escape, a control character, or a run of anything else. A lone backslash is the end of an unclosed string.
const stringPart = /\\x[0-9a-fA-F]{0,2}|\\u(?:\{[^}"]*\}?)?|\\[^]?|[\x00-\x1f\x7f]|[^\\\x00-\x1f\x7f]+/gu;

const simpleEscapes: Readonly<Record<string, string>> = {
  '\\r': '\r', '\\n': '\n', '\\t': '\t', '\\0': '\0', '\\\\': '\\', '\\"': '"',
};

const unescape = (part: string): string | undefined => {
  if (part.startsWith('\\x')) return part.length === 4 ? String.fromCharCode(parseInt(part.slice(2), 16)) : undefined;
  if (!part.startsWith('\\u')) return Object.hasOwn(simpleEscapes, part) ? simpleEscapes[part] : undefined;
  const digits = /^\\u\{([0-9a-fA-F]{1,6})\}$/.exec(part)?.[1];
  const code = digits === undefined ? -1 : parseInt(digits, 16);
  const isCharacter = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
};

const isControl = (character: string): boolean => character < ' ' || character === '\x7f';

const escapeOf = (character: string): string =>
  Object.keys(simpleEscapes).find((escape) => simpleEscapes[escape] === character)
    ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
