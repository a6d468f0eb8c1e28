// The names of a file: endpoints, ISN names and segments' names, each with all places where it stands. Knows scopes; says
// nothing about whether a name may be used where it is.
import { nesting } from '../flow/nesting.ts';
import type { EndReference, Line, Span, Statement, Value, Word } from '../flow/statement.ts';
import { each } from '../flow/turns.ts';

export type NameKind = 'endpoint' | 'isn' | 'segment';

/** A place where a name stands. Lines from 0. */
export interface Occurrence {
  readonly line: number;
  readonly span: Span;
  /** Whether it is declared there. */
  readonly declares: boolean;
  /** The flow it stands in, as `nesting` counts them. */
  readonly flow: number;
}

export interface Name {
  readonly kind: NameKind;
  readonly text: string;
  /** The flow that knows it; 0: the file, and so each of its flows, those included that declare it anew. */
  readonly flow: number;
  /** In the order of the file; at least one. */
  readonly occurrences: readonly Occurrence[];
}

/** All names, in small steps. One that was never declared belongs to the flow that uses it; an ISN name that was never declared is none. */
export const namesOf = function* (lines: readonly Line[]): Generator<undefined, readonly Name[]> {
  const flows = (yield* nesting(lines)).map(({ flow }) => flow);
  const names = new Map<string, Draft>();
  const add = (kind: NameKind, flow: number, line: number, { text, span }: Word, declares = false): void => {
    const key = `${kind} ${flow} ${text}`;
    const name = names.get(key) ?? { kind, text, flow, occurrences: [] };
    names.set(key, name);
    name.occurrences.push({ line, span, declares, flow: flows[line]! });
  };

  /** By flow: the declared endpoints, and which of them each declared ISN name belongs to. */
  const endpoints = new Map<number, Set<string>>();
  const holders = new Map<number, Map<string, string>>();
  yield* each(lines, ({ statement }, line) => {
    if (statement?.kind !== 'endpoint') return;
    const flow = flows[line]!;
    for (const { name, isn } of statement.declarations) {
      endpoints.set(flow, (endpoints.get(flow) ?? new Set()).add(name.text));
      if (isn?.value.base === undefined) continue;
      add('isn', flow, line, isn.value.base, true);
      const held = holders.get(flow) ?? new Map<string, string>();
      holders.set(flow, held);
      if (!held.has(isn.value.base.text)) held.set(isn.value.base.text, name.text);
    }
  });
  const flowOfIsn = (flow: number, text: string): number | undefined => {
    if (holders.get(flow)?.has(text) === true) return flow;
    const holder = holders.get(0)?.get(text);
    // A flow that declares an endpoint anew does not know what its namesake outside was declared with.
    return holder === undefined || endpoints.get(flow)?.has(holder) === true ? undefined : 0;
  };

  yield* each(lines, ({ statement }, line) => {
    if (statement === undefined) return;
    const flow = flows[line]!;
    for (const word of endpointWords(statement)) add('endpoint', endpoints.get(0)?.has(word.text) === true ? 0 : flow, line, word, statement.kind === 'endpoint');
    for (const { base } of valuesOf(statement)) {
      const known = base === undefined ? undefined : flowOfIsn(flow, base.text);
      if (known !== undefined) add('isn', known, line, base!);
    }
    if (statement.kind === 'segment' && statement.name !== undefined) add('segment', flow, line, statement.name, true);
    if (statement.kind === 'deliver' || statement.kind === 'drop') add('segment', flow, line, statement.name);
  });
  for (const { occurrences } of names.values()) occurrences.sort((a, b) => a.line - b.line || a.span.start - b.span.start);
  return [...names.values()];
};

type Draft = Name & { readonly occurrences: Occurrence[] };

/** The name that a place touches, and where exactly. */
export const nameAt = (names: readonly Name[], line: number, column: number): { readonly name: Name; readonly occurrence: Occurrence } | undefined => {
  for (const name of names) {
    const occurrence = name.occurrences.find((one) => one.line === line && one.span.start <= column && column <= one.span.end);
    if (occurrence !== undefined) return { name, occurrence };
  }
  return undefined;
};

/** Where the name that stands there was declared: in its flow, the last time before it; else in the file. Where it never was, its first place. */
export const declarationOf = ({ occurrences }: Name, { line, flow }: Occurrence): Occurrence => {
  const declarations = occurrences.filter(({ declares }) => declares);
  const here = declarations.filter((one) => one.flow === flow);
  return here.findLast((one) => one.line <= line) ?? here[0] ?? declarations.find((one) => one.flow === 0) ?? occurrences[0]!;
};

/** The names of endpoints in a statement. */
export const endpointWords = (statement: Statement): readonly Word[] => {
  const of = ({ name, peer }: EndReference): readonly Word[] => (peer === undefined ? [name] : [name, peer]);
  switch (statement.kind) {
    case 'segment': return [statement.from.name, statement.to.name];
    case 'call':
    case 'timeout': return of(statement.end);
    case 'expect': return statement.expectations.flatMap(({ end }) => of(end));
    case 'note': return statement.over;
    case 'endpoint': return statement.declarations.map(({ name }) => name);
    case 'observed': return statement.at === undefined ? [] : [statement.at];
    default: return [];
  }
};

/** The values in which an ISN name may stand, declarations of it left out. */
export const valuesOf = (statement: Statement): readonly Value[] => {
  switch (statement.kind) {
    case 'segment':
      return [...present(statement.seq?.value, statement.ack?.value), ...statement.sack.flatMap(({ left, right }) => [left, right])];
    case 'endpoint':
      return statement.declarations.flatMap(({ seq, ack }) => present(seq?.value, ack?.value));
    case 'expect':
      return statement.expectations.flatMap((one) => ('value' in one ? [one.value] : []));
    default:
      return [];
  }
};

const present = (...values: readonly (Value | undefined)[]): readonly Value[] => values.filter((value) => value !== undefined);
