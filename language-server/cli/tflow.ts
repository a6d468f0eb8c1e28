// The entry of the bundle: gives the command line its process.
import { existsSync, watch } from 'node:fs';
import { glob, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { main } from './main.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'no permission to read it',
};
const unwritable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'no permission to write it',
  EROFS: 'no permission to write it',
  ENOSPC: 'there is no space left to write it',
};

// `tflow … | head`: a reader that has seen enough is no failure of ours to shout about, but neither was the work done.
process.stdout.on('error', () => process.exit(2));

// Not process.exit at the end: what is written to a pipe must arrive.
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  readFile: async (path) => {
    try {
      return await readFile(path, 'utf8');
    } catch (problem) {
      const code = (problem as NodeJS.ErrnoException).code ?? '';
      const reason = code === 'ENOENT' && /[*?[{]/.test(path) ? 'no file matches' : reasons[code];
      throw new Error(reason ?? (problem instanceof Error ? problem.message : String(problem)), { cause: problem });
    }
  },
  writeFile: async (path, text) => {
    try {
      await writeFile(path, text);
    } catch (problem) {
      throw new Error(unwritable[(problem as NodeJS.ErrnoException).code ?? ''] ?? (problem instanceof Error ? problem.message : String(problem)), { cause: problem });
    }
  },
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
  glob: async (pattern) => {
    // A file may have brackets or stars in its name.
    if (existsSync(pattern)) return [pattern];
    const found: string[] = [];
    for await (const path of glob(pattern)) {
      if (!(await stat(path)).isDirectory()) found.push(path);
    }
    return found;
  },
}, manifest.version);
