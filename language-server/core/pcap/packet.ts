// Frame → the TCP segment in it, with everything that a flow shows. Follows the headers by their own lengths, and looks
// only at bytes that were captured.
import type { Segment, SegmentOptions } from '../tcp/segment.ts';
import type { Frame } from './capture-reader.ts';
import { ipPacket, type Fragment, type IpPacket } from './ip.ts';
import { networkLayer } from './link-layer.ts';
import { tcpOptions } from './tcp-options.ts';

/** One end of a connection as the packets name it. */
export interface Address {
  readonly address: string;
  readonly port: number;
}

/** A TCP segment in a capture. Numbers are those of the wire: not relative, windows not scaled. */
export interface Packet {
  /** The number of its frame, from 1. */
  readonly number: number;
  /** Nanoseconds since 1970. */
  readonly time?: bigint;
  readonly source: Address;
  readonly destination: Address;
  /** How many hops it may still take. */
  readonly hopLimit: number;
  readonly segment: Segment;
  /** The data that was captured; shorter than `segment.len` in a capture that cuts packets. */
  readonly data: Uint8Array;
  /** Whether the options could be read to their end, or are malformed, or the capture cut them. */
  readonly options: 'whole' | 'malformed' | 'cut';
  /** It travelled in several IP fragments. */
  readonly fragmented: boolean;
}

/** What became of a frame. */
export type Decoded =
  | { readonly kind: 'tcp'; readonly packet: Packet }
  /** A part of an IP packet that waits for the others. */
  | { readonly kind: 'fragment' }
  /** Anything but TCP. */
  | { readonly kind: 'other' }
  /** TCP whose header was not captured, or contradicts itself. */
  | { readonly kind: 'unreadable' };

export type Decoder = (frame: Frame) => Decoded;

/** IP packets that wait for their fragments; older ones are forgotten. */
const waitingFragments = 64;

interface Waiting {
  readonly first?: IpPacket;
  readonly total?: number;
  readonly arrived: ReadonlyMap<number, number>;
}

/** Decodes frames in the order of the file; that order matters for IP fragments only. */
export const decoder = (): Decoder => {
  const waiting = new Map<string, Waiting>();

  /** The whole packet once its last fragment is there: the first one's bytes, with the length of all. */
  const assemble = (ip: IpPacket, fragment: Fragment): IpPacket | undefined => {
    const before = waiting.get(fragment.of) ?? { arrived: new Map<number, number>() };
    waiting.delete(fragment.of);
    const arrived = new Map(before.arrived).set(fragment.offset, ip.length);
    const first = fragment.offset === 0 ? ip : before.first;
    const total = fragment.more ? before.total : fragment.offset + ip.length;
    let reached = 0;
    for (const [offset, length] of [...arrived].sort(([a], [b]) => a - b)) if (offset <= reached) reached = Math.max(reached, offset + length);
    if (first !== undefined && total !== undefined && reached >= total) return { ...first, length: total };
    // An IP packet has at most 64 KiB, so more parts than this are no IP packet.
    if (arrived.size <= 8192) waiting.set(fragment.of, { arrived, ...(first === undefined ? {} : { first: keep(first) }), ...(total === undefined ? {} : { total }) });
    if (waiting.size > waitingFragments) waiting.delete(waiting.keys().next().value!);
    return undefined;
  };

  return (frame) => {
    const network = networkLayer(frame.linkType, frame.bytes);
    const ip = network === undefined ? undefined : ipPacket(network, frame.length - (frame.bytes.length - network.length));
    if (ip === undefined || ip.protocol !== tcp) return { kind: 'other' };
    const whole = ip.fragment === undefined ? ip : assemble(ip, ip.fragment);
    if (whole === undefined) return { kind: 'fragment' };
    const packet = packetOf(frame, whole);
    return packet === undefined ? { kind: 'unreadable' } : { kind: 'tcp', packet };
  };
};

const tcp = 6;

/** A fragment outlives the chunk that it was read from. */
const keep = (ip: IpPacket): IpPacket => ({ ...ip, payload: ip.payload.slice() });

const packetOf = ({ number, time }: Frame, ip: IpPacket): Packet | undefined => {
  const { payload } = ip;
  if (payload.length < 20) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const headerLength = (view.getUint8(12) >> 4) * 4;
  if (headerLength < 20 || headerLength > ip.length) return undefined;
  const { options, whole } = tcpOptions(payload.subarray(20, headerLength));
  const withEcn: SegmentOptions = ip.ecn === undefined ? options : { ...options, ecn: ip.ecn };
  return {
    number,
    ...(time === undefined ? {} : { time }),
    source: { address: ip.source, port: view.getUint16(0) },
    destination: { address: ip.destination, port: view.getUint16(2) },
    hopLimit: ip.hopLimit,
    segment: {
      flags: view.getUint16(12) & 0x1ff,
      seq: view.getUint32(4),
      ack: view.getUint32(8),
      len: ip.length - headerLength,
      wnd: view.getUint16(14),
      urg: view.getUint16(18),
      options: withEcn,
    },
    data: payload.subarray(headerLength, ip.length),
    options: payload.length < headerLength ? 'cut' : whole ? 'whole' : 'malformed',
    fragmented: ip.fragment !== undefined,
  };
};
