// Which ways of understanding the steps of a flow stand, once its later lines have decided. Knows branches; not what they mean.
import { entriesOf, setIn, type IntMap } from './int-map.ts';
import { alone, type Branch, type Reading } from './reading.ts';

/** From a step on, a reading is told that was not told before. */
export interface Decision {
  readonly connection: number;
  readonly branch: Branch | undefined;
}

/** The way that stands at a step of a connection, or at an arrival there; 0 where nothing was decided. */
export type Ways = (connection: number, step: number, arriving: number | undefined) => number;

const keyOf = (connection: number, step: number, arriving: number | undefined): string => `${connection} ${step} ${arriving ?? ''}`;

/** Later decisions count before earlier ones. Undefined where every line means what it seemed to mean when it was read. */
export const standingWays = (decisions: readonly Decision[]): Ways | undefined => {
  const ways = new Map<string, number>();
  const seen = new Set<Branch>();
  for (const { connection, branch } of decisions.toReversed()) {
    for (let at = branch; at !== undefined && !seen.has(at); at = at.before) {
      seen.add(at);
      const key = keyOf(connection, at.step.id, at.arriving?.id);
      if (!ways.has(key)) ways.set(key, at.way);
    }
  }
  if ([...ways.values()].every((way) => way === 0)) return undefined;
  return (connection, step, arriving) => ways.get(keyOf(connection, step, arriving)) ?? 0;
};

/** The connections with the readings that stand, and no others. */
export const onlyStanding = <C extends Readings>(connections: IntMap<C>, ways: Ways): IntMap<C> => {
  let next = connections;
  for (const [id, connected] of entriesOf(connections)) {
    const { main, others } = connected;
    if (others.length === 0) continue;
    const standing = [main, ...others].find((reading) => stands(reading, id, ways)) ?? main;
    next = setIn(next, id, { ...connected, main: alone(standing), others: [] });
  }
  return next;
};

/** What of a connection is needed here. */
interface Readings {
  readonly main: Reading;
  readonly others: readonly Reading[];
}

const stands = (reading: Reading, connection: number, ways: Ways): boolean => {
  for (let at = reading.branch; at !== undefined; at = at.before) if (ways(connection, at.step.id, at.arriving?.id) !== at.way) return false;
  return true;
};
