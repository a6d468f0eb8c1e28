// Sequence numbers as the flow's author writes them: `x+1` where the ISN is a name, plain where it is a number.
import type { Field } from '../flow/statement.ts';
import { seqOffset, type Seq } from '../tcp/seq.ts';
import type { Endpoint, Side, Timeline } from './timeline.ts';

/** A sequence number in the space of the endpoint that counts in it. */
export const seqText = (endpoint: Endpoint | undefined, seq: Seq): string => {
  if (endpoint?.symbol === undefined || endpoint.symbolValue === undefined) return String(seq);
  const offset = seqOffset(endpoint.symbolValue, seq);
  // What lies that far away was not meant as a distance from the ISN: an earlier connection's number, say.
  if (Math.abs(offset) > 0x0400_0000) return String(seq);
  return fromName(endpoint.symbol, offset);
};

/** A field's number as it is written where it refers to a name, be it that of the wrong end; else undefined. */
export const nameText = (field: Field | undefined): string | undefined =>
  (field?.value.base === undefined ? undefined : fromName(field.value.base.text, field.value.offset));

const fromName = (name: string, offset: number): string => (offset === 0 ? name : offset > 0 ? `${name}+${offset}` : `${name}-${-offset}`);

/** A sequence number of the side that sends it; an acknowledgment number belongs to the other side's space. */
export const showSeq = (timeline: Pick<Timeline, 'connections' | 'endpoints'>, connection: number, side: Side, seq: Seq): string => {
  const end = timeline.connections[connection]?.ends[side];
  return seqText(end === undefined ? undefined : timeline.endpoints[end.endpoint], seq);
};
