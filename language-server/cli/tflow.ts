// The entry of the bundle: gives the command line its process.
import { existsSync } from 'node:fs';
import { glob, readFile, stat } from 'node:fs/promises';
import manifest from '../package.json' with { type: 'json' };
import { main } from './main.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'no permission to read it',
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
