// More data in a segment than the receiver's MSS allows.
import { say } from '../flow/message.ts';
import type { SegmentOptions } from '../tcp/segment.ts';
import { negotiated } from '../tcp/tcb.ts';
import { placeOfData } from './place.ts';
import { rule } from './rule.ts';

export const mssExceeded = rule({
  code: 'mss-exceeded',
  severity: 'error',
  rfc: '9293 §3.7.1',
  summary: "more data than the receiver's MSS allows",
  requirements: ['MUST-14', 'MUST-16'],
  segment: ({ segment, sender, from, to, statement }) => {
    const { peerMss } = negotiated(sender);
    // 65535 over IPv6 means that there is no limit (RFC 2675).
    if (peerMss === undefined || peerMss === 65535 || segment.len === 0) return undefined;
    const options = optionBytes(segment.options);
    const most = peerMss - options;
    if (segment.len <= most) return undefined;
    return {
      at: placeOfData(statement),
      says: options === 0
        ? say`${from} sends ${segment.len} bytes in one segment, but ${to} has announced an MSS of ${peerMss}`
        : say`${from} sends ${segment.len} bytes in one segment, but the MSS of ${to} is ${peerMss}, of which options take ${options}, which leaves ${most}`,
      ...(statement.len === undefined ? {} : { fix: `len=${most}`, goOn: { kind: 'shorter' } }),
    };
  },
});

/** What the options of a data segment take of the MSS, padded to whole words (RFC 9293 §3.7.1). */
const optionBytes = ({ tsval, sack = [], other = [] }: SegmentOptions): number => {
  const pad = (bytes: number): number => Math.ceil(bytes / 4) * 4;
  return (tsval === undefined ? 0 : 12)
    + (sack.length === 0 ? 0 : pad(2 + 8 * sack.length))
    + pad(other.reduce((sum, { kind, data }) => sum + (kind <= 1 ? 1 : 2 + Math.ceil(data.length / 2)), 0));
};
