// Sequence numbers as the flow's author writes them: `x+1` where the ISN is a name, plain where it is a number.
import type { Value } from '../flow/statement.ts';
import { seqOffset, type Seq } from '../tcp/seq.ts';
import type { Endpoint, Side, Timeline } from './timeline.ts';

/** A sequence number in the space of the endpoint that counts in it. `otherwise`: the words for one that lies elsewhere. */
export const seqText = (endpoint: Endpoint | undefined, seq: Seq, otherwise: (seq: Seq) => string = String): string => {
  if (endpoint?.symbol === undefined) return otherwise(seq);
  const offset = seqOffset(endpoint.symbolValue!, seq);
  // What lies that far away was not meant as a distance from the ISN: an earlier connection's number, say.
  return Math.abs(offset) > 0x0400_0000 ? otherwise(seq) : symbolic(endpoint.symbol, offset);
};

/** A number as one of the flow's values says it, where a name does: the ISN of the other end by mistake, say. */
export const writtenText = (values: readonly Value[], numberOf: (value: Value) => Seq | undefined, seq: Seq): string => {
  const written = values.find((value) => value.base !== undefined && numberOf(value) === seq);
  return written === undefined ? String(seq) : symbolic(written.base!.text, written.offset);
};

const symbolic = (symbol: string, offset: number): string => (offset < 0 ? `${symbol}${offset}` : offset === 0 ? symbol : `${symbol}+${offset}`);

/** A sequence number of the side that sends it; an acknowledgment number belongs to the other side's space. */
export const showSeq = (timeline: Pick<Timeline, 'connections' | 'endpoints'>, connection: number, side: Side, seq: Seq): string => {
  const end = timeline.connections[connection]?.ends[side];
  return seqText(end === undefined ? undefined : timeline.endpoints[end.endpoint], seq);
};
