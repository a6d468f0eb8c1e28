// The options of a TCP header, from their bytes and into them (RFC 9293 §3.2). Padding is left out.
import type { Range, SegmentOptions } from '../tcp/segment.ts';

export interface ReadOptions {
  readonly options: SegmentOptions;
  /** They could be read to their end. */
  readonly whole: boolean;
}

type Other = NonNullable<SegmentOptions['other']>[number];

/** Stops where a length cannot be (MUST-7); what was read before counts. */
export const tcpOptions = (bytes: Uint8Array): ReadOptions => {
  let options: SegmentOptions = {};
  const other: Other[] = [];
  const done = (whole: boolean): ReadOptions => ({ options: other.length === 0 ? options : { ...options, other }, whole });
  for (let at = 0; at < bytes.length;) {
    const kind = bytes[at]!;
    if (kind === 0) return done(true);
    if (kind === 1) {
      at++;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (length < 2 || at + length > bytes.length) return done(false);
    const data = bytes.subarray(at + 2, at + length);
    const known = knownOption(kind, data, options);
    if (known === undefined) other.push({ kind, data: hex(data) });
    else options = { ...options, ...known };
    at += length;
  }
  return done(true);
};

/** An option that has a name, in its right length and for the first time. */
const knownOption = (kind: number, data: Uint8Array, before: SegmentOptions): SegmentOptions | undefined => {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  switch (kind) {
    case 2: return data.length === 2 && before.mss === undefined ? { mss: view.getUint16(0) } : undefined;
    case 3: return data.length === 1 && before.ws === undefined ? { ws: data[0]! } : undefined;
    case 4: return data.length === 0 && before.sackPermitted === undefined ? { sackPermitted: true } : undefined;
    case 5: return data.length > 0 && data.length % 8 === 0 && before.sack === undefined ? { sack: blocks(view) } : undefined;
    case 8: return data.length === 8 && before.tsval === undefined ? { tsval: view.getUint32(0), tsecr: view.getUint32(4) } : undefined;
    case 34: return before.tfo === undefined ? { tfo: hex(data) } : undefined;
    default: return undefined;
  }
};

const blocks = (view: DataView): readonly Range[] =>
  Array.from({ length: view.byteLength / 8 }, (_, index) => ({ left: view.getUint32(8 * index), right: view.getUint32(8 * index + 4) }));

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The options as bytes in the order in which Linux writes them, padded to whole words. */
export const optionBytes = ({ mss, ws, sackPermitted, tsval, tsecr, sack = [], tfo, other = [] }: SegmentOptions): Uint8Array => {
  const bytes: number[] = [];
  const option = (kind: number, ...data: readonly number[]): void => void bytes.push(kind, data.length + 2, ...data);
  if (mss !== undefined) option(2, ...be(mss, 2));
  if (sackPermitted === true) option(4);
  if (tsval !== undefined || tsecr !== undefined) {
    // On a word boundary, together with SACK-permitted where that stands before it.
    while (bytes.length % 4 !== 2) bytes.push(1);
    option(8, ...be(tsval ?? 0, 4), ...be(tsecr ?? 0, 4));
  }
  if (ws !== undefined) {
    while (bytes.length % 4 !== 1) bytes.push(1);
    option(3, ws & 0xff);
  }
  if (sack.length > 0) {
    while (bytes.length % 4 !== 2) bytes.push(1);
    option(5, ...sack.flatMap(({ left, right }) => [...be(left, 4), ...be(right, 4)]));
  }
  if (tfo !== undefined) option(34, ...fromHex(tfo));
  for (const { kind, data } of other) {
    if (kind <= 1) bytes.push(kind);
    else option(kind & 0xff, ...fromHex(data));
  }
  while (bytes.length % 4 !== 0) bytes.push(1);
  return Uint8Array.from(bytes);
};

const be = (value: number, bytes: number): readonly number[] => Array.from({ length: bytes }, (_, index) => (value >>> (8 * (bytes - 1 - index))) & 0xff);

/** An odd digit at the end stands for a whole byte. */
const fromHex = (digits: string): readonly number[] => (digits.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
