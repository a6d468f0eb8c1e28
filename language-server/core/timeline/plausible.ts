// What the author may have meant by a line that breaks a rule: the most plausible first.
import { ACK, FIN, RST, SYN, type Flags } from '../tcp/flags.ts';
import { oldestSent } from '../tcp/sent-segments.ts';
import type { Tcb } from '../tcp/tcb.ts';
import type { Written } from './complete.ts';
import type { GoOn } from './situation.ts';

type Meant = Extract<GoOn, { readonly kind: 'meant' }>;

/** The rule proposes something else than what is written. */
export const proposes = (goOn: GoOn): goOn is Meant =>
  goOn.kind === 'meant' && (goOn.seq !== undefined || goOn.flags !== undefined || goOn.options !== undefined || (goOn.without ?? []).length > 0);

/** How many ways to understand one line are followed up. */
const followedUp = 6;

/** The line with other flags or numbers, ordered by how little of it changes; what the rule itself proposes leads. */
export const plausible = (part: Written, sender: Tcb, goOn: GoOn, isRight: (part: Written) => boolean): readonly Written[] => {
  const proposed = proposes(goOn) ? [mended(part, goOn)] : [];
  const others = flagsMeant(part).flatMap((flags, flagChange) =>
    numbersMeant(part, sender).map(({ numbers, changes }) => ({ meant: { ...part, flags, ...numbers }, changes: changes + (flagChange > 0 ? 1.5 : 0) })));
  const ordered = others.sort((a, b) => a.changes - b.changes).map(({ meant }) => meant);
  const right: Written[] = [];
  for (const one of [...proposed, ...ordered]) {
    if (isRight(one)) right.push(one);
    if (right.length === followedUp) break;
  }
  return right;
};

/** The line as the rule says it should be. */
export const mended = (part: Written, { seq = part.seq, flags = part.flags, options, without = [] }: Meant): Written => {
  const { payload: _, ...empty } = { ...part, len: 0 };
  const leftOut = Object.fromEntries(without.filter((field) => field !== 'len').map((field) => [field, undefined]));
  return { ...(without.includes('len') ? empty : part), seq, ...leftOut, flags, options: { ...part.options, ...options } };
};

/** As written, then what one usually writes instead. */
const flagsMeant = ({ flags, len, options }: Written): readonly Flags[] => {
  const rest = flags & ~(ACK | FIN | RST | SYN);
  // Who writes data, what has arrived, or a timestamp, means no RST.
  const resets = len > 0 || options.sack !== undefined || options.tsval !== undefined ? [] : [rest | RST | ACK, rest | RST];
  return [...new Set([flags, rest | ACK, rest | SYN | ACK, rest | SYN, rest | FIN | ACK, ...resets])];
};

interface Numbers {
  readonly numbers: Partial<Written>;
  readonly changes: number;
}

/** As written; as TCP determines them; those of a retransmission of the oldest unacknowledged segment; or each in the other's place. */
const numbersMeant = (part: Written, sender: Tcb): readonly Numbers[] => {
  const seqs: Numbers[] = [{ numbers: {}, changes: 0 }];
  if (part.seq !== undefined) {
    seqs.push({ numbers: { seq: undefined }, changes: 1 });
    const oldest = oldestSent(sender.sent);
    if (oldest !== undefined) seqs.push({ numbers: { seq: oldest.segment.seq }, changes: 1 });
  }
  const swapped: Numbers[] = part.seq === undefined || part.ack === undefined ? [] : [{ numbers: { seq: part.ack, ack: part.seq }, changes: 1 }];
  const acks: Numbers[] = [{ numbers: {}, changes: 0 }, ...(part.ack === undefined ? [] : [{ numbers: { ack: undefined }, changes: 1 }])];
  return [...seqs.flatMap((seq) => acks.map((ack) => ({ numbers: { ...seq.numbers, ...ack.numbers }, changes: seq.changes + ack.changes }))), ...swapped];
};
