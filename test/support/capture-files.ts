// Capture files of every kind around the same IP packets: both formats, byte orders, resolutions, and what stands before IP.
export interface RawPacket {
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly bytes: Uint8Array;
  /** On the wire; as captured where absent. */
  readonly length?: number;
}

const bytesOf = (size: number, fill: (view: DataView) => void): Uint8Array => {
  const bytes = new Uint8Array(size);
  fill(new DataView(bytes.buffer));
  return bytes;
};

export const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

export const pcap = (packets: readonly RawPacket[], { little = true, nano = false, linkType = 101 } = {}): Uint8Array => joined(
  bytesOf(24, (view) => {
    view.setUint32(0, nano ? 0xa1b2_3c4d : 0xa1b2_c3d4, little);
    view.setUint16(4, 2, little);
    view.setUint16(6, 4, little);
    view.setUint32(16, 262_144, little);
    view.setUint32(20, linkType, little);
  }),
  ...packets.flatMap(({ time, bytes, length = bytes.length }) => [
    bytesOf(16, (view) => {
      view.setUint32(0, Number(time / 1_000_000_000n), little);
      view.setUint32(4, Number(time % 1_000_000_000n / (nano ? 1n : 1000n)), little);
      view.setUint32(8, bytes.length, little);
      view.setUint32(12, length, little);
    }),
    bytes,
  ]),
);

export const block = (type: number, body: Uint8Array, little = true): Uint8Array => {
  const size = 12 + Math.ceil(body.length / 4) * 4;
  return bytesOf(size, (view) => {
    view.setUint32(0, type, little);
    view.setUint32(4, size, little);
    new Uint8Array(view.buffer).set(body, 8);
    view.setUint32(size - 4, size, little);
  });
};

/** `resolution`: if_tsresol as it stands in the file. */
export const pcapng = (packets: readonly RawPacket[], { little = true, linkType = 101, resolution = 6 } = {}): Uint8Array => joined(
  block(0x0a0d_0d0a, bytesOf(16, (view) => {
    view.setUint32(0, 0x1a2b_3c4d, little);
    view.setUint16(4, 1, little);
    view.setBigInt64(8, -1n, little);
  }), little),
  block(1, bytesOf(16, (view) => {
    view.setUint16(0, linkType, little);
    view.setUint16(8, 9, little);
    view.setUint16(10, 1, little);
    view.setUint8(12, resolution);
  }), little),
  // Something that nobody knows is skipped.
  block(0x0bad, new Uint8Array(5), little),
  ...packets.map(({ time, bytes, length = bytes.length }) => {
    const units = (resolution & 0x80) === 0 ? time * 10n ** BigInt(resolution) / 1_000_000_000n : time * 2n ** BigInt(resolution & 0x7f) / 1_000_000_000n;
    return block(6, joined(bytesOf(20, (view) => {
      view.setUint32(4, Number(units >> 32n), little);
      view.setUint32(8, Number(units & 0xffff_ffffn), little);
      view.setUint32(12, bytes.length, little);
      view.setUint32(16, length, little);
    }), bytes), little);
  }),
);

const etherType = (ip: Uint8Array): readonly number[] => ((ip[0]! >> 4) === 6 ? [0x86, 0xdd] : [0x08, 0x00]);
const pppType = (ip: Uint8Array): readonly number[] => ((ip[0]! >> 4) === 6 ? [0x00, 0x57] : [0x00, 0x21]);
const macs = Array.from({ length: 12 }, () => 2);
const before = (head: (ip: Uint8Array) => readonly number[]) => (ip: Uint8Array): Uint8Array => joined(Uint8Array.from(head(ip)), ip);

/** What stands before an IP packet on each kind of link, and the number of the link type. */
export const links: Readonly<Record<string, readonly [linkType: number, wrap: (ip: Uint8Array) => Uint8Array]>> = {
  'raw IP': [101, before(() => [])],
  'Ethernet': [1, before((ip) => [...macs, ...etherType(ip)])],
  'a VLAN': [1, before((ip) => [...macs, 0x81, 0x00, 0, 5, ...etherType(ip)])],
  'QinQ': [1, before((ip) => [...macs, 0x88, 0xa8, 0, 5, 0x81, 0x00, 0, 6, ...etherType(ip)])],
  'PPPoE': [1, before((ip) => [...macs, 0x88, 0x64, 0x11, 0, 0, 1, 0, 0, ...pppType(ip)])],
  'MPLS': [1, before(() => [...macs, 0x88, 0x47, 0, 1, 0, 64, 0, 2, 1, 64])],
  'Linux cooked': [113, before((ip) => [0, 0, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, ...etherType(ip)])],
  'Linux cooked 2': [276, before((ip) => [...etherType(ip), 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0])],
  'null': [0, before((ip) => ((ip[0]! >> 4) === 6 ? [30, 0, 0, 0] : [2, 0, 0, 0]))],
  'loopback': [108, before((ip) => ((ip[0]! >> 4) === 6 ? [0, 0, 0, 24] : [0, 0, 0, 2]))],
  'PPP': [9, before((ip) => [0xff, 0x03, ...pppType(ip)])],
};
