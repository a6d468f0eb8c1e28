// What the words of a line are: names, flags, states, fields … For colours that know more than a pattern does; and strings, numbers,
// comments and keywords, for editors that have no pattern.
import type { Span, Statement } from '../flow/statement.ts';
import { endpointWords, valuesOf } from './names.ts';

export type PatternKind = 'comment' | 'string' | 'number' | 'keyword';
export type WordKind = PatternKind | 'endpoint' | 'isn' | 'segment' | 'flag' | 'state' | 'field' | 'fate' | 'rule' | 'call' | 'timer';

export interface KnownWord {
  readonly kind: WordKind;
  readonly span: Span;
  readonly declares: boolean;
}

/** Words of the language behind the first one. An endpoint may be called like any of them. */
const laterKeywords = new Set(['as', 'at', 'between', 'over', 'violates', 'off', 'hint', 'info', 'warning', 'error', 'timeout']);

const patterns = /(?<comment>\/\/.*)|(?<string>"(?:\\.|[^"\\])*"?)|(?<number>\p{Nd}[\p{L}\p{M}\p{Nd}_.]*)|(?<word>[\p{L}_][\p{L}\p{M}\p{Nd}_]*)/gu;

/** What a pattern would tell of a line, where `known` does not tell more. In the order of their columns. */
export const withPatterns = (known: readonly KnownWord[], statement: Statement | undefined, text: string): readonly KnownWord[] => {
  // A segment, a call or a timeout begins with a name.
  const begins = statement !== undefined && statement.kind !== 'segment' && statement.kind !== 'call' && statement.kind !== 'timeout';
  const first = /^\s*(?:@\S*\s+)?/.exec(text)![0].length;
  const found = [...text.matchAll(patterns)].flatMap(({ index, 0: image, groups }): readonly KnownWord[] => {
    const isKeyword = statement !== undefined && ((begins && index === first) || laterKeywords.has(image));
    const kind = groups!['comment'] !== undefined ? 'comment' : groups!['string'] !== undefined ? 'string' : groups!['number'] !== undefined ? 'number' : isKeyword ? 'keyword' : undefined;
    const span = { start: index, end: index + image.length };
    return kind === undefined || known.some((one) => one.span.start < span.end && span.start < one.span.end) ? [] : [{ kind, span, declares: false }];
  });
  return [...known, ...found].sort((a, b) => a.span.start - b.span.start);
};

/** In the order of their columns. `text`: the line. */
export const wordsOf = (statement: Statement, text: string): readonly KnownWord[] => {
  const found: KnownWord[] = [];
  const add = (kind: WordKind, span: Span | undefined, declares = false): void => {
    if (span !== undefined && span.end > span.start) found.push({ kind, span, declares });
  };
  /** The name of a `name=value`, of which the span is known as a whole. */
  const addField = (field: { readonly span: Span } | Span | undefined): void => {
    if (field === undefined) return;
    const { start } = 'span' in field ? field.span : field;
    add('field', { start, end: start + /^[a-z0-9_]*/.exec(text.slice(start))![0].length });
  };
  for (const { span } of endpointWords(statement)) add('endpoint', span, statement.kind === 'endpoint');
  for (const { base } of valuesOf(statement)) add('isn', base?.span);
  switch (statement.kind) {
    case 'segment': {
      const { flagsSpan, fate, violates, name } = statement;
      for (const flag of text.slice(flagsSpan.start, flagsSpan.end).matchAll(/[A-Z]+/g)) {
        add('flag', { start: flagsSpan.start + flag.index, end: flagsSpan.start + flag.index + flag[0].length });
      }
      const { seq, ack, len, win, urg, mss, ws, sackPermitted, tsval, tsecr, sack, tfo, otherOptions, ecn } = statement;
      for (const field of [seq, ack, len, win, urg, mss, ws, sackPermitted, tsval, tsecr, ...sack, tfo, ...otherOptions, ecn]) addField(field);
      add('fate', fate?.span);
      add('rule', violates?.span);
      add('segment', name?.span, true);
      break;
    }
    case 'endpoint':
      for (const { state, isn, win, mss, ws, sackPermitted, ts, port, seq, ack } of statement.declarations) {
        add('state', state?.span);
        add('isn', isn?.value.base?.span, true);
        for (const field of [isn, win, mss, ws, sackPermitted, ts, port, seq, ack]) addField(field);
      }
      break;
    case 'expect':
      for (const one of statement.expectations) if ('state' in one) add('state', one.stateSpan);
      break;
    case 'call':
      add('call', statement.callSpan);
      break;
    case 'timeout':
      add('timer', statement.timerSpan);
      break;
    case 'deliver':
    case 'drop':
      add('segment', statement.name.span);
      break;
    case 'rule':
      add('rule', statement.name.span);
      break;
    default:
  }
  return found.sort((a, b) => a.span.start - b.span.start);
};
