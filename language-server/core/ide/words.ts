// What the words of a statement are: names, flags, states, fields … For colours that know more than a pattern does. Strings,
// numbers, comments and keywords are left out: a pattern knows those.
import type { Span, Statement } from '../flow/statement.ts';
import { endpointWords, valuesOf } from './names.ts';

export type WordKind = 'endpoint' | 'isn' | 'segment' | 'flag' | 'state' | 'field' | 'fate' | 'rule' | 'call' | 'timer';

export interface KnownWord {
  readonly kind: WordKind;
  readonly span: Span;
  readonly declares: boolean;
}

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
