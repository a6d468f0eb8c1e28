// Who takes part in a flow's diagram: the lanes and both ends of each connection, and how they are spoken of. All rows depend
// on it. Must not know what happens in the flow.
import { hostAndPort } from '../flow/host-and-port.ts';
import type { Bundle } from '../flow/message.ts';
import { otherSide } from '../timeline/reading.ts';
import type { Connection, EndId, Timeline } from '../timeline/timeline.ts';
import { plainLine } from './plain.ts';
import { sayIn, type Say } from './say.ts';
import type { Lane, Mark, SceneRail } from './scene-types.ts';
import type { Numbers } from './shown-numbers.ts';

export interface SceneOptions {
  /** How sequence numbers are shown; as the flow's author writes them when left out. */
  readonly numbers?: Numbers;
  /** `full`: every field of every segment. `teaching`, when left out: what matters, and which ACK covers what. */
  readonly detail?: Detail;
  /** Translations of messages and of the diagram's own words. */
  readonly bundle?: Bundle;
}

export const details = ['teaching', 'full'] as const;
export type Detail = (typeof details)[number];

/** What all rows of a flow depend on: who takes part, and how it is spoken of. */
export interface Cast {
  readonly timeline: Timeline;
  readonly lanes: readonly Lane[];
  /** Lane by endpoint id. */
  readonly laneOf: ReadonlyMap<number, number>;
  /** Both ends of each connection. */
  readonly ends: readonly CastEnd[];
  readonly say: Say;
  readonly bundle: Bundle;
  readonly numbers: Numbers;
  readonly detail: Detail;
  /** What tells connections of the same two endpoints apart. */
  readonly connectionNames: ReadonlyMap<number, string>;
  /** Lanes with more connections than stand beside each other from the beginning. */
  readonly crowded: ReadonlySet<number>;
  /** Lanes with peers on both sides. */
  readonly between: ReadonlySet<number>;
}

export interface CastEnd extends EndId, Pick<SceneRail, 'lane' | 'peer' | 'initial'> {}

export const castOf = (timeline: Timeline, { numbers = 'written', detail = 'teaching', bundle = {} }: SceneOptions): Cast => {
  const { lanes, laneOf } = lanesOf(timeline);
  const ends = timeline.connections.flatMap(({ id, ends: both }) => ([0, 1] as const).map((side): CastEnd => {
    const { lane, toward } = lanesOfEnd({ timeline, laneOf }, { connection: id, side });
    return { connection: id, side, lane, peer: toward, initial: both[side].initial.state };
  }));
  const perLane = Map.groupBy(ends, ({ lane }) => lane);
  const right = new Set(ends.filter(({ lane, peer }) => peer > lane).map(({ lane }) => lane));
  return {
    timeline, lanes, laneOf, ends, bundle, numbers, detail, say: sayIn(bundle),
    connectionNames: connectionNames(timeline),
    between: new Set(ends.filter(({ lane, peer }) => peer < lane && right.has(lane)).map(({ lane }) => lane)),
    crowded: new Set(lanes.flatMap((_, lane) => ((perLane.get(lane)?.length ?? 0) > fewRails ? [lane] : []))),
  };
};

/** Of the untitled flow the first line that is its own: the file may begin with another one. */
export const firstLine = (timeline: Timeline): number => (timeline.flow.title === undefined ? timeline.lineOf(0)?.line ?? timeline.flow.line : timeline.flow.line);

/** The cast as a plain value: where it is the same, rows that were made once are made no other way again. */
export const castKey = ({ timeline: { endpoints, connections }, lanes, ends }: Cast): unknown => ({
  lanes, ends,
  endpoints: endpoints.map(({ label, name, symbol, symbolValue }) => ({ label, name, symbol, symbolValue })),
  connections: connections.map((one) => one.ends.map(({ endpoint, port, initial: { iss, irs, snd } }) => ({ endpoint, port, iss, irs, nxt: snd.nxt }))),
});

/** The side of a lane where what belongs to an end stands. */
export const besideEnd = (cast: Cast, end: EndId, tick: number): Pick<Mark, 'lane' | 'outward' | 'inner' | 'tick'> => {
  const { lane, toward } = lanesOfEnd(cast, end);
  const inner = cast.between.has(lane);
  return { lane, outward: toward > lane === inner ? 'right' : 'left', inner, tick };
};

/** More connections than this at one lane begin where they are first used. */
export const fewRails = 3;

/** Endpoints that take part; all of them while nothing happens yet. */
const lanesOf = (timeline: Timeline): { lanes: Lane[]; laneOf: Map<number, number> } => {
  const used = new Set([...timeline.connections.flatMap(({ ends }) => ends.map(({ endpoint }) => endpoint)), ...timeline.noted]);
  const endpoints = timeline.endpoints.filter(({ id }) => used.size === 0 || used.has(id));
  const laneOf = new Map(endpoints.map(({ id }, lane) => [id, lane]));
  const lanes = endpoints.map(({ name, label, addr, port }) => {
    const address = addr === undefined ? port === undefined ? undefined : `:${port}`
      : port === undefined ? plainLine(addr) : hostAndPort(plainLine(addr), port);
    return {
      label: plainLine(label),
      ...(label === name ? {} : { name: plainLine(name) }),
      ...(address === undefined ? {} : { address }),
    };
  });
  return { lanes, laneOf };
};

/** Numbers the ends of connections. */
export const endKey = ({ connection, side }: EndId): number => connection * 2 + side;

/** The lane of an end and that of its peer. */
export const lanesOfEnd = ({ timeline, laneOf }: Pick<Cast, 'timeline' | 'laneOf'>, { connection, side }: EndId): { lane: number; toward: number } => {
  const ends = timeline.connections[connection]?.ends;
  return { lane: laneOf.get(ends?.[side].endpoint ?? -1) ?? 0, toward: laneOf.get(ends?.[otherSide(side)].endpoint ?? -1) ?? 0 };
};

/** The port that is its own, or both ports, where two endpoints have several connections with each other. */
const connectionNames = (timeline: Timeline): Map<number, string> => {
  const pairs = Map.groupBy(timeline.connections, ({ ends }) => ends.map(({ endpoint }) => endpoint).sort((a, b) => a - b).join());
  const names = new Map<number, string>();
  for (const connections of pairs.values()) {
    if (connections.length < 2) continue;
    const uses = new Map<string, number>();
    const use = ({ endpoint, port }: Connection['ends'][0]): string => `${endpoint}:${port}`;
    for (const { ends } of connections) for (const end of ends) uses.set(use(end), (uses.get(use(end)) ?? 0) + 1);
    for (const { id, ends } of connections) {
      const own = ends.find((end) => end.port !== undefined && uses.get(use(end)) === 1);
      names.set(id, own === undefined ? ends.map(({ port }) => `:${port ?? '?'}`).join('→') : `:${own.port}`);
    }
  }
  return names;
};
