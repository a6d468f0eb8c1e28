// Captures of any size: many connections at the same time, each a handshake, data both ways and a teardown, cut behind the TCP header
// as those who capture a lot do. Raw IPv4 in a pcap file.

export interface LargeCapture {
  readonly connections: number;
  /** Of each connection; at least 7: the handshake and the teardown. */
  readonly packets: number;
  /** So many connections are open at the same time. */
  readonly atOnce?: number;
}

/** The capture in pieces, in order: its header, then one for each packet. */
export function* largeCapture({ connections, packets, atOnce = 50 }: LargeCapture): Generator<Uint8Array, void, undefined> {
  yield fileHeader();
  let time = 1_700_000_000_000_000;
  for (let first = 0; first < connections; first += atOnce) {
    const open = Array.from({ length: Math.min(atOnce, connections - first) }, (_, index) => exchange(first + index, packets));
    for (let turn = 0; turn < packets; turn++) {
      for (const one of open) {
        time += 37;
        yield record(time, one(turn));
      }
    }
  }
}

const fileHeader = (): Uint8Array => {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xa1b2_c3d4);
  view.setUint16(4, 2);
  view.setUint16(6, 4);
  view.setUint32(16, 262_144);
  view.setUint32(20, 101);
  return bytes;
};

interface Sent {
  readonly ip: Uint8Array;
  /** On the wire, bytes. */
  readonly length: number;
}

/** `time` in microseconds since 1970. */
const record = (time: number, { ip, length }: Sent): Uint8Array => {
  const bytes = new Uint8Array(16 + ip.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(time / 1e6));
  view.setUint32(4, time % 1e6);
  view.setUint32(8, ip.length);
  view.setUint32(12, length);
  bytes.set(ip, 16);
  return bytes;
};

const [FIN, SYN, PSH, ACK] = [1, 2, 8, 16];

/** What the connection's packet is at each turn, from 0. */
const exchange = (number: number, packets: number): ((turn: number) => Sent) => {
  const isn = [(number * 7919) >>> 0, (number * 104_729) >>> 0] as const;
  const sent = [0, 0];
  const send = (side: 0 | 1, flags: number, len: number): Sent => {
    const peer = side === 0 ? 1 : 0;
    const ack = (flags & ACK) === 0 ? 0 : isn[peer] + sent[peer]!;
    const packet = segment(number, side, flags, isn[side] + sent[side]!, ack, len);
    sent[side] = sent[side]! + len + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
    return packet;
  };
  return (turn) => {
    if (turn < 3) return send(turn === 1 ? 1 : 0, [SYN, SYN | ACK, ACK][turn]!, 0);
    const left = packets - turn;
    if (left <= 4) return send(left === 4 || left === 1 ? 0 : 1, left % 2 === 0 ? FIN | ACK : ACK, 0);
    // A request of 100 bytes, an answer of 1,000, and its acknowledgment.
    const part = (turn - 3) % 3;
    return part === 0 ? send(0, PSH | ACK, 100) : part === 1 ? send(1, PSH | ACK, 1000) : send(0, ACK, 0);
  };
};

const segment = (number: number, side: 0 | 1, flags: number, seq: number, ack: number, len: number): Sent => {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, 40 + len);
  view.setUint8(8, side === 0 ? 63 : 57);
  view.setUint8(9, 6);
  const client = 0x0a00_0001 + (number % 250);
  const server = 0xc633_6407;
  view.setUint32(12, side === 0 ? client : server);
  view.setUint32(16, side === 0 ? server : client);
  const port = 1024 + (number % 60_000);
  view.setUint16(20, side === 0 ? port : 443);
  view.setUint16(22, side === 0 ? 443 : port);
  view.setUint32(24, seq >>> 0);
  view.setUint32(28, ack >>> 0);
  view.setUint8(32, 0x50);
  view.setUint8(33, flags);
  view.setUint16(34, 64_240);
  return { ip: bytes, length: 40 + len };
};
