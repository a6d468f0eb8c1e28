// Legal flows for tests, as fast-check arbitraries: what honest endpoints do, written in one of the many ways of the language.
import fc from 'fast-check';
import { chanceOf, type Chance } from './chance.ts';
import { exchange, type Exchange } from './exchange.ts';
import { spell, type Numbers, type SpelledLine, type Style } from './spelling.ts';

export interface HonestFlow {
  readonly exchange: Exchange;
  readonly style: Style;
  readonly lines: readonly SpelledLine[];
  readonly text: string;
}

/** The flow that a list of decisions makes. */
export const honestFlow = (decisions: readonly number[]): HonestFlow => {
  const chance = chanceOf(decisions);
  const style = styleOf(chance);
  const played = exchange(chance);
  const lines = spell(played, style);
  return { exchange: played, style, lines, text: lines.map(({ text }) => text).join('\n') };
};

/** Lists of decisions: what fast-check shrinks. */
export const decisions: fc.Arbitrary<number[]> = fc.array(fc.nat(0xffff), { maxLength: 700, size: 'max' });

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
