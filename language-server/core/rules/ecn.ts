// What the handshake says about ECN: classic (RFC 3168 §6.1.1), accurate (RFC 9768 §3.1), or none. Shared by the rules about it.
import { ACK, AE, CWR, ECE, SYN } from '../tcp/flags.ts';
import { has, type Segment } from '../tcp/segment.ts';
import type { Happening, Scene } from './happenings.ts';
import type { Follow, Followed } from './rule.ts';

/** `unknown`: the flow does not show the handshake, or both ends opened at once. */
export type EcnMode = 'classic' | 'accurate' | 'none' | 'unknown';

/** AE, CWR and ECE as three bits, in this order. */
export const ecnBits = ({ flags }: Segment): number => ((flags & AE) === 0 ? 0 : 4) + ((flags & CWR) === 0 ? 0 : 2) + ((flags & ECE) === 0 ? 0 : 1);

/** What a connection has agreed on, and what else a rule remembers of each end. */
interface EcnMemory<Memory> {
  readonly mode: EcnMode;
  /** What the SYNs have offered that each side has received since it began to wait, the newest last. */
  readonly offers: readonly [readonly number[], readonly number[]];
  readonly rest: readonly (Memory | undefined)[];
}

/** What the connection has agreed on before the happening; for a SYN,ACK what the SYNs that it may answer have offered. */
export interface Ecn {
  readonly mode: EcnMode;
  readonly offered: readonly number[];
}

const nothingKnown: EcnMemory<never> = { mode: 'unknown', offers: [[], []], rest: [undefined, undefined] };

/** A rule about ECN that remembers something of each end for itself: it is told what the connection has agreed on. */
export const withEcn = <Memory>(follow: (memory: Memory | undefined, one: Happening, scene: Scene, ecn: Ecn) => Followed<Memory>): Follow<EcnMemory<Memory>> =>
  (memory = nothingKnown, one, scene) => {
    const { mode, offers, rest } = memory;
    const { memory: own, finding } = follow(rest[one.side], one, scene, { mode, offered: offers[one.side] });
    const agreed = agreement(memory, one);
    const all = own === rest[one.side] ? agreed : { ...agreed, rest: rest.with(one.side, own) };
    return { memory: all, finding };
  };

const agreement = <Memory>(memory: EcnMemory<Memory>, one: Happening): EcnMemory<Memory> => {
  if ((one.kind !== 'sent' && one.kind !== 'arrived') || !has(one.segment, SYN)) return memory;
  const offered = memory.offers[one.side];
  const bits = ecnBits(one.segment);
  if (!has(one.segment, ACK)) {
    if (one.kind === 'sent') return memory.mode === 'unknown' ? memory : { ...memory, mode: 'unknown' };
    const anew = one.before.state === 'CLOSED' || one.before.state === 'LISTEN' || one.before.state === 'TIME-WAIT';
    const next = [...(anew ? [] : offered.filter((other) => other !== bits)), bits];
    return { ...memory, offers: one.side === 0 ? [next, memory.offers[1]] : [memory.offers[0], next] };
  }
  if (one.kind === 'arrived') return memory;
  const [offer, ...others] = offered;
  const crossing = one.own.opened === 'active';
  return { ...memory, mode: offer === undefined || others.length > 0 || crossing ? 'unknown' : agreed(offer, bits) };
};

const accurateAnswers = new Set([0b010, 0b011, 0b100, 0b110]);

const agreed = (offer: number, answer: number): EcnMode => {
  if (offer === 0b111 && accurateAnswers.has(answer)) return 'accurate';
  // Which of the two is wrong nobody can tell: the lines behind them may be as they were meant.
  if (!mayAnswer(offer, answer) && answer !== offer) return 'unknown';
  return (offer === 0b011 || offer === 0b111) && answer === 0b001 ? 'classic' : 'none';
};

/** What may answer an offer. A reflection of all bits is a fault of its own, and means none. */
export const mayAnswer = (offer: number, answer: number): boolean =>
  answer === 0 || ((offer === 0b011 || offer === 0b111) && answer === 0b001) || (offer === 0b111 && accurateAnswers.has(answer));
