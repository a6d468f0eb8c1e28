// What the handshake says about ECN: classic (RFC 3168 §6.1.1), accurate (RFC 9768 §3.1), or none. Shared by the rules about it.
import { ACK, AE, CWR, ECE, RST, SYN } from '../tcp/flags.ts';
import { has, type Segment } from '../tcp/segment.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { happenings, type Happening } from './happenings.ts';

/** `unknown`: the flow does not show the handshake, or both ends opened at once. */
export type EcnMode = 'classic' | 'accurate' | 'none' | 'unknown';

/** AE, CWR and ECE as three bits, in this order. */
export const ecnBits = ({ flags }: Segment): number => ((flags & AE) === 0 ? 0 : 4) + ((flags & CWR) === 0 ? 0 : 2) + ((flags & ECE) === 0 ? 0 : 1);

/** A flow that says nothing about ECN needs no one to look. */
export const mentionsEcn = ({ steps }: Timeline): boolean =>
  steps.some((step) => step.kind === 'segment' && ((step.segment.flags & (AE | CWR | ECE)) !== 0 || step.segment.options.ecn !== undefined));

/** A happening, and what its connection has agreed on before it. */
export interface WithMode {
  readonly one: Happening;
  readonly mode: EcnMode;
  /** For a SYN,ACK: what the SYNs that it may answer have offered, as `ecnBits`, the newest last; empty where that is not known. */
  readonly offered: readonly number[];
}

export const withModes = function* (timeline: Timeline): Generator<WithMode> {
  /** What the SYNs have offered that an end has received since it began to wait. */
  const offers = new Map<number, readonly number[]>();
  const modes = new Map<number, EcnMode>();
  for (const one of happenings(timeline)) {
    const connection = one.key >> 1;
    const offered = offers.get(one.key) ?? [];
    yield { one, mode: modes.get(connection) ?? 'unknown', offered };
    if (one.kind === 'sent' && has(one.segment, SYN) && !has(one.segment, ACK)) modes.delete(connection);
    if (one.kind === 'arrived' && has(one.segment, SYN) && !has(one.segment, ACK)) {
      const anew = one.before.state === 'CLOSED' || one.before.state === 'LISTEN' || one.before.state === 'TIME-WAIT';
      offers.set(one.key, [...(anew ? [] : offered), ecnBits(one.segment)]);
    }
    if (one.kind !== 'sent' || !has(one.segment, SYN) || !has(one.segment, ACK) || has(one.segment, RST)) continue;
    const crossing = one.own.opened === 'active';
    const [offer, ...others] = new Set(offered);
    modes.set(connection, offer === undefined || others.length > 0 || crossing ? 'unknown' : agreed(offer, ecnBits(one.segment)));
  }
};

const accurateAnswers = new Set([0b010, 0b011, 0b100, 0b110]);

const agreed = (offer: number, answer: number): EcnMode => {
  if (offer === 0b111 && accurateAnswers.has(answer)) return 'accurate';
  return (offer === 0b011 || offer === 0b111) && answer === 0b001 ? 'classic' : 'none';
};

/** What may answer an offer. A reflection of all bits is a fault of its own, and means none. */
export const mayAnswer = (offer: number, answer: number): boolean =>
  answer === 0 || ((offer === 0b011 || offer === 0b111) && answer === 0b001) || (offer === 0b111 && accurateAnswers.has(answer));
