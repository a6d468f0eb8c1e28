// Reads the list of a ZIP archive, and its files. Knows the format (stored or deflated, no ZIP64); not what is in them.
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** The files of an archive by their paths. Throws where it is none. */
export const zipFiles = (path: string): ReadonlyMap<string, Buffer> => {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new Error(`${path} is not a ZIP archive`);
  const files = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size, nameLength, extraLength, commentLength, start] = [
      bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32),
      bytes.readUInt32LE(at + 42),
    ];
    // The local header repeats the name, and has extra fields of its own.
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const packed = bytes.subarray(data, data + size);
    files.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), method === 0 ? packed : inflateRawSync(packed));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
};
