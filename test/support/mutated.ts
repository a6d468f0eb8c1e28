// A capture file as nobody wrote it: bytes changed, cut, repeated, moved, and lengths that cannot be. From a seed.

/** A small generator of its own (mulberry32), so that a case can be named by its number. */
export const randomFrom = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
};

type Random = ReturnType<typeof randomFrom>;

const extremes = [0, 1, 4, 0x7f, 0xff, 0xffff, 0x1_0000, 0x4_0000, 0x4_0001, 0x100_0000, 0x7fff_ffff, 0xffff_fffc, 0xffff_ffff];

/** Up to eight changes, one after the other. */
export const mutated = (file: Uint8Array, random: Random): Uint8Array => {
  let bytes = Buffer.from(file);
  for (let changes = 1 + random(8); changes > 0 && bytes.length > 0; changes--) bytes = Buffer.from(changed(bytes, random));
  return new Uint8Array(bytes);
};

const changed = (bytes: Buffer, random: Random): Buffer => {
  const at = random(bytes.length);
  const until = Math.min(bytes.length, at + 1 + random(random(4) === 0 ? bytes.length : 64));
  switch (random(7)) {
    case 0:
      bytes[at] = random(256);
      return bytes;
    case 1:
      bytes[at] = bytes[at]! ^ (1 << random(8));
      return bytes;
    case 2: {
      const word = Buffer.alloc(4);
      const value = extremes[random(extremes.length)]!;
      if (random(2) === 0) word.writeUInt32LE(value);
      else word.writeUInt32BE(value);
      word.copy(bytes, at);
      return bytes;
    }
    case 3:
      return bytes.subarray(0, at);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(until)]);
    case 5:
      return Buffer.concat([bytes.subarray(0, until), bytes.subarray(at)]);
    default: {
      const to = random(bytes.length);
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at, until), bytes.subarray(to)]);
    }
  }
};
