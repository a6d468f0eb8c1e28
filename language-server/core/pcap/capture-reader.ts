// The records of a capture file, from chunks of its bytes: pcap and pcapng, either byte order. Trusts no length, and
// stops at the first thing that cannot be: what came before stands. Knows nothing of what is in a packet.
import { say, type Message } from '../flow/message.ts';
import { byteQueue } from './byte-queue.ts';

/** A packet as it stands in the file. */
export interface Frame {
  /** From 1, as Wireshark counts. */
  readonly number: number;
  /** Nanoseconds since 1970; absent in a record without a time. */
  readonly time?: bigint;
  /** What the first byte belongs to: a LINKTYPE value. */
  readonly linkType: number;
  /** What was captured of it. A view into the chunk that was read. */
  readonly bytes: Uint8Array;
  /** How long it was on the wire, bytes. */
  readonly length: number;
}

/** Why reading stopped before the end of the file. */
export interface Damage {
  /** Where in the file, bytes from its beginning. */
  readonly offset: number;
  readonly message: Message;
}

export interface CaptureReader {
  /** The packets that are complete with this chunk. After damage there are none. */
  read(chunk: Uint8Array): readonly Frame[];
  /** The file is over: what is missing of its last record is damage too. */
  end(): void;
  readonly damage: Damage | undefined;
}

/** The largest packet that libpcap takes, bytes. */
const largestPacket = 262_144;
/** The largest pcapng block that libpcap takes, bytes. */
const largestBlock = 16 * 1024 * 1024;

/** Takes one record from the queue: `more` bytes are needed first, or there was nothing in it to show. */
type Step = () => Frame | 'more' | 'nothing' | Damage;

export const captureReader = (): CaptureReader => {
  const queue = byteQueue();
  let frames = 0;
  let damage: Damage | undefined;
  const count = (): number => ++frames;
  const damaged = (message: Message, offset = queue.offset): Damage => ({ offset, message });

  const start: Step = () => {
    const head = queue.peek(4);
    if (head === undefined) return 'more';
    const magic = view(head).getUint32(0);
    if (magic === sectionHeader) {
      step = pcapngSteps(queue, count, damaged);
      return 'nothing';
    }
    const kind = pcapKinds.get(magic);
    if (kind === undefined) {
      return damaged(head[0] === 0x1f && head[1] === 0x8b
        ? say`this file is compressed with gzip: unpack it first`
        : say`this is neither a pcap nor a pcapng file`);
    }
    const header = queue.take(24);
    if (header === undefined) return 'more';
    // The upper bits tell about a frame check sequence behind each packet.
    step = pcapStep(queue, count, damaged, kind, view(header).getUint32(20, kind.little) & 0xffff);
    return 'nothing';
  };
  let step = start;

  return {
    read: (chunk) => {
      const read: Frame[] = [];
      if (damage !== undefined) return read;
      queue.push(chunk);
      for (;;) {
        const taken = step();
        if (taken === 'more') return read;
        if (taken === 'nothing') continue;
        if ('message' in taken) {
          damage = taken;
          return read;
        }
        read.push(taken);
      }
    },
    end: () => {
      if (damage === undefined && queue.length > 0) damage = damaged(say`the file ends in the middle of a record`);
      if (damage === undefined && queue.offset === 0) damage = damaged(say`this file is empty`);
    },
    get damage() { return damage; },
  };
};

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

type Damaged = (message: Message, offset?: number) => Damage;
type Queue = ReturnType<typeof byteQueue>;

// pcap

interface PcapKind {
  readonly little: boolean;
  /** Nanoseconds in a unit of the time's second word. */
  readonly unit: bigint;
}

const pcapKinds: ReadonlyMap<number, PcapKind> = new Map([
  [0xa1b2_c3d4, { little: false, unit: 1000n }],
  [0xd4c3_b2a1, { little: true, unit: 1000n }],
  [0xa1b2_3c4d, { little: false, unit: 1n }],
  [0x4d3c_b2a1, { little: true, unit: 1n }],
]);

const second = 1_000_000_000n;

const pcapStep = (queue: Queue, count: () => number, damaged: Damaged, { little, unit }: PcapKind, linkType: number): Step => () => {
  const head = queue.peek(16);
  if (head === undefined) return 'more';
  const header = view(head);
  const captured = header.getUint32(8, little);
  if (captured > largestPacket) return damaged(say`a packet of ${captured} bytes: a capture holds at most ${largestPacket} of one`);
  const time = BigInt(header.getUint32(0, little)) * second + BigInt(header.getUint32(4, little)) * unit;
  const length = header.getUint32(12, little);
  const record = queue.take(16 + captured);
  // Some writers put less into the second length than they captured.
  return record === undefined ? 'more' : { number: count(), time, linkType, bytes: record.subarray(16), length: Math.max(length, captured) };
};

// pcapng

const sectionHeader = 0x0a0d_0d0a;
const interfaceDescription = 1;
const oldPacket = 2;
const simplePacket = 3;
const enhancedPacket = 6;

interface Interface {
  readonly linkType: number;
  /** 0: no limit. */
  readonly snapLength: number;
  /** A timestamp in nanoseconds since 1970. */
  readonly nanoseconds: (units: bigint) => bigint;
}

const pcapngSteps = (queue: Queue, count: () => number, damaged: Damaged): Step => {
  let little = false;
  let interfaces: Interface[] = [];

  const packet = (block: DataView, at: number, from: number, captured: number, length: number, time?: bigint): Frame | Damage => {
    const one = interfaces[from];
    if (one === undefined) return damaged(say`a packet of interface ${from}, but the file describes ${interfaces.length} interfaces`, queue.offset - block.byteLength);
    if (captured > largestPacket || at + captured > block.byteLength - 4) {
      return damaged(say`a packet of ${captured} bytes does not fit into its block of ${block.byteLength}`, queue.offset - block.byteLength);
    }
    const bytes = new Uint8Array(block.buffer, block.byteOffset + at, captured);
    return {
      number: count(), linkType: one.linkType, bytes, length: Math.max(length, captured),
      ...(time === undefined ? {} : { time: one.nanoseconds(time) }),
    };
  };
  const timed = (block: DataView, from: number): Frame | Damage => packet(
    block, 28, from, block.getUint32(20, little), block.getUint32(24, little),
    (BigInt(block.getUint32(12, little)) << 32n) | BigInt(block.getUint32(16, little)),
  );

  return () => {
    const head = queue.peek(12);
    if (head === undefined) return 'more';
    const header = view(head);
    const type = header.getUint32(0, little);
    // A new section may have the other byte order: its type reads the same in both.
    if (type === sectionHeader) {
      const magic = header.getUint32(8);
      if (magic !== 0x1a2b_3c4d && magic !== 0x4d3c_2b1a) return damaged(say`a section whose byte order cannot be told`);
      little = magic === 0x4d3c_2b1a;
      interfaces = [];
    }
    const size = header.getUint32(4, little);
    const least = leastSizes.get(type) ?? 12;
    if (size < least || size % 4 !== 0) return damaged(say`a block of ${size} bytes: its kind takes at least ${least}, in steps of 4`);
    if (size > largestBlock) return damaged(say`a block of ${size} bytes: at most ${largestBlock} are read`);
    const bytes = queue.take(size);
    if (bytes === undefined) return 'more';
    const block = view(bytes);
    if (block.getUint32(size - 4, little) !== size) return damaged(say`a block whose two lengths differ: ${size} and ${block.getUint32(size - 4, little)}`, queue.offset - size);
    switch (type) {
      case interfaceDescription:
        interfaces.push(interfaceOf(block, little));
        return 'nothing';
      case enhancedPacket:
        return timed(block, block.getUint32(8, little));
      case oldPacket:
        return timed(block, block.getUint16(8, little));
      case simplePacket: {
        const length = block.getUint32(8, little);
        const most = interfaces[0]?.snapLength ?? 0;
        return packet(block, 12, 0, Math.min(length, most === 0 ? length : most, size - 16), length);
      }
      default:
        return 'nothing';
    }
  };
};

const leastSizes: ReadonlyMap<number, number> = new Map([[sectionHeader, 28], [interfaceDescription, 20], [oldPacket, 32], [simplePacket, 16], [enhancedPacket, 32]]);

const timeResolution = 9;
const timeOffset = 14;

const interfaceOf = (block: DataView, little: boolean): Interface => {
  let perSecond = 1_000_000n;
  let from = 0n;
  const end = block.byteLength - 4;
  for (let at = 16; at + 4 <= end;) {
    const [code, length] = [block.getUint16(at, little), block.getUint16(at + 2, little)];
    const value = at + 4;
    if (code === 0 || value + length > end) break;
    if (code === timeResolution && length >= 1) {
      const exponent = block.getUint8(value);
      perSecond = (exponent & 0x80) === 0 ? 10n ** BigInt(exponent) : 2n ** BigInt(exponent & 0x7f);
    }
    if (code === timeOffset && length >= 8) from = block.getBigInt64(value, little) * second;
    at = value + Math.ceil(length / 4) * 4;
  }
  return {
    linkType: block.getUint16(8, little),
    snapLength: block.getUint32(12, little),
    nanoseconds: (units) => units * second / perSecond + from,
  };
};
