// Who takes part in a flow, and what its names mean. Resolves endpoints, ISN names and the connections between them.
import type { DeclaredEndpoint, Flow, FlowPart, FlowStep } from '../flow/flow.ts';
import { nearest } from '../flow/nearest.ts';
import type { EndpointDeclaration, EndReference, SegmentStatement, Statement, Value, Word } from '../flow/statement.ts';
import { SYN } from '../tcp/flags.ts';
import { seqAdd, type Seq } from '../tcp/seq.ts';
import { same } from './same.ts';
import type { EndId, Endpoint, Ends, NameProblem } from './timeline.ts';

/** Hears of names that are wrong. */
export type Report = (problem: NameProblem) => void;

export interface Scope {
  readonly endpoints: readonly Endpoint[];
  readonly connections: readonly Ends[];
  /** The ids of endpoints that have no connection. */
  readonly unconnected: readonly number[];
  /** What is wrong with the declarations. */
  problems(): readonly NameProblem[];
  /** The ends that a segment may come from: none where the names do not make a connection, several where the ports leave open which one it is. */
  places(statement: SegmentStatement, step: FlowStep, report: Report): readonly EndId[];
  /** The ends that a call, a timeout or an expectation means: none when that cannot be told. */
  ends(reference: EndReference, step: FlowStep, report: Report): readonly EndId[];
  /** Endpoint ids of names; unknown ones are left out and reported. */
  endpointsOf(words: readonly Word[], step: FlowStep, report: Report): readonly number[];
  /** What a value stands for; undefined for an unknown name, which is reported, and for what does not fit 32 bits. */
  value(value: Value, line: number, report: Report): Seq | undefined;
  /** A number for a name, always the same one: to remember by it what the name stands for. */
  idOf(name: string): number;
  /** What is numbered by `idOf`. */
  readonly ids: Map<string, number>;
  /** Names that are near to the one of an endpoint which no line calls by its own: the slip is in the declaration, and one mistake. */
  readonly misdeclared: readonly string[];
  /** Where there are more wrong names than are compared: those that are. What another one means depends on them. */
  readonly compared: readonly string[];
  /** Of a part: which names that are told once it is the first to use. */
  firstUses(part: FlowPart): readonly string[] | undefined;
  /** Some line means the endpoint by its name alone, so that it must not have more than one connection. */
  isMeantAlone(name: string): boolean;
  /** The same object as before an edit that changes nothing but first uses and problems: what was played in it stays so. */
  readonly meaning: object;
}

// Symbols stand for numbers far apart, so that a name used on the wrong side never fits by chance.
const firstSymbol = 0x1234_0000;
const symbolDistance = 0x1500_0000;

/** So many known names are looked through for what a wrong one may have meant, and for so many wrong ones. */
const namesCompared = 100;

/** Finds the scope of a flow in small steps, and whether its names mean the same as `before`. What the parts name is remembered. */
export const scopes = (): ((flow: Flow, before: Scope | undefined) => Generator<undefined, Scope>) => {
  const memory = new WeakMap<FlowPart, Uses>();
  return function* (flow, before) {
    /** The first parts that name what they name: of a long flow most parts name what one of them does. */
    const telling: (readonly [FlowPart, Uses])[] = [];
    const told = new Set<string>();
    for (const part of flow.parts) {
      let uses = memory.get(part);
      if (uses === undefined) {
        uses = usesIn(part);
        memory.set(part, uses);
        yield;
      }
      if (told.has(uses.key)) continue;
      told.add(uses.key);
      telling.push([part, uses]);
    }
    const after = scopeOf(flow, telling, before?.ids ?? new Map());
    const isSame = before !== undefined && same(before.endpoints.map(meant), after.endpoints.map(meant)) && same(before.connections, after.connections)
      && same(before.misdeclared, after.misdeclared) && same(before.compared, after.compared);
    return isSame ? { ...after, meaning: before.meaning } : after;
  };
};

/** An endpoint wherever its declaration stands. Where it begins with a STATE, what is said of its FIN refers to that line. */
const meant = ({ declared, ...endpoint }: Endpoint): object =>
  ({ ...endpoint, declaration: declared?.declaration, ...(declared?.declaration.state === undefined ? {} : { id: declared.id }) });

/** What the steps of a part name, each thing once. */
interface Uses {
  readonly segments: ReadonlyMap<string, readonly [FlowStep, SegmentStatement]>;
  /** SYNs that write out their sequence number: each endpoint's first. */
  readonly syns: readonly SegmentStatement[];
  readonly references: ReadonlyMap<string, readonly [FlowStep, EndReference]>;
  /** Endpoints of which a line means the only connection that they have: it names neither port nor peer. */
  readonly alone: ReadonlySet<string>;
  /** The same for parts that name the same. */
  readonly key: string;
}

const usesIn = ({ steps }: FlowPart): Uses => {
  const segments = new Map<string, readonly [FlowStep, SegmentStatement]>();
  const syns = new Map<string, SegmentStatement>();
  const references = new Map<string, readonly [FlowStep, EndReference]>();
  const alone = new Set<string>();
  for (const step of steps) {
    const { statement } = step;
    if (statement?.kind === 'segment') {
      const { from, to, seq, flags } = statement;
      const key = `${from.name.text}:${from.port?.value} ${to.name.text}:${to.port?.value}`;
      if (!segments.has(key)) segments.set(key, [step, statement]);
      if (seq !== undefined && (flags & SYN) !== 0 && !syns.has(from.name.text)) syns.set(from.name.text, statement);
    } else if (statement !== undefined) {
      for (const reference of referencesOf(statement)) {
        const key = referenceKey(reference);
        if (!references.has(key)) references.set(key, [step, reference]);
        if (meansOneConnection(statement) && reference.port === undefined && reference.peer === undefined) alone.add(reference.name.text);
      }
    }
  }
  const key = [segments, syns, references, alone].map((named) => [...named.keys()].join()).join('\n');
  return { segments, syns: [...syns.values()], references, alone, key };
};

/** listen() means the endpoint, whatever connections come of it. */
const meansOneConnection = (statement: Statement): boolean =>
  statement.kind === 'timeout' || statement.kind === 'expect' || (statement.kind === 'call' && statement.call !== 'listen');

const referencesOf = (statement: Statement): readonly EndReference[] => {
  switch (statement.kind) {
    case 'call':
    case 'timeout': return [statement.end];
    case 'expect': return statement.expectations.map(({ end }) => end);
    case 'note': return statement.over.map((name) => ({ name, span: name.span }));
    case 'observed': return statement.at === undefined ? [] : [{ name: statement.at, span: statement.at.span }];
    default: return [];
  }
};

const referenceKey = ({ name, port, peer }: EndReference): string => `${name.text}:${port?.value} ${peer?.text}`;

/** `parts`: all that name something that no part before them does, in their order. */
const scopeOf = (flow: Flow, parts: readonly (readonly [FlowPart, Uses])[], ids: Map<string, number>): Scope => {
  const { endpoints, byName, symbols, problems } = declarationsOf(flow.endpoints);
  const declaredNames = [...byName.keys()].slice(0, namesCompared);
  /** What names that nothing has may have meant. */
  const misspelt = new Map<string, number | undefined>();
  /** Where names that no endpoint has stand first. */
  const firstUse = new Map<string, { readonly part: FlowPart; readonly step: FlowStep }>();
  /** By what names endpoints are called. */
  const called = new Set<string>();

  // What is declared comes first: what a name means must not depend on whether a segment or something else uses it first.
  const meantBy = (name: string, others: readonly string[]): number | undefined => {
    if (misspelt.has(name)) return misspelt.get(name);
    const meant = misspelt.size < namesCompared ? nearest(name, declaredNames) ?? nearest(name, others) : undefined;
    misspelt.set(name, meant === undefined ? undefined : byName.get(meant));
    return misspelt.get(name);
  };

  const strange = (name: string, part: FlowPart, step: FlowStep): void => {
    if (firstUse.get(name) === undefined || step.index < firstUse.get(name)!.step.index) firstUse.set(name, { part, step });
  };

  const endpointOfSegment = ({ text }: Word, part: FlowPart, step: FlowStep): Endpoint => {
    const named = byName.get(text);
    const known = named ?? (declaredNames.length === 0 ? undefined : meantBy(text, []));
    called.add(text);
    if (named === undefined && declaredNames.length > 0) strange(text, part, step);
    if (known !== undefined) return endpoints[known]!;
    const added: Endpoint = { id: endpoints.length, name: text, label: text };
    endpoints.push(added);
    byName.set(text, added.id);
    return added;
  };

  const connections = connectionsOf();
  const seen = new Set<string>();
  for (const [part, { segments }] of parts) {
    for (const [key, [step, statement]] of segments) {
      if (seen.has(key)) continue;
      seen.add(key);
      const from = endpointOfSegment(statement.from.name, part, step);
      const to = endpointOfSegment(statement.to.name, part, step);
      if (from === to) continue;
      const [sender, receiver] = endsOf(statement, from, to);
      if (connections.between(sender, receiver).length === 0) connections.add(sender, receiver);
    }
  }
  bindSymbols(parts.flatMap(([, { syns }]) => syns), endpoints, (name) => byName.get(name) ?? misspelt.get(name), symbols);

  const allNames = [...byName.keys()].slice(0, namesCompared);
  const endpointOf = ({ text }: Word): Endpoint | undefined => endpoints[byName.get(text) ?? meantBy(text, allNames) ?? -1];
  const resolve = (reference: EndReference): readonly EndId[] => {
    const endpoint = endpointOf(reference.name);
    const peer = reference.peer === undefined ? undefined : endpointOf(reference.peer);
    if (endpoint === undefined || (reference.peer !== undefined && peer === undefined)) return [];
    return connections.of(endpoint.id).filter(({ connection, side }) => {
      const { ends } = connections.all[connection]!;
      return (peer === undefined || ends[1 - side]!.endpoint === peer.id) && (reference.port === undefined || ends[side].port === reference.port.value);
    });
  };
  const portsOf = (endpoint: number): readonly number[] => connections.of(endpoint).flatMap(({ connection, side }) => connections.all[connection]!.ends[side].port ?? []);
  /** Nothing is sent yet: between two endpoints it is clear which connection is meant. */
  const connect = (reference: EndReference): void => {
    const endpoint = endpointOf(reference.name);
    const other = reference.peer === undefined ? (endpoints.length === 2 ? endpoints[1 - (endpoint?.id ?? 0)] : undefined) : endpointOf(reference.peer);
    if (endpoint !== undefined && other !== undefined && reference.port === undefined && resolve(reference).length === 0) connections.add(endOf(endpoint), endOf(other));
  };
  const referred = new Set<string>();
  for (const [part, { references }] of parts) {
    for (const [key, [step, reference]] of references) {
      if (referred.has(key)) continue;
      referred.add(key);
      for (const { text } of [reference.name, ...(reference.peer === undefined ? [] : [reference.peer])]) {
        if (byName.has(text) && !misspelt.has(text)) called.add(text);
        else {
          meantBy(text, allNames);
          strange(text, part, step);
        }
      }
      connect(reference);
    }
  }
  // Which ends are meant must not depend on which line speaks of them first: only the connections are compared after an edit.
  const resolved = new Map<string, readonly EndId[]>();
  const endsMeant = (reference: EndReference): readonly EndId[] => {
    const key = referenceKey(reference);
    const found = resolved.get(key) ?? resolve(reference);
    resolved.set(key, found);
    return found;
  };

  const misdeclared = [...misspelt].flatMap(([name, id]) => (id === undefined || called.has(endpoints[id]!.name) ? [] : [name]));
  const isToldOnce = (name: string): boolean => misspelt.has(name) && (misspelt.get(name) === undefined || misdeclared.includes(name));

  const firstUses = Map.groupBy([...firstUse].filter(([name]) => isToldOnce(name)), ([, { part }]) => part);

  /** The endpoint of a name; a wrong one is reported. A name that is nothing like any other is one mistake, however often it stands there. */
  const look = (word: Word, step: FlowStep, report: Report): number | undefined => {
    const named = byName.get(word.text);
    if (!misspelt.has(word.text)) return named;
    const meant = misspelt.get(word.text);
    if (!isToldOnce(word.text) || firstUse.get(word.text)?.step === step) {
      report({ kind: 'unknown-endpoint', word, line: step.line, known: meant === undefined ? [] : [endpoints[meant]!.name] });
    }
    return named ?? meant;
  };

  const symbolNames = [...symbols.keys()];
  const connected = new Set(connections.all.flatMap(({ ends }) => ends.map(({ endpoint }) => endpoint)));
  return {
    endpoints,
    connections: connections.all,
    unconnected: endpoints.map(({ id }) => id).filter((id) => !connected.has(id)),
    problems,
    ids,
    misdeclared,
    compared: misspelt.size <= namesCompared ? [] : [...misspelt.keys()].slice(0, namesCompared),
    firstUses: (part) => firstUses.get(part)?.map(([name]) => name),
    isMeantAlone: (name) => parts.some(([, { alone }]) => alone.has(name)),
    meaning: {},
    places: (statement, step, report) => {
      // Whatever a segment names is an endpoint.
      const from = look(statement.from.name, step, report)!;
      const to = look(statement.to.name, step, report)!;
      if (from === to) report({ kind: 'self-segment', word: statement.to.name, line: step.line });
      return connections.between(...endsOf(statement, endpoints[from]!, endpoints[to]!));
    },
    ends: (reference, step, report) => {
      const named = [reference.name, ...(reference.peer === undefined ? [] : [reference.peer])].map((word) => look(word, step, report));
      const ends = endsMeant(reference);
      if (ends.length === 0 && named.every((id) => id !== undefined) && reference.port !== undefined) report(noSuchPort(reference, step, portsOf(named[0]!)));
      return ends;
    },
    endpointsOf: (words, step, report) => words.map((word) => look(word, step, report)).filter((id) => id !== undefined),
    value: (value, line, report) => {
      if (value.base === undefined) return value.offset > 0xffff_ffff ? undefined : value.offset;
      const base = symbols.get(value.base.text);
      if (base === undefined) {
        report({ kind: 'unknown-name', word: value.base, line, known: symbolNames });
        return undefined;
      }
      return seqAdd(base, value.offset);
    },
    idOf: (name) => {
      const id = ids.get(name) ?? ids.size;
      ids.set(name, id);
      return id;
    },
  };
};

/** An end of which nobody can tell to which connection it belongs. */
export const ambiguous = (word: Word, { line }: FlowStep, places: readonly EndId[]): NameProblem =>
  ({ kind: 'ambiguous-connection', word, line, connections: places.map(({ connection }) => connection) });

/** An end with a port that no segment's line has. */
const noSuchPort = ({ name, port }: EndReference, { line }: FlowStep, known: readonly number[]): NameProblem => {
  const said = (number: number): string => `${name.text}:${number}`;
  return { kind: 'unknown-endpoint', word: { text: said(port!.value), span: { start: name.span.start, end: port!.span.end } }, line, known: known.map(said) };
};

interface Declarations {
  readonly endpoints: Endpoint[];
  readonly byName: Map<string, number>;
  readonly symbols: Map<string, number>;
  readonly problems: () => readonly NameProblem[];
}

const declarationsOf = (all: readonly DeclaredEndpoint[]): Declarations => {
  const endpoints: Endpoint[] = [];
  const byName = new Map<string, number>();
  const symbols = new Map<string, number>();
  const holders = new Map<string, DeclaredEndpoint>();
  // Lines move: where the problems stand is told when one asks.
  const problems: (() => NameProblem)[] = [];
  const duplicate = (word: Word, declared: DeclaredEndpoint, first: DeclaredEndpoint, span: Word['span']): void => {
    problems.push(() => ({ kind: 'duplicate-name', word, line: declared.line, first: { line: first.line, span } }));
  };
  for (const declared of all) {
    const { declaration } = declared;
    const first = endpoints[byName.get(declaration.name.text) ?? -1]?.declared;
    if (first !== undefined) {
      duplicate(declaration.name, declared, first, first.declaration.name.span);
      continue;
    }
    const endpoint: Endpoint = {
      id: endpoints.length, name: declaration.name.text, label: declaration.label?.text ?? declaration.name.text, declared, ...heads(declaration),
    };
    byName.set(endpoint.name, endpoint.id);
    const symbol = declaration.isn?.value.base;
    const holder = symbol === undefined ? undefined : holders.get(symbol.text);
    if (symbol === undefined || holder !== undefined) {
      endpoints.push(endpoint);
      if (holder !== undefined) duplicate(symbol!, declared, holder, holder.declaration.isn!.value.span);
      continue;
    }
    holders.set(symbol.text, declared);
    const value = seqAdd(firstSymbol + symbols.size * symbolDistance, 0);
    symbols.set(symbol.text, value);
    endpoints.push({ ...endpoint, symbol: symbol.text, symbolValue: value });
  }
  const known = [...symbols.keys()];
  for (const declared of all) {
    for (const field of [declared.declaration.seq, declared.declaration.ack]) {
      const word = field?.value.base;
      if (word !== undefined && !symbols.has(word.text)) problems.push(() => ({ kind: 'unknown-name', word, line: declared.line, known }));
    }
  }
  return { endpoints, byName, symbols, problems: () => problems.map((problem) => problem()) };
};

const heads = ({ addr, port }: EndpointDeclaration): { addr?: string; port?: number } => ({
  ...(addr === undefined ? {} : { addr: addr.text }),
  ...(port === undefined ? {} : { port: port.value }),
});

type End = Ends['ends'][0];

const endOf = (endpoint: Endpoint, port = endpoint.port): End => ({ endpoint: endpoint.id, ...(port === undefined ? {} : { port }) });

const endsOf = ({ from, to }: SegmentStatement, sender: Endpoint, receiver: Endpoint): readonly [End, End] =>
  [endOf(sender, from.port?.value ?? sender.port), endOf(receiver, to.port?.value ?? receiver.port)];

interface Connections {
  readonly all: Ends[];
  /** The connection with exactly these ports; where none has them, all that fit as far as ports are said. */
  between(sender: End, receiver: End): readonly EndId[];
  /** All ends at an endpoint. */
  of(endpoint: number): readonly EndId[];
  /** The new connection's id. */
  add(sender: End, receiver: End): number;
}

const connectionsOf = (): Connections => {
  const all: Ends[] = [];
  const exact = new Map<string, EndId>();
  const places = new Map<number, EndId[]>();
  const key = (one: End, other: End): string => `${one.endpoint}:${one.port} ${other.endpoint}:${other.port}`;
  const of = (endpoint: number): readonly EndId[] => places.get(endpoint) ?? [];
  const fits = (end: End, wanted: End): boolean => end.endpoint === wanted.endpoint && (wanted.port === undefined || end.port === wanted.port);
  return {
    all,
    of,
    between: (sender, receiver) => {
      const one = exact.get(key(sender, receiver));
      if (one !== undefined) return [one];
      return of(sender.endpoint).filter(({ connection, side }) => {
        const { ends } = all[connection]!;
        return fits(ends[side], sender) && fits(ends[1 - side]!, receiver);
      });
    },
    add: (sender, receiver) => {
      const connection = all.push({ ends: [sender, receiver] }) - 1;
      for (const side of [0, 1] as const) {
        const [own, peer] = side === 0 ? [sender, receiver] : [receiver, sender];
        const place = { connection, side };
        exact.set(key(own, peer), place);
        const known = places.get(own.endpoint);
        if (known === undefined) places.set(own.endpoint, [place]);
        else known.push(place);
      }
      return connection;
    },
  };
};

/** A plain number on an endpoint's first SYN, its name misspelt or not, is what its ISN name stands for. */
const bindSymbols = (syns: readonly SegmentStatement[], endpoints: Endpoint[], idOf: (name: string) => number | undefined, symbols: Map<string, number>): void => {
  const bound = new Set<number>();
  for (const { from: { name: { text } }, seq } of syns) {
    const id = idOf(text);
    if (id === undefined || bound.has(id)) continue;
    bound.add(id);
    const endpoint = endpoints[id];
    const { value } = seq!;
    if (endpoint?.symbol === undefined || value.base !== undefined || value.offset > 0xffff_ffff) continue;
    // `isn=x+5` and `seq=1005` make x 1000.
    const number = seqAdd(value.offset, -(endpoint.declared?.declaration.isn?.value.offset ?? 0));
    symbols.set(endpoint.symbol, number);
    endpoints[endpoint.id] = { ...endpoint, symbolValue: number };
  }
};
