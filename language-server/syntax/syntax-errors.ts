// Turns the errors of lexer and parser into the one problem of a line, in words for someone new to the language.
// Knows what each rule of the grammar expects where, and what people write who come from other tools.
import { codeOf } from '../core/flow/hidden.ts';
import { say, type Message } from '../core/flow/message.ts';
import { settings } from '../core/flow/severity.ts';
import { isOpening, type Span, type Statement } from '../core/flow/statement.ts';
import { meantKeyword } from './lower.ts';
import type { Token } from './parser.ts';
import { parseFlag } from '../core/tcp/flags.ts';
import type { Problems } from './problems.ts';
import { endpointTexts, quoted, statementKeywords } from './vocabulary.ts';

interface LexerError {
  readonly offset: number;
}

interface ParserError {
  /** The name of the expected token, or empty (`terseErrors`). */
  readonly message: string;
  readonly token: Token;
  readonly context: { readonly ruleStack: readonly string[] };
}

interface BrokenLine {
  readonly text: string;
  readonly lexerErrors: readonly LexerError[];
  readonly parserErrors: readonly ParserError[];
  readonly tokens: readonly Token[];
}

/** Reports what is wrong; tells whether the statement may be kept and whether the line opens a block all the same. */
export const reportSyntaxErrors = (
  line: BrokenLine, statement: Statement | undefined, problems: Problems,
): { readonly keep: boolean; readonly opens: boolean } => {
  const [lexerError] = line.lexerErrors;
  const [parserError] = line.parserErrors;
  // A character that belongs nowhere is the cause of whatever else is wrong.
  if (lexerError) {
    problems.first = undefined;
    const { span, message, fix, fixSpan } = badCharacter(line.text, lexerError.offset);
    problems.report(span, message, fix, fixSpan);
  } else if (parserError) {
    const { span, message, fix, fixSpan } = explain(placeOf(parserError, line.tokens));
    problems.report(span, message, fix, fixSpan);
  }
  const isBlock = isOpening(statement);
  const last = line.tokens.at(-1)?.image;
  // A `{` alone belongs to the line above, which has opened the block already.
  return { keep: !(isBlock && last === '}'), opens: last === '{' && !isBlock && line.tokens.length > 1 };
};

/** Where the parser stopped. */
interface Place {
  /** The innermost rule, fragments not counted. */
  readonly rule: string;
  /** The name of the token that was expected, if there was only one. */
  readonly expected: string;
  /** What stands there; undefined at the end of the line. */
  readonly found: Token | undefined;
  /** The tokens before it. */
  readonly before: readonly Token[];
  readonly rest: readonly Token[];
}

/** The message, where it is not about the token that was found its span, and what would be right. */
interface Explanation {
  readonly span: Span;
  readonly message: Message;
  readonly fix?: string | undefined;
  readonly fixSpan?: Span;
}

/** A message about the token that was found, with what would be right in its place. */
type Mended = Omit<Explanation, 'span'>;

const placeOf = (error: ParserError, tokens: readonly Token[]): Place => {
  const at = tokens.findIndex((token) => token.startOffset === error.token.startOffset);
  const index = at < 0 ? tokens.length : at;
  const rules = error.context.ruleStack.map((rule) => rule.replace('\u200b', ''));
  return {
    rule: rules.findLast((rule) => rule !== 'Exchange') ?? 'Line',
    expected: error.message, found: tokens[index], before: tokens.slice(0, index), rest: tokens.slice(index),
  };
};

const explain = (place: Place): Explanation => {
  // What the parser could not use at all stands behind a complete statement, or at the start of the line.
  const rule = place.rule === 'Line' ? (place.before.length === 0 ? 'start' : 'behind') : place.rule;
  const message = (explanations[rule] ?? (() => undefined))(place, place.before.at(-1)?.image ?? '')
    ?? (place.found ? say`unexpected \`${place.found.image}\`` : say`this line is not complete`);
  if (!('message' in message)) return { span: spanAt(place), message };
  return { span: spanAt(place), ...message };
};

/** The token that is wrong, or the last character where something is missing behind it. */
const spanAt = ({ found, before }: Place): Span => {
  if (found) return spanOf(found);
  const end = spanOf(before.at(-1)!).end;
  return { start: end - 1, end };
};

const spanOf = (token: Token): Span => ({ start: token.startOffset, end: token.startOffset + token.image.length });

/** Right behind a token. */
const behind = (token: Token): Span => ({ start: spanOf(token).end, end: spanOf(token).end });

const touches = (token: Token, next: Token): boolean => spanOf(token).end === next.startOffset;

const isWord = (token: Token | undefined): boolean => token !== undefined && /^[\p{L}_]/u.test(token.image);

type Explain = (place: Place, previous: string) => Message | Mended | Explanation | undefined;

/** By the rule that the parser was in. */
const explanations: Readonly<Record<string, Explain>> = {
  start: ({ found }) => {
    if (!found) return undefined;
    if (found.image === '{') return say`\`{\` stands at the end of the line that it opens`;
    if (found.tokenType.name === 'ARROW') return say`expected the sender before \`${found.image}\``;
    if (found.tokenType.name === 'FLAGS') return say`expected the endpoints before the flags, such as \`client -> server: ${found.image}\``;
    if (found.image === ':') return say`expected \`sender -> receiver\` before \`:\``;
    if (/^[0-9.]+(us|ms|s)$/.test(found.image)) return { message: say`a time is written \`@${found.image}\``, fix: `@${found.image}` };
    if (found.tokenType.name === 'NUMBER') return say`a name does not begin with a digit: \`${found.image}\``;
    return say`expected a statement, found \`${found.image}\``;
  },

  behind: (place, previous) => {
    const { before, found } = place;
    const keyword = before[0]!.image;
    if (!found) return undefined;
    if (previous === '{') return say`nothing may follow \`{\``;
    if (keyword === '}' || found.image === '}') return say`\`}\` stands on a line of its own`;
    if (found.image === '{') return say`\`{\` stands only behind \`flow\`, \`section\` and \`cross\``;
    if (before.some((token) => token.tokenType.name === 'FLAGS')) return behindFlags(place, previous);
    if (keyword === 'endpoint') return behindEndpoint(place);
    if (keyword === 'expect') {
      if (isWord(found)) return { message: say`expected \`,\` before \`${found.image}\``, fix: ',', fixSpan: behind(before.at(-1)!) };
      return say`unexpected \`${found.image}\` behind the expectation`;
    }
    if (keyword === 'note') return say`a note has one text`;
    return say`expected the end of the line, found \`${found.image}\``;
  },

  Endpoints: (_, previous) => say`expected an endpoint's name after \`${previous}\``,
  Endpoint: (place, previous) => (place.before.length === 1 || previous === ','
    ? say`expected an endpoint's name after \`${previous}\`` : behindEndpoint(place)),

  Property: (place, previous) => valueMissing(place, previous),

  Block: ({ before, found }) => {
    if (!found) return { message: say`expected \`{\` at the end of the line`, fix: ' {', fixSpan: behind(before.at(-1)!) };
    if (before.length > 1) return say`expected \`{\` after the title, found \`${found.image}\``;
    if (before[0]!.image === 'cross') return say`expected \`{\` after \`cross\`, found \`${found.image}\``;
    if (isWord(found)) return { message: say`a title stands in quotes: \`"${found.image}"\``, fix: `"${found.image}"` };
    return say`expected a title in quotes or \`{\`, found \`${found.image}\``;
  },

  Observed: (_, previous) => (previous === 'at'
    ? say`expected an endpoint after \`at\`` : say`expected \`at\` and an endpoint, or \`between\`, after \`observed\``),

  RuleSetting: (_, previous) => (previous === 'rule'
    ? say`expected the name of a rule after \`rule\`` : say`expected one of ${quoted(settings)} after \`${previous}\``),

  Event: (place, previous) => explainEvent(place, previous),

  Expect: (_, previous) => say`expected an endpoint after \`${previous}\``,
  Expectation: (place, previous) => {
    if (place.expected === '=') return say`expected \`=\` and a value after \`${previous}\``;
    if (previous === '.') return say`expected a variable such as \`snd.nxt\` after \`.\``;
    if (previous === '=' || previous === '+' || previous === '-') return say`expected a number or a name after \`${previous}\``;
    if (previous === ',' || previous === 'expect' || previous === '->') return say`expected an endpoint after \`${previous}\``;
    if (place.found?.image === '=') return say`a state stands behind the endpoint without \`=\``;
    return say`expected a state such as \`ESTABLISHED\` or a variable such as \`.snd.nxt\` after \`${previous}\``;
  },

  Wait: () => say`expected a duration such as \`2MSL\` after \`wait\``,

  Note: (place, previous) => {
    if (previous === 'over' || previous === ',') return say`expected an endpoint after \`${previous}\``;
    if (place.found && place.before.length === 1 && isWord(place.found)) {
      return say`a note's text stands in quotes; expected \`"\` or \`over\`, found \`${place.found.image}\``;
    }
    return say`expected a text in quotes`;
  },
};

const explainEvent = (place: Place, previous: string): Message | Mended | Explanation | undefined => {
  const { before, found } = place;
  const first = before[0];
  if (!first) return undefined;
  const isTime = first.image === '@' && before.every((token) => ['@', '+', 'NUMBER'].includes(token.tokenType.name));
  if (isTime) {
    const hasDuration = before.at(-1)!.tokenType.name === 'NUMBER';
    if (!hasDuration) return say`expected a duration such as \`10ms\` after \`${previous}\``;
    if (found && (statementKeywords as readonly string[]).includes(found.tokenType.name)) return say`\`${found.image}\` has no time`;
    return say`expected a segment, a call or a delivery after the time`;
  }
  if (previous === 'deliver' || previous === 'drop') return say`expected the name of a delayed segment after \`${previous}\``;
  if (previous === 'as') return say`expected a name after \`as\``;
  if (previous === 'violates') return say`expected the name of a rule after \`violates\``;
  if (place.expected === 'FLAGS') return explainColon(place);
  if (place.expected === '(') return { message: say`expected \`()\` after \`${previous}\``, ...(found ? {} : { fix: '()', fixSpan: behind(before.at(-1)!) }) };
  if (place.expected === ')') return { message: say`expected \`)\``, ...(found ? {} : { fix: ')', fixSpan: behind(before.at(-1)!) }) };
  if (previous === '.') return say`expected a call such as \`close()\` after \`.\``;
  if (before.at(-1)?.tokenType.name === 'ARROW') return say`expected the receiver after \`${previous}\``;

  // Only names so far: `client`, `client server`, `client -> server`.
  const words = before.filter(isWord);
  if (words.length === 1 && !before.some((token) => token.tokenType.name === 'ARROW')) {
    const meant = meantKeyword(words[0]!.image);
    if (meant !== undefined && before.length === 1 && found?.image !== '=') {
      return { span: spanOf(words[0]!), message: say`unknown statement \`${words[0]!.image}\`; did you mean \`${meant}\`?`, fix: meant };
    }
    const [hyphen, more] = place.rest;
    if (hyphen?.image === '-' && more && before.length === 1 && touches(first, hyphen) && touches(hyphen, more)) {
      const span = { start: first.startOffset, end: spanOf(more).end };
      return { span, message: say`a name has no \`-\`; write \`${previous}_${more.image}\``, fix: `${previous}_${more.image}` };
    }
    return { message: say`expected \`->\` after the sender`, ...(found?.image === '-' ? { fix: '->' } : {}) };
  }
  if (found?.tokenType.name === 'ARROW') return say`a segment has one receiver; found a second \`${found.image}\``;
  return say`expected \`:\` and flags such as \`[SYN]\` after the receiver`;
};

/** Behind `A -> B:` stand the flags. */
const explainColon = (place: Place): Message | Mended => {
  const { found } = place;
  if (place.rest.some((token) => token.tokenType.name === 'ARROW')) return say`expected the number of a port after \`:\``;
  if (found && isWord(found)) return { message: say`expected flags such as \`[SYN]\` after \`:\`: flags stand in brackets`, ...bracketed(place) };
  return say`expected flags such as \`[SYN]\` after \`:\``;
};

/** `SYN, ACK` in brackets. */
const bracketed = ({ rest }: Place): Partial<Mended> => {
  const end = rest.findIndex((token, index) => (index % 2 === 0 ? parseFlag(token.image.toUpperCase()) === undefined : token.image !== ','));
  const flags = rest.slice(0, end < 0 ? undefined : end).filter(isWord);
  if (flags.length === 0) return {};
  return { fix: `[${flags.map(({ image }) => image.toUpperCase()).join(', ')}]`, fixSpan: { start: flags[0]!.startOffset, end: spanOf(flags.at(-1)!).end } };
};

const behindFlags = (place: Place, previous: string): Message | Mended | undefined => {
  const { found, before } = place;
  if (!found) return undefined;
  if (found.image === ',' && /^[0-9]+$/.test(previous) && /^[0-9]{3}$/.test(place.rest[1]?.image ?? '')) {
    return { message: say`write \`${previous}_${place.rest[1]!.image}\`: a number has no comma`, fix: '_', fixSpan: { start: found.startOffset, end: place.rest[1]!.startOffset } };
  }
  if (found.image === ',') return { message: say`spaces stand between fields, not \`,\``, fix: '' };
  if (found.tokenType.name === 'FLAGS') return say`a segment has its flags once`;
  if (found.image === '(' || found.image === ')') return say`unexpected \`${found.image}\``;
  if (found.tokenType.name === 'ARROW') return say`a segment has one receiver; found a second \`${found.image}\``;
  if (isWord(before.at(-1)) && found.image === ':') return { message: say`expected \`=\` after \`${previous}\`, found \`:\``, fix: '=' };
  return say`expected a field such as \`seq=0\`, found \`${found.image}\``;
};

const behindEndpoint = (place: Place): Message | Mended => {
  const { found } = place;
  if (found?.tokenType.name === 'STRING') return { message: say`write \`label=${found.image}\``, fix: `label=${found.image}` };
  if (found?.image === ':') return { message: say`a port is written \`port=443\``, fix: ' port=' };
  if (found?.image === '=') return say`expected a property's name before \`=\``;
  return say`expected a property such as \`isn=0\``;
};

/** `seq=` and then nothing that could be a value. */
const valueMissing = (place: Place, previous: string): Message | undefined => {
  const { before } = place;
  if (previous === '=') {
    const name = before.at(-2)?.image ?? '';
    if ((endpointTexts as readonly string[]).includes(name)) return say`expected a string after \`${name}=\``;
    return say`expected a number after \`${name}=\``;
  }
  if (previous === '+' || previous === '-') return say`expected a number after \`${previous}\``;
  if (previous === ':') return say`expected bytes in hex after \`:\`, such as \`0x9a8b\``;
  return undefined;
};

/** A character that begins no token. */
const badCharacter = (text: string, offset: number): Explanation => {
  const character = String.fromCodePoint(text.codePointAt(offset)!);
  const span = { start: offset, end: offset + character.length };
  const ascii = asciiFor(character);
  const message = unprintable.test(character) ? say`the invisible character ${codeOf(character)} may not stand here`
    : character === '#' ? say`a comment begins with \`//\``
    : character === '/' ? say`a comment begins with \`//\` and ends with the line`
    : character === ';' ? say`a statement ends with its line, without \`;\``
    : character === ']' ? say`there is no \`[\` before this \`]\``
    : character === '>' || character === '<' ? say`the arrow is \`->\``
    : ascii !== undefined ? say`write \`${ascii}\` instead of \`${character}\``
    : say`unexpected \`${character}\``;
  const [quoted, content] = /^[“”„‟«»'‘’`]([^“”„‟«»'‘’`"]*)[“”„‟«»'‘’`]/u.exec(text.slice(offset)) ?? [];
  if (quoted !== undefined) return { span, message, fix: `"${content}"`, fixSpan: { start: offset, end: offset + quoted.length } };
  const fix = unprintable.test(character) || character === ';' ? '' : character === '#' ? '//' : character === '>' || character === '<' ? '->' : ascii;
  return { span, message, fix };
};

const unprintable = /^[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Z}\p{Mn}]$/u;

/** Quotes and dashes of word processors, full-width forms of East Asian keyboards. */
const asciiFor = (character: string): string | undefined => {
  if (/[“”„‟«»'‘’`]/u.test(character)) return '"';
  if (/[‐‑‒–—−]/u.test(character)) return '-';
  const plain = character.normalize('NFKC');
  return plain !== character && /^[!-~]$/.test(plain) ? plain : undefined;
};
