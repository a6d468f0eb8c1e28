// Legal flows for tests, as fast-check arbitraries: what honest endpoints do, written in one of the many ways of the language.
import fc from 'fast-check';
import { chanceOf, type Chance } from './chance.ts';
import { anyScenario, exchange, fromTheMiddle, type Exchange } from './exchange.ts';
import { bothOrNone, spell, type Numbers, type SpelledLine, type Style } from './spelling.ts';

export interface HonestFlow {
  readonly exchange: Exchange;
  readonly style: Style;
  readonly lines: readonly SpelledLine[];
  readonly text: string;
}

/** The same flow in other numbers or words. */
export interface Variation {
  /** By how much both sequence spaces begin later. */
  readonly shift?: readonly number[];
  readonly style?: Partial<Style>;
}

/** Lists of decisions: what fast-check shrinks. */
export const decisions: fc.Arbitrary<number[]> = fc.array(fc.nat(0xffff), { maxLength: 700, size: 'max' });

/** The flow that a list of decisions makes: one connection, from its beginning or from its middle. */
export const honestFlow = (decisions: readonly number[], { shift = [0, 0], style: chosen = {} }: Variation = {}): HonestFlow => {
  const chance = chanceOf(decisions);
  const style = { ...styleOf(chance), ...chosen };
  const halfWay = chance.happens(20);
  const whole = exchange(chance, anyScenario(chance), 's', true, shift);
  const middle = halfWay ? fromTheMiddle(whole, chance) : undefined;
  return middle === undefined
    ? written(whole, style)
    : written(middle, { ...style, numbers: [unbound(style.numbers[0]), unbound(style.numbers[1])], declares: [true, true] });
};

const written = (played: Exchange, chosen: Style): HonestFlow => {
  const style = bothOrNone(played, chosen);
  const lines = spell(played, style);
  return { exchange: played, style, lines, text: lines.map(({ text }) => text).join('\n') };
};

/** Without a SYN nothing binds a name to a number. */
const unbound = (numbers: Numbers): Numbers => (numbers === 'bound symbol' ? 'symbol' : numbers);

const styleOf = (chance: Chance): Style => {
  const numbers = (): Numbers => chance.pick<Numbers>(['plain', 'declared', 'symbol', 'bound symbol']);
  return {
    names: chance.pick([['client', 'server'], ['A', 'B'], ['host', '서버']] as const),
    numbers: [numbers(), numbers()],
    declares: [chance.happens(30), chance.happens(30)],
    times: chance.pick(['none', 'none', 'none', 'absolute', 'relative']),
    leavesOut: chance.pick([50, 0, 90]),
    seed: chance.below(0x10000),
  };
};

/** Two connections of the same two endpoints at once, told apart by their ports. */
export const twoConnections = (decisions: readonly number[]): { readonly text: string; readonly exchanges: readonly Exchange[] } => {
  const exchanges: Exchange[] = [];
  const half = Math.ceil(decisions.length / 2);
  const parts = [decisions.slice(0, half), decisions.slice(half)].map((some, index) => {
    const chance = chanceOf(some);
    const style: Style = {
      ...styleOf(chance), names: ['client', 'server'], ports: [40_000 + index, 80 + index], numbers: ['plain', 'plain'], declares: [false, false], times: 'none',
    };
    const played = exchange(chance, 'client and server', `s${index}_`, false);
    exchanges.push(played);
    return inPieces(spell(played, style));
  });
  const [first, second] = parts as [string[], string[]];
  const chance = chanceOf(decisions);
  const merged: string[] = [];
  while (first.length > 0 || second.length > 0) merged.push((second.length === 0 || (first.length > 0 && chance.happens(50)) ? first : second).shift()!);
  return { text: merged.join('\n'), exchanges };
};

/** The lines, each `cross` block as one piece. */
const inPieces = (lines: readonly SpelledLine[]): string[] => {
  const pieces: string[] = [];
  let inside = false;
  for (const { text } of lines) {
    if (inside) pieces.push(`${pieces.pop()!}\n${text}`);
    else pieces.push(text);
    if (text.endsWith('{')) inside = true;
    if (text === '}') inside = false;
  }
  return pieces;
};
