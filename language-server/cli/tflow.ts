// The entry of the bundle: gives the command line its process.
import { createReadStream, existsSync, watch } from 'node:fs';
import { appendFile, glob, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { main } from './main.ts';

type Reasons = Readonly<Record<string, string>>;

const unreadable: Reasons = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder without such files',
  EACCES: 'no permission to read it',
};
const unwritable: Reasons = {
  ENOENT: 'there is no such folder',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'no permission to write it',
  EROFS: 'no permission to write it',
  ENOSPC: 'there is no space left to write it',
};

/** A failure of the file system in words that a person understands. */
const understood = async <Result>(work: Promise<Result>, path: string, reasons: Reasons): Promise<Result> => {
  try {
    return await work;
  } catch (problem) {
    const code = (problem as NodeJS.ErrnoException).code ?? '';
    const reason = reasons === unreadable && code === 'ENOENT' && /[*?[{]/.test(path) ? 'no file matches' : reasons[code];
    throw new Error(reason ?? (problem instanceof Error ? problem.message : String(problem)), { cause: problem });
  }
};

/** Nobody who names a folder means what is not their own. */
const isOthers = (path: string): boolean => ['node_modules', '.git'].includes(basename(path));

async function* chunksOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = createReadStream(path, { highWaterMark: 1 << 18 })[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  for (;;) {
    const { done, value } = await understood(chunks.next(), path, unreadable);
    if (done === true) return;
    yield value;
  }
}

// `tflow … | head`: a reader that has seen enough is no failure of ours to shout about, but neither was the work done.
process.stdout.on('error', () => process.exit(2));

// Not process.exit at the end: what is written to a pipe must arrive.
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  drained: () => new Promise((resolve) => void (process.stdout.writableNeedDrain ? process.stdout.once('drain', resolve) : resolve())),
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  readFile: (path) => understood(readFile(path, 'utf8'), path, unreadable),
  readBytes: (path) => chunksOf(path),
  sizeOf: (path) => stat(path).then(({ size }) => size, () => 0),
  writeFile: (path, content) => understood(writeFile(path, content), path, unwritable),
  appendFile: (path, text) => understood(appendFile(path, text), path, unwritable),
  makeFolder: async (path) => void await understood(mkdir(path, { recursive: true }), path, unwritable),
  nextChange: (files) => new Promise((resolve) => {
    // Folders, not files: editors save by putting another file in the place of the old one.
    const folders = new Set(files.map((file) => dirname(file)).filter((folder) => existsSync(folder)));
    const watchers = [...folders].map((folder) => watch(folder, (_, name) => {
      if (name !== null && !name.endsWith('.tcpflow') && !files.some((file) => file.endsWith(name))) return;
      for (const watcher of watchers) watcher.close();
      // A file is written in several steps.
      setTimeout(() => resolve(true), 50);
    }));
    if (watchers.length === 0) resolve(false);
  }),
  glob: async (pattern, inFolder) => {
    // A file may have brackets or stars in its name.
    const exists = existsSync(pattern);
    const isFolder = exists && (await stat(pattern)).isDirectory();
    if (exists && !isFolder) return [pattern];
    const found: string[] = [];
    for await (const path of isFolder ? glob(inFolder, { cwd: pattern, exclude: isOthers }) : glob(pattern)) {
      const file = isFolder ? join(pattern, path) : path;
      if (!(await stat(file)).isDirectory()) found.push(file);
    }
    return found;
  },
}, manifest.version);
