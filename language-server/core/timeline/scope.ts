// Who takes part in a flow, and what its names mean. Resolves endpoints, ISN names and the connections between them.
import type { Flow } from '../flow/flow.ts';
import { nearest } from '../flow/nearest.ts';
import type { EndpointDeclaration, EndReference, SegmentEnd, SegmentStatement, Value, Word } from '../flow/statement.ts';
import { seqAdd, type Seq } from '../tcp/seq.ts';
import type { Endpoint, NameProblem, Side } from './timeline.ts';

/** The ends of a connection before their TCBs are known. */
export interface Ends {
  readonly ends: readonly [{ readonly endpoint: number; readonly port?: number }, { readonly endpoint: number; readonly port?: number }];
}

/** Which connection a segment belongs to, and which side sends it. */
export interface Place {
  readonly connection: number;
  readonly side: Side;
}

export interface Scope {
  readonly endpoints: readonly Endpoint[];
  readonly connections: readonly Ends[];
  /** By the index of the step in the flow; absent where the names do not make a connection. */
  readonly places: ReadonlyMap<number, Place>;
  readonly problems: readonly NameProblem[];
  /** The ends that a call, a timeout or an expectation means: none when that cannot be told. */
  ends(reference: EndReference, line: number): readonly Place[];
  /** Endpoint ids of names; unknown ones are left out and reported. */
  endpointsOf(words: readonly Word[], line: number): readonly number[];
  /** What a value stands for; undefined for an unknown name, which is reported, and for what does not fit 32 bits. */
  value(value: Value, line: number): Seq | undefined;
}

// Symbols stand for numbers far apart, so that a name used on the wrong side never fits by chance.
const firstSymbol = 0x1234_0000;
const symbolDistance = 0x1500_0000;

export const scopeOf = (flow: Flow): Scope => {
  const problems: NameProblem[] = [];
  const endpoints: Endpoint[] = [];
  const byName = new Map<string, Endpoint>();
  const symbols = new Map<string, number>();
  const reported = new Set<string>();

  const addEndpoint = (endpoint: Omit<Endpoint, 'id'>): Endpoint => {
    const added = { ...endpoint, id: endpoints.length };
    endpoints.push(added);
    byName.set(added.name, added);
    return added;
  };

  for (const declared of flow.endpoints) {
    const { declaration, line } = declared;
    const first = byName.get(declaration.name.text)?.declared;
    if (first !== undefined) {
      problems.push({ kind: 'duplicate-name', word: declaration.name, line, first: { line: first.line, span: first.declaration.name.span } });
      continue;
    }
    addEndpoint({ name: declaration.name.text, label: declaration.label?.text ?? declaration.name.text, declared, ...heads(declaration) });
    const symbol = declaration.isn?.value.base;
    if (symbol === undefined) continue;
    const holder = endpoints.find((endpoint) => endpoint.symbol === symbol.text);
    if (holder !== undefined) {
      problems.push({
        kind: 'duplicate-name', word: symbol, line,
        first: { line: holder.declared!.line, span: holder.declared!.declaration.isn!.value.span },
      });
      continue;
    }
    const value = seqAdd(firstSymbol + symbols.size * symbolDistance, 0);
    symbols.set(symbol.text, value);
    endpoints[endpoints.length - 1] = { ...endpoints.at(-1)!, symbol: symbol.text, symbolValue: value };
    byName.set(declaration.name.text, endpoints.at(-1)!);
  }
  const declaredAll = endpoints.length > 0;

  const unknown = (word: Word, line: number): Endpoint | undefined => {
    const meant = nearest(word.text, byName.keys());
    // A name that is nothing like any other is one mistake, however often it stands there.
    if (meant !== undefined || !reported.has(word.text)) problems.push({ kind: 'unknown-endpoint', word, line, known: [...byName.keys()] });
    reported.add(word.text);
    return meant === undefined ? undefined : byName.get(meant);
  };

  const endOfSegment = (end: SegmentEnd, line: number): Endpoint => {
    const known = byName.get(end.name.text);
    if (known !== undefined) return known;
    const meant = declaredAll ? unknown(end.name, line) : undefined;
    return meant ?? addEndpoint({ name: end.name.text, label: end.name.text });
  };

  const connections: Ends[] = [];
  const places = new Map<number, Place>();
  flow.steps.forEach(({ line, statement }, index) => {
    if (statement?.kind !== 'segment') return;
    const from = endOfSegment(statement.from, line);
    const to = endOfSegment(statement.to, line);
    if (from === to) {
      problems.push({ kind: 'self-segment', word: statement.to.name, line });
      return;
    }
    const place = placeOf(connections, from, to, statement);
    if (place.length > 1) problems.push({ kind: 'ambiguous-connection', word: statement.from.name, line, connections: place.map(({ connection }) => connection) });
    places.set(index, place.at(-1)!);
  });
  bindSymbols(flow, endpoints, symbols);

  return {
    endpoints,
    connections,
    places,
    problems,
    ends: (reference, line) => {
      const endpoint = byName.get(reference.name.text) ?? unknown(reference.name, line);
      const peer = reference.peer === undefined ? undefined : byName.get(reference.peer.text) ?? unknown(reference.peer, line);
      if (endpoint === undefined || (reference.peer !== undefined && peer === undefined)) return [];
      const found = connections.flatMap(({ ends }, connection) => ([0, 1] as const)
        .filter((side) => ends[side].endpoint === endpoint.id
          && (peer === undefined || ends[1 - side]!.endpoint === peer.id)
          && (reference.port === undefined || ends[side].port === reference.port.value))
        .map((side) => ({ connection, side })));
      if (found.length > 0) return found;
      // Nothing is sent yet: between two endpoints it is clear which connection is meant.
      const other = peer ?? (endpoints.length === 2 ? endpoints[1 - endpoint.id] : undefined);
      if (other === undefined || reference.port !== undefined) return [];
      connections.push({ ends: [endOf(endpoint), endOf(other)] });
      return [{ connection: connections.length - 1, side: 0 }];
    },
    endpointsOf: (words, line) => words.map((word) => byName.get(word.text) ?? unknown(word, line)).filter((found) => found !== undefined).map(({ id }) => id),
    value: (value, line) => {
      if (value.base === undefined) return value.offset < 0 || value.offset > 0xffff_ffff ? undefined : value.offset;
      const base = symbols.get(value.base.text);
      if (base === undefined) {
        problems.push({ kind: 'unknown-name', word: value.base, line, known: [...symbols.keys()] });
        return undefined;
      }
      return seqAdd(base, value.offset);
    },
  };
};

const heads = ({ addr, port }: EndpointDeclaration): { addr?: string; port?: number } => ({
  ...(addr === undefined ? {} : { addr: addr.text }),
  ...(port === undefined ? {} : { port: port.value }),
});

const endOf = (endpoint: Endpoint, port = endpoint.port): Ends['ends'][0] => ({ endpoint: endpoint.id, ...(port === undefined ? {} : { port }) });

/** The connection of a segment: a new one where no other has these ports; several where too little is said. */
const placeOf = (connections: Ends[], from: Endpoint, to: Endpoint, statement: SegmentStatement): readonly Place[] => {
  const sender = endOf(from, statement.from.port?.value ?? from.port);
  const receiver = endOf(to, statement.to.port?.value ?? to.port);
  const fits = (end: Ends['ends'][0], wanted: Ends['ends'][0]): boolean =>
    end.endpoint === wanted.endpoint && (wanted.port === undefined || end.port === wanted.port);
  const candidates = connections.flatMap(({ ends }, connection): Place[] => {
    if (fits(ends[0], sender) && fits(ends[1], receiver)) return [{ connection, side: 0 }];
    return fits(ends[1], sender) && fits(ends[0], receiver) ? [{ connection, side: 1 }] : [];
  });
  const exact = candidates.filter(({ connection, side }) =>
    connections[connection]!.ends[side].port === sender.port && connections[connection]!.ends[1 - side]!.port === receiver.port);
  if (exact.length === 1) return exact;
  if (candidates.length > 0) return candidates;
  connections.push({ ends: [sender, receiver] });
  return [{ connection: connections.length - 1, side: 0 }];
};

/** A plain number on an endpoint's first SYN is what its ISN name stands for. */
const bindSymbols = (flow: Flow, endpoints: Endpoint[], symbols: Map<string, number>): void => {
  const bound = new Set<string>();
  for (const { statement } of flow.steps) {
    if (statement?.kind !== 'segment' || statement.seq === undefined || (statement.flags & 0x002) === 0 || bound.has(statement.from.name.text)) continue;
    bound.add(statement.from.name.text);
    const endpoint = endpoints.find(({ name }) => name === statement.from.name.text);
    const { value } = statement.seq;
    if (endpoint?.symbol === undefined || value.base !== undefined || value.offset > 0xffff_ffff) continue;
    // `isn=x+5` and `seq=1005` make x 1000.
    const number = seqAdd(value.offset, -(endpoint.declared?.declaration.isn?.value.offset ?? 0));
    symbols.set(endpoint.symbol, number);
    endpoints[endpoint.id] = { ...endpoint, symbolValue: number };
  }
};
