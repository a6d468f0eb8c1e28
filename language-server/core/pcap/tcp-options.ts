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

/** The room that a TCP header has for options, bytes. */
const room = 40;

/** The options as bytes in the order in which Linux writes them, on word boundaries where there is room for that; padded to whole words. */
export const optionBytes = (options: SegmentOptions): Uint8Array => {
  const aligned = written(options, true);
  const bytes = aligned.length <= room ? aligned : written(options, false);
  // What does not fit is not there.
  return Uint8Array.from(bytes.slice(0, room));
};

const nop = 1;

const written = ({ mss, ws, sackPermitted, tsval, tsecr, sack = [], tfo, other = [] }: SegmentOptions, aligned: boolean): readonly number[] => {
  const bytes: number[] = [];
  /** `place`: where in a word the option begins. */
  const option = (place: number, kind: number, ...data: readonly number[]): void => {
    while (aligned && place >= 0 && bytes.length % 4 !== place) bytes.push(nop);
    bytes.push(kind, data.length + 2, ...data);
  };
  if (mss !== undefined) option(0, 2, ...be(mss, 2));
  if (sackPermitted === true) option(tsval === undefined ? 2 : 0, 4);
  if (tsval !== undefined || tsecr !== undefined) option(2, 8, ...be(tsval ?? 0, 4), ...be(tsecr ?? 0, 4));
  if (ws !== undefined) option(1, 3, ws & 0xff);
  if (sack.length > 0) option(2, 5, ...sack.flatMap(({ left, right }) => [...be(left, 4), ...be(right, 4)]));
  if (tfo !== undefined) option(-1, 34, ...fromHex(tfo));
  for (const { kind, data } of other) {
    if (kind <= 1) bytes.push(kind);
    else option(-1, kind & 0xff, ...fromHex(data));
  }
  while (bytes.length % 4 !== 0) bytes.push(nop);
  return bytes;
};

const be = (value: number, bytes: number): readonly number[] => Array.from({ length: bytes }, (_, index) => (value >>> (8 * (bytes - 1 - index))) & 0xff);

const fromHex = (digits: string): readonly number[] => (digits.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
