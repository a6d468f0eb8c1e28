// Flows → a pcapng capture, as a place between both ends would have seen them: real IP and TCP headers, checksums and
// data. What a flow leaves open (addresses, ports) is chosen here.
import { ACK, SYN } from '../tcp/flags.ts';
import { has, type Segment, type SegmentOptions } from '../tcp/segment.ts';
import type { SegmentStep, Side, Timeline } from '../timeline/timeline.ts';
import { optionBytes } from './tcp-options.ts';

/** The capture in pieces, in order: a header, and a block for each segment of the flows. */
export function* captureOf(timelines: readonly Timeline[]): Generator<Uint8Array, void, undefined> {
  yield sectionAndInterface();
  for (const [flow, timeline] of timelines.entries()) yield* packetsOf(timeline, flow);
}

function* packetsOf(timeline: Timeline, flow: number): Generator<Uint8Array, void, undefined> {
  const connections = timeline.connections.map(({ id }) => endsOf(timeline, id, flow));
  const synOptions = timeline.connections.map((): [SegmentOptions | undefined, SegmentOptions | undefined] => [undefined, undefined]);
  // A flow without times makes a capture without times.
  const timed = timeline.steps.some(({ at }) => at !== undefined);
  let now = 0;
  let id = 0;
  for (const step of timeline.steps) {
    now = step.at ?? now;
    if (step.kind !== 'segment') continue;
    const { connection, side, segment } = step;
    if (has(segment, SYN)) synOptions[connection]![side] = segment.options;
    const field = windowField(segment, synOptions[connection]!, side);
    const [from, to] = side === 0 ? connections[connection]! : [connections[connection]![1], connections[connection]![0]];
    const packet = packetOf(from, to, step, field, id++ & 0xffff);
    yield timed ? enhancedPacket(packet, now) : simplePacket(packet);
  }
}

/** The window as it stands in the header. */
const windowField = (segment: Segment, options: readonly [SegmentOptions | undefined, SegmentOptions | undefined], side: Side): number => {
  const [own, peer] = [options[side]?.ws, options[1 - side]?.ws];
  const shift = has(segment, SYN) || own === undefined || peer === undefined ? 0 : Math.min(own, 14);
  return Math.min(segment.wnd / 2 ** shift, 0xffff);
};

interface End {
  readonly address: readonly number[];
  readonly port: number;
}

/** Addresses of the flow where both are of one kind, else from the ranges for documentation (RFC 5737, RFC 3849). */
const endsOf = ({ connections, endpoints }: Timeline, id: number, flow: number): readonly [End, End] => {
  const ends = connections[id]!.ends;
  const written = ends.map(({ endpoint }) => addressBytes(endpoints[endpoint]!.addr ?? ''));
  const v6 = written.some((address) => address?.length === 16);
  // Several connections of the same two endpoints, in one flow or in several, keep apart by their ports.
  const chosen = [49152 + ((flow * 64 + id) % 16384), 9] as const;
  const end = (side: Side): End => {
    const { endpoint, port } = ends[side];
    const address = written[side];
    const host = (endpoint + 1) & 0xff;
    const documentation = v6 ? [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, host] : [192, 0, 2, host];
    return { address: address?.length === documentation.length ? address : documentation, port: (port ?? chosen[side]) & 0xffff };
  };
  return [end(0), end(1)];
};

/** An IPv4 or IPv6 address as bytes; undefined for any other text. */
const addressBytes = (text: string): readonly number[] | undefined => {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (v4 !== undefined) return v4.every((byte) => byte <= 255) ? v4 : undefined;
  if (!/^[0-9a-fA-F:]{2,39}$/.test(text)) return undefined;
  const [head = '', tail, ...more] = text.split('::');
  const groups = (part: string): readonly string[] => (part === '' ? [] : part.split(':'));
  const [front, back] = [groups(head), groups(tail ?? '')];
  const missing = 8 - front.length - back.length;
  if (more.length > 0 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined;
  const all = [...front, ...Array.from({ length: missing }, () => '0'), ...back];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);
};

// Packets

const ecnBits = { ect0: 2, ect1: 1, ce: 3 } as const;
const hopLimit = 64;
const tcp = 6;

/** The length of an IP packet has 16 bits; IPv6 does not count its header. */
const longestPacket = 65_535;

const packetOf = (from: End, to: End, { segment, fate, statement }: SegmentStep, window: number, id: number): Uint8Array => {
  const options = optionBytes(segment.options);
  const header = 20 + options.length;
  const v6 = from.address.length === 16;
  const ip = v6 ? 40 : 20;
  const data = Math.min(segment.len, longestPacket - header - (v6 ? 0 : ip));
  const length = header + data;
  const bytes = new Uint8Array(ip + length);
  const view = new DataView(bytes.buffer);
  const ecn = segment.options.ecn === undefined ? 0 : ecnBits[segment.options.ecn];
  if (v6) {
    view.setUint16(0, 0x6000 | (ecn << 4));
    view.setUint16(4, length);
    bytes[6] = tcp;
    bytes[7] = hopLimit;
    bytes.set(from.address, 8);
    bytes.set(to.address, 24);
  } else {
    view.setUint16(0, 0x4500 | ecn);
    view.setUint16(2, ip + length);
    view.setUint16(4, id);
    view.setUint16(6, 0x4000);
    bytes[8] = hopLimit;
    bytes[9] = tcp;
    bytes.set(from.address, 12);
    bytes.set(to.address, 16);
    view.setUint16(10, checksum(bytes.subarray(0, ip), 0));
  }
  view.setUint16(ip, from.port);
  view.setUint16(ip + 2, to.port);
  view.setUint32(ip + 4, segment.seq);
  view.setUint32(ip + 8, has(segment, ACK) ? segment.ack : 0);
  view.setUint16(ip + 12, ((header / 4) << 12) | (segment.flags & 0x1ff));
  view.setUint16(ip + 14, window);
  view.setUint16(ip + 18, segment.urg);
  bytes.set(options, ip + 20);
  bytes.set(dataBytes(statement.payload?.text, data), ip + header);
  const pseudo = [...from.address, ...to.address, 0, tcp, length >> 8, length & 0xff];
  const sum = checksum(bytes.subarray(ip), sumOf(Uint8Array.from(pseudo)));
  // What arrives corrupted has a checksum that does not fit.
  view.setUint16(ip + 16, fate === 'corrupted' ? sum ^ 0xffff : sum);
  return bytes;
};

const sumOf = (bytes: Uint8Array): number => {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  return sum;
};

/** The Internet checksum (RFC 1071) over the bytes, and what was summed before. */
const checksum = (bytes: Uint8Array, before: number): number => {
  let sum = before + sumOf(bytes);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
};

/** The text where the flow has one: each character a byte, or in UTF-8. Zeros elsewhere. */
const dataBytes = (text: string | undefined, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  if (text !== undefined) bytes.set((text.length === length ? Array.from(text, (_, at) => text.charCodeAt(at) & 0xff) : utf8(text)).slice(0, length));
  return bytes;
};

const utf8 = (text: string): readonly number[] => Array.from(text).flatMap((character) => {
  const code = character.codePointAt(0)!;
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), tail(0)];
  return code < 0x10000 ? [0xe0 | (code >> 12), tail(6), tail(0)] : [0xf0 | (code >> 18), tail(12), tail(6), tail(0)];
});

// Blocks

const rawIp = 101;

const block = (type: number, size: number, fill: (view: DataView) => void): Uint8Array => {
  const bytes = new Uint8Array(12 + Math.ceil(size / 4) * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, bytes.length, true);
  view.setUint32(bytes.length - 4, bytes.length, true);
  fill(view);
  return bytes;
};

const sectionAndInterface = (): Uint8Array => {
  const section = block(0x0a0d_0d0a, 16, (view) => {
    view.setUint32(8, 0x1a2b_3c4d, true);
    view.setUint16(12, 1, true);
    // The section's length is not told.
    view.setBigInt64(16, -1n, true);
  });
  const described = block(1, 20, (view) => {
    view.setUint16(8, rawIp, true);
    // if_tsresol: nanoseconds; then the end of the options.
    view.setUint16(16, 9, true);
    view.setUint16(18, 1, true);
    view.setUint8(20, 9);
  });
  const both = new Uint8Array(section.length + described.length);
  both.set(section);
  both.set(described, section.length);
  return both;
};

/** The latest time that a packet can have: 64 bits of nanoseconds, as far as numbers are that exact. */
const latest = 2 ** 64 - 2 ** 11;

/** `ms`: milliseconds since the flow began, which is taken to be 1970. */
const enhancedPacket = (packet: Uint8Array, ms: number): Uint8Array => block(6, 20 + packet.length, (view) => {
  const nanoseconds = BigInt(Math.min(Math.round(ms * 1e6), latest));
  view.setUint32(12, Number(nanoseconds >> 32n), true);
  view.setUint32(16, Number(nanoseconds & 0xffff_ffffn), true);
  view.setUint32(20, packet.length, true);
  view.setUint32(24, packet.length, true);
  new Uint8Array(view.buffer).set(packet, 28);
});

const simplePacket = (packet: Uint8Array): Uint8Array => block(3, 4 + packet.length, (view) => {
  view.setUint32(8, packet.length, true);
  new Uint8Array(view.buffer).set(packet, 12);
});
