// Knows how to unpack archives: .tgz, and the brotli files of npm's Chromium package.
// Decompression is Node's own; the system's `tar` (Linux, macOS and Windows have one) does the rest.
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';

import { ownedProcess } from './owned-process.ts';

/** Unpacks `.tgz` or `.tar.br` into the folder `into`. */
export const unpack = async (archive: string, into: string): Promise<void> => {
  const tar = ownedProcess('tar', ['-x', '-f', '-', '-C', into, '--no-same-owner'], { stdio: ['pipe', 'ignore', 'pipe'] });
  let words = '';
  tar.child.stderr?.on('data', (data: Buffer) => (words += data.toString()));
  const decompressed = archive.endsWith('.br') ? createBrotliDecompress() : createGunzip();
  const [code, fed] = await Promise.all([
    tar.ended,
    pipeline(createReadStream(archive), decompressed, tar.child.stdin!).then(
      () => undefined,
      (error: unknown) => error as NodeJS.ErrnoException,
    ),
  ]);
  if (code !== 0) throw new Error(`tar could not unpack ${archive}: ${words.trim()}`);
  // tar may leave at the end mark, before it has read the padding behind it; all else is a broken archive.
  if (fed && fed.code !== 'EPIPE' && fed.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw fed;
};

/** Decompresses one brotli file that holds one program. */
export const unpackProgram = async (archive: string, into: string): Promise<void> => {
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(into, { mode: 0o755 }));
};
