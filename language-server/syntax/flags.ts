// `[SYN, ACK]`: from the text in brackets to the bits. Knows how other tools write flags, so that it can tell how
// they are written here.
import { ACK, CWR, ECE, FIN, PSH, RST, SYN, URG, flagNames, flagsText, parseFlag, type Flags } from '../core/tcp/flags.ts';
import { say, type Message } from '../core/flow/message.ts';
import type { Span, Word } from '../core/flow/statement.ts';
import { columns } from './columns.ts';
import { nearest } from '../core/flow/nearest.ts';
import type { Problems } from './problems.ts';
import { quoted } from './vocabulary.ts';

/** The flags as far as they can be read: what is written in another tool's way counts, besides being a problem. */
export const readFlags = (word: Word, problems: Problems): { readonly flags: Flags; readonly span: Span } => {
  const known = wellFormed.get(word.text);
  if (known !== undefined) return { flags: known, span: word.span };

  const text = word.text.trimEnd();
  const closed = text.endsWith(']');
  const span = columns(word.span.start, word.span.start + text.length);
  const names = text.slice(1, closed ? -1 : undefined);
  let flags: Flags = 0;
  if (names.trim() !== '' || names.includes(',')) {
    let column = span.start + 1;
    for (const piece of names.split(',')) {
      const start = column + (piece.length - piece.trimStart().length);
      const name = piece.trim();
      flags |= readFlag(name, { start, end: start + name.length }, flags, problems);
      column += piece.length + 1;
    }
  }
  if (!closed) problems.report({ start: span.end - 1, end: span.end }, say`expected \`]\` after the flags`, ']', { start: span.end, end: span.end });
  else if (problems.first === undefined && wellFormed.size < 1000) wellFormed.set(word.text, flags);
  return { flags, span };
};

// The few spellings that a file uses, so that each is read once. Bounded: an editor meets every prefix of a word.
const wellFormed = new Map<string, Flags>();

const readFlag = (name: string, span: Span, before: Flags, problems: Problems): Flags => {
  const flag = parseFlag(name);
  if (flag !== undefined) {
    if ((before & flag) !== 0) problems.report(span, say`\`${name}\` stands twice`);
    return flag;
  }
  if (name === '') {
    // The comma or bracket that stands where a flag should.
    problems.report({ start: span.start, end: span.start + 1 }, say`expected a flag such as \`SYN\` on both sides of \`,\``);
    return 0;
  }
  const meant = separated(name) ?? joined(name) ?? tcpdump(name);
  if (meant !== undefined) problems.report(span, say`unknown flag \`${name}\`; write \`${flagsText(meant)}\``, flagsText(meant));
  else problems.report(span, unknownFlag(name), nearest(name, flagNames));
  return meant ?? 0;
};

const unknownFlag = (name: string): Message => {
  const meant = nearest(name, flagNames);
  if (meant !== undefined) return say`unknown flag \`${name}\`; did you mean \`${meant}\`?`;
  return say`unknown flag \`${name}\`; the flags are ${quoted(flagNames)}`;
};

const union = (flags: readonly (Flags | undefined)[]): Flags | undefined =>
  flags.includes(undefined) ? undefined : flags.reduce<Flags>((all, flag) => all | flag!, 0);

/** `SYN ACK`, `SYN-ACK`, `SYN+ACK`, `SYN|ACK`, `SYN/ACK`. */
const separated = (name: string): Flags | undefined => {
  const names = name.split(/[\s+|/&-]+/);
  return names.length > 1 ? union(names.map((each) => parseFlag(each.toUpperCase()))) : undefined;
};

/** `SYNACK`. */
const joined = (name: string): Flags | undefined => {
  const names = name.toUpperCase().match(/SYN|ACK|FIN|RST|PSH|URG|ECE|CWR/g) ?? [];
  return names.length > 1 && names.join('') === name.toUpperCase() ? union(names.map(parseFlag)) : undefined;
};

/** `S.`, `P.`, `F`: the letters of tcpdump, where the dot is ACK. */
const tcpdump = (name: string): Flags | undefined =>
  name.length <= 8 && /^[SFPRUEWA.]+$/.test(name) && name !== 'AE' ? union([...name].map((letter) => tcpdumpLetters[letter])) : undefined;

const tcpdumpLetters: Readonly<Record<string, Flags>> = {
  S: SYN, F: FIN, P: PSH, R: RST, U: URG, E: ECE, W: CWR, A: ACK, '.': ACK,
};
