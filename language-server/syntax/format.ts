// How a file is laid out: the one way to write each statement, and columns where segments follow each other. Knows tokens
// and the usual order of things; changes no meaning, and no spelling of a number, name, string or comment.
import { align, rowText, segmentKey, type Row } from '../core/flow/columns.ts';
import { deepestNesting } from '../core/flow/flows.ts';
import { nesting } from '../core/flow/nesting.ts';
import type { Line, Statement } from '../core/flow/statement.ts';
import { each, toEnd } from '../core/flow/turns.ts';
import { flagsText } from '../core/tcp/flags.ts';
import { parseState } from '../core/tcp/state.ts';
import { longestLine, parseLine, splitLines, tokensOf } from './lines.ts';
import type { Token } from './parser.ts';
import { ecnMarks, fates } from './vocabulary.ts';

/** A text and its lines as parsed. */
export interface ParsedText {
  readonly lines: readonly Line[];
  /** The text of a line without its end. */
  lineText(line: number): string;
}

/** The whole text, formatted; all lines end as the first does. `indent`: one level of it. */
export const formatText = (text: string, indent = '  '): string => {
  const texts = splitLines(text);
  const formatted = toEnd(formatLines({ lines: texts.map(parseLine), lineText: (line) => texts[line]! }, indent));
  return formatted.filter((line) => line !== undefined).join(/\r\n|\n|\r/.exec(text)?.[0] ?? '');
};

/**
 * The lines `from` to `to`, both included, as they should be, in small steps; undefined for a blank line that goes away with the line
 * end before it. Lines around them are looked at, since they may share their columns: `around` of them above and below at most.
 */
export const formatLines = function* (
  { lines, lineText }: ParsedText, indent: string, from = 0, to = lines.length - 1, around = Infinity,
): Generator<undefined, readonly (string | undefined)[]> {
  // Deeper blocks are a mistake, and a file of them must not grow without bounds.
  const depths = (yield* nesting(lines)).map(({ depth }) => Math.min(depth, deepestNesting));
  const joined = (line: number): boolean => isWhole(lines[line]) && depths[line] === depths[line - 1] && isWhole(lines[line - 1]);
  let first = from;
  while (from - first < around && joined(first)) first--;
  let last = to;
  while (last - to < around && last + 1 < lines.length && joined(last + 1)) last++;

  const rows: ReadRow[] = [];
  yield* each(lines.slice(first, last + 1), (line, index) => rows.push(rowOf(line, lineText(first + index), indent.repeat(depths[first + index]!))));
  yield* align(rows);
  const isBlank = (line: number): boolean => line >= 0 && /^[ \t]*$/.test(lineText(line));
  const formatted: (string | undefined)[] = [];
  yield* each(rows.slice(from - first, to - first + 1), (row, index) =>
    formatted.push(isBlank(from + index) && isBlank(from + index - 1) ? undefined : print(row)));
  return formatted;
};

const isWhole = (line: Line | undefined): boolean => line?.statement !== undefined && line.problem === undefined;

/** A line in its parts; its head has the byte order mark too. `text`: as it stands. */
interface ReadRow extends Row {
  readonly text: string;
}

const rowOf = (line: Line, text: string, indent: string): ReadRow => {
  const [, mark = '', body = ''] = /^(\uFEFF?)[ \t]*(.*)$/su.exec(text) ?? [];
  const row = { text, head: body === '' ? mark : mark + indent, comment: '', gap: 0 };
  // What could not be read keeps its form, and so does what is only a comment.
  if (line.problem !== undefined) return { ...row, cells: [body] };
  if (line.statement === undefined) return { ...row, cells: [withoutTail(body)] };
  const tokens = tokensOf(text);
  const comment = withoutTail(text.slice(tokens.at(-1)!.endOffset! + 1)).replace(/^[ \t]+/, '');
  const cells = cellsOf(line.statement, tokens);
  return { ...row, cells, comment, gap: 2, ...(cells.length === 1 ? {} : { key: segmentKey(indent, cells[0]!) }) };
};

/** Without the blanks at its end. A regular expression would look for the end from each blank of a line that has many. */
const withoutTail = (text: string): string => {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return text.slice(0, end);
};

const print = (row: ReadRow): string => {
  const line = rowText(row);
  // A line that grows too long could not be read any more, and one that was too long must stay so.
  return Math.max(line.length, row.text.length) > longestLine ? row.text : line;
};

const cellsOf = (statement: Statement, tokens: readonly Token[]): readonly string[] => {
  const reader = readerOf(tokens);
  switch (statement.kind) {
    case 'segment':
      return segmentCells(reader, `[${flagsText(statement.flags)}]`, statement.fate?.fate === 'delayed');
    case 'call':
    case 'timeout':
      return [spaced(timeText(reader), reader.rest())];
    case 'deliver':
    case 'drop':
      return [spaced(timeText(reader), reader.next(), reader.next())];
    case 'endpoint':
      return [`${reader.next()} ${listOf(reader, endpointText)}`];
    case 'expect':
      return [`${reader.next()} ${listOf(reader, expectationText)}`];
    case 'note':
      return [noteText(reader)];
    default:
      return [reader.all().join(' ')];
  }
};

/** Reads the tokens of a line that is known to be right, from left to right. */
interface Reader {
  /** The next token, which is read with this. */
  next(): string;
  /** The next token if it is one of these, else nothing. */
  take(...images: readonly string[]): string;
  /** The name of the next token's type, empty at the end. */
  type(): string;
  /** All that follow, without spaces; or one by one. */
  rest(): string;
  all(): readonly string[];
}

const readerOf = (tokens: readonly Token[]): Reader => {
  let at = 0;
  const next = (): string => tokens[at++]?.image ?? '';
  const all = (): readonly string[] => tokens.slice(at, at = tokens.length).map(({ image }) => image);
  return {
    next,
    take: (...images) => (images.includes(tokens[at]?.image ?? '') ? next() : ''),
    type: () => tokens[at]?.tokenType.name ?? '',
    rest: () => all().join(''),
    all,
  };
};

const spaced = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** `A, B, C` */
const listOf = (reader: Reader, read: (reader: Reader) => string): string => {
  const parts = [read(reader)];
  while (reader.take(',') !== '') parts.push(read(reader));
  return parts.join(', ');
};

/** `@+10ms`, or nothing. */
const timeText = (reader: Reader): string => {
  const at = reader.take('@');
  return at === '' ? '' : at + reader.take('+') + reader.next();
};

/** `A:443` */
const endText = (reader: Reader): string => {
  const name = reader.next();
  // The port's colon; the one before the flags stands in front of no number.
  const colon = reader.type() === ':' ? reader.next() : '';
  return colon === '' || reader.type() !== 'NUMBER' ? name + colon : name + colon + reader.next();
};

/** `seq=x+1`, `sack_perm` */
const propertyText = (reader: Reader): string => {
  const name = reader.next() + reader.take('=');
  return name.endsWith('=') ? name + valueText(reader) : name;
};

/** `x+1`, `2000-3000`, `254:0xbeef` */
const valueText = (reader: Reader): string => {
  let text = reader.next();
  for (let operator = reader.take('+', '-', ':'); operator !== ''; operator = reader.take('+', '-', ':')) {
    const operand = reader.next();
    // In `sack=x-y -0x10` the blank stays: `y-0` would be taken for the end of a word such as FIN-WAIT-1.
    const apart = operator === '-' && /^\p{Nd}+[^\p{Nd}]/u.test(operand) && /[\p{L}_][\p{L}\p{M}\p{Nd}_]*-[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u.test(text);
    text += (apart ? ' ' : '') + operator + operand;
  }
  return text;
};

/** Fields, options, payload (`"`), modifiers, name: the order in which the language's description has them. */
const segmentOrder: readonly string[] = [
  'seq', 'ack', 'len', 'win', 'urg', 'mss', 'ws', 'sack_perm', 'tsval', 'tsecr', 'sack', 'tfo', 'option', ...ecnMarks, '"', ...fates, 'delayed as', 'violates', 'as',
];

/** A state comes before all of them. */
const endpointOrder: readonly string[] = ['isn', 'win', 'mss', 'ws', 'sack_perm', 'ts', 'port', 'addr', 'label', 'seq', 'ack'];

/** A blank that is none is told of, and does not go away unseen. */
const hasHidden = (text: string): boolean => /[^\t -~]/.test(text);

const segmentCells = (reader: Reader, flags: string, delayed: boolean): readonly string[] => {
  const time = timeText(reader);
  const from = endText(reader);
  const arrow = reader.next();
  const to = endText(reader);
  const colon = to.endsWith(':') ? '' : reader.next();
  const written = reader.next();
  const parts: Ranked[] = [];
  while (reader.type() !== '') {
    const keyword = reader.type() === 'violates' || reader.type() === 'as';
    const text = reader.type() === 'STRING' ? reader.next() : keyword ? `${reader.next()} ${reader.next()}` : propertyText(reader);
    const name = text.startsWith('"') ? '"' : /^[^= ]*/.exec(text)![0];
    parts.push({ rank: segmentOrder.indexOf(delayed && name === 'as' ? 'delayed as' : name), text });
  }
  const ordered = inOrder(parts);
  const field = (name: string): string => ordered.find((text) => text.startsWith(`${name}=`)) ?? '';
  const rest = ordered.filter((text) => !/^(?:seq|ack)=/.test(text)).join(' ');
  return [time, from, arrow, to + colon, hasHidden(written) ? written : flags, field('seq'), field('ack'), rest];
};

interface Ranked {
  readonly rank: number;
  readonly text: string;
}

/** Of two with one rank the first stays the first. */
const inOrder = (parts: readonly Ranked[]): readonly string[] => parts.toSorted((a, b) => a.rank - b.rank).map(({ text }) => text);

/** `client SYN-SENT isn=x` */
const endpointText = (reader: Reader): string => {
  const name = reader.next();
  const parts: Ranked[] = [];
  while (reader.type() !== '' && reader.type() !== ',') {
    const text = propertyText(reader);
    parts.push({ rank: endpointOrder.indexOf(/^[^=]*/.exec(text)![0]), text: parseState(text) ?? text });
  }
  return [name, ...inOrder(parts)].join(' ');
};

/** `proxy->server ESTABLISHED`, `client.snd.nxt = x+1` */
const expectationText = (reader: Reader): string => {
  let end = endText(reader);
  if (reader.type() === 'ARROW') end += reader.next() + endText(reader);
  if (reader.type() !== '.') {
    const word = reader.next();
    return `${end} ${parseState(word) ?? word}`;
  }
  while (reader.type() === '.') end += reader.next() + reader.next();
  return `${end} ${reader.next()} ${valueText(reader)}`;
};

const noteText = (reader: Reader): string => {
  const note = reader.next();
  const over = reader.type() === 'over' ? `${reader.next()} ${listOf(reader, (names) => names.next())}` : '';
  return spaced(note, over, reader.next());
};
