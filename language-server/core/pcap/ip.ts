// The IP header, versions 4 and 6: who sends to whom, what it carries, and how long that is (RFC 791, RFC 8200).
import type { SegmentOptions } from '../tcp/segment.ts';

/** Which part of which IP packet this is. */
export interface Fragment {
  /** The same for all parts of one packet. */
  readonly of: string;
  /** Bytes from the beginning of what the packet carries. */
  readonly offset: number;
  /** It is not the last part. */
  readonly more: boolean;
}

export interface IpPacket {
  readonly source: string;
  readonly destination: string;
  /** The number of the protocol that it carries. */
  readonly protocol: number;
  readonly hopLimit: number;
  readonly ecn?: NonNullable<SegmentOptions['ecn']>;
  readonly fragment?: Fragment;
  /** What it carries, as far as it was captured. */
  readonly payload: Uint8Array;
  /** How long that was on the wire, bytes. */
  readonly length: number;
}

/** `bytes` from the IP header on; `wireLength`: how long they were on the wire. */
export const ipPacket = (bytes: Uint8Array, wireLength: number): IpPacket | undefined => {
  const version = (bytes[0] ?? 0) >> 4;
  return version === 4 ? ipv4(bytes, wireLength) : version === 6 ? ipv6(bytes, wireLength) : undefined;
};

const ecnMarks = [undefined, 'ect1', 'ect0', 'ce'] as const;

const ecnOf = (trafficClass: number): Pick<IpPacket, 'ecn'> => {
  const ecn = ecnMarks[trafficClass & 3];
  return ecn === undefined ? {} : { ecn };
};

const ipv4 = (bytes: Uint8Array, wireLength: number): IpPacket | undefined => {
  if (bytes.length < 20) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = (bytes[0]! & 0x0f) * 4;
  // Zero where the network card is to cut a large packet into several.
  const total = view.getUint16(2) || wireLength;
  if (headerLength < 20 || total < headerLength || !areOptions(bytes.subarray(20, headerLength))) return undefined;
  const [source, destination] = [dotted(bytes, 12), dotted(bytes, 16)];
  const protocol = bytes[9]!;
  const part = view.getUint16(6);
  const [offset, more] = [(part & 0x1fff) * 8, (part & 0x2000) !== 0];
  return {
    source, destination, protocol, hopLimit: bytes[8]!, ...ecnOf(bytes[1]!),
    ...(offset === 0 && !more ? {} : { fragment: { of: `${source} ${destination} ${protocol} ${view.getUint16(4)}`, offset, more } }),
    payload: bytes.subarray(headerLength, total),
    length: total - headerLength,
  };
};

/** Whether the options of an IPv4 header can be read: a host drops a packet with others (RFC 1122 §3.2.1.8). */
const areOptions = (options: Uint8Array): boolean => {
  for (let at = 0; at < options.length;) {
    const kind = options[at]!;
    if (kind === 0) return true;
    if (kind === 1) {
      at++;
      continue;
    }
    const length = options[at + 1] ?? 0;
    if (length < (leastOptionLengths.get(kind) ?? 2) || at + length > options.length) return false;
    at += length;
  }
  return true;
};

/** Record route, timestamp, security (RFC 1108), loose and strict source route, stream id. */
const leastOptionLengths: ReadonlyMap<number, number> = new Map([[7, 3], [68, 4], [130, 3], [131, 3], [137, 3], [136, 4]]);

const hopByHop = 0;
const routing = 43;
const fragmentHeader = 44;
const authentication = 51;
const destinationOptions = 60;
const mobility = 135;
/** More extension headers than this are an attack on whoever follows them. */
const deepestHeaders = 32;

const ipv6 = (bytes: Uint8Array, wireLength: number): IpPacket | undefined => {
  if (bytes.length < 40) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Zero in a jumbogram, and where the network card is to cut a large packet into several.
  const total = 40 + (view.getUint16(4) || Math.max(0, wireLength - 40));
  const [source, destination] = [colons(view, 8), colons(view, 24)];
  const head = { source, destination, hopLimit: bytes[7]!, ...ecnOf(view.getUint16(0) >> 4) };
  let protocol = bytes[6]!;
  let at = 40;
  let fragment: Fragment | undefined;
  for (let depth = 0; depth < deepestHeaders && at + 8 <= bytes.length; depth++) {
    if (protocol === hopByHop || protocol === routing || protocol === destinationOptions || protocol === mobility) {
      protocol = bytes[at]!;
      at += (bytes[at + 1]! + 1) * 8;
    } else if (protocol === authentication) {
      protocol = bytes[at]!;
      at += (bytes[at + 1]! + 2) * 4;
    } else if (protocol === fragmentHeader) {
      const part = view.getUint16(at + 2);
      const [offset, more] = [part & 0xfff8, (part & 1) === 1];
      if (offset !== 0 || more) fragment = { of: `${source} ${destination} ${view.getUint32(at + 4)}`, offset, more };
      protocol = bytes[at]!;
      at += 8;
      // The other headers stand in the first part only.
      if (offset !== 0) break;
    } else {
      break;
    }
  }
  if (at > total) return undefined;
  return { ...head, protocol, ...(fragment === undefined ? {} : { fragment }), payload: bytes.subarray(at, total), length: total - at };
};

const dotted = (bytes: Uint8Array, at: number): string => `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`. */
const colons = (view: DataView, at: number): string => {
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(at + 2 * index));
  let [best, length] = [-1, 1];
  for (let from = 0; from < 8; from++) {
    let run = 0;
    while (from + run < 8 && groups[from + run] === 0) run++;
    if (run > length) [best, length] = [from, run];
  }
  const hex = (some: readonly number[]): string => some.map((group) => group.toString(16)).join(':');
  return best < 0 ? hex(groups) : `${hex(groups.slice(0, best))}::${hex(groups.slice(best + length))}`;
};
