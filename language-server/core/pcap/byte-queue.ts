// Bytes that arrive in chunks and leave in records. Copies only what spans chunks; holds only what was not taken yet.

export interface ByteQueue {
  /** Bytes that wait. */
  readonly length: number;
  /** Where in the stream the first waiting byte stands. */
  readonly offset: number;
  push(chunk: Uint8Array): void;
  /** The first `size` bytes without taking them; undefined while there are fewer. */
  peek(size: number): Uint8Array | undefined;
  /** Takes the first `size` bytes; undefined while there are fewer. They stay valid only as long as the chunk does. */
  take(size: number): Uint8Array | undefined;
}

export const byteQueue = (): ByteQueue => {
  let chunks: Uint8Array[] = [];
  let length = 0;
  let offset = 0;

  /** Makes the first chunk at least `size` long. */
  const join = (size: number): Uint8Array => {
    const [first] = chunks;
    if (first !== undefined && first.length >= size) return first;
    const joined = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    chunks = [joined];
    return joined;
  };

  return {
    get length() { return length; },
    get offset() { return offset; },
    push: (chunk) => {
      chunks.push(chunk);
      length += chunk.length;
    },
    peek: (size) => (size > length ? undefined : join(size).subarray(0, size)),
    take: (size) => {
      if (size > length) return undefined;
      if (size === 0) return new Uint8Array(0);
      const first = join(size);
      if (first.length === size) chunks.shift();
      else chunks[0] = first.subarray(size);
      length -= size;
      offset += size;
      return first.subarray(0, size);
    },
  };
};
