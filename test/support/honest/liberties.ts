// What an honest endpoint may do though a rule about style objects, and why.
import type { End } from './end.ts';
import type { Exchange } from './exchange.ts';

/** Rules that a flow may break, because of what its ends are like. */
export const libertiesOf = (exchanges: readonly Exchange[]): ReadonlySet<string> => new Set(exchanges.flatMap(({ begin }) => [...always, ...begin.flatMap(ofHabits)]));

const always = [
  // Two honest ends may leave a connection half closed.
  'unfinished-teardown',
];

const ofHabits = ({ habits: { garbage, keepAlive } }: End): readonly string[] => [
  // MAY-6: who knows old peers puts a byte of garbage into keep-alives.
  ...(garbage ? ['keep-alive-with-data'] : []),
  // The application may ask for less than two hours (§3.8.4).
  ...(keepAlive < 7_200_000 ? ['early-keep-alive'] : []),
];
