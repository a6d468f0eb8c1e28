// Another editor with the server, set up as docs/editors.md says. Must not know what is tried in it.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { onPath } from '../host/on-path.ts';
import { repo } from '../host/repo.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';

export interface OtherEditor {
  /** `it`, or, where the editor is not on the PATH, what leaves the test out; and what is said of that behind its title. */
  readonly test: Mocha.TestFunction | Mocha.PendingTestFunction;
  readonly without: string;
  /** What a script says, as JSON, that finds in FILE a handshake with one wrong number and in SETUP the document's own settings. */
  run(args: readonly string[]): unknown;
}

/** `language`: of the block in the document. */
export const otherEditor = (command: string, language: string): OtherEditor => {
  const program = onPath(command);
  return {
    test: program === undefined ? it.skip : it,
    without: program === undefined ? ` (there is no ${command} on the PATH)` : '',
    run: (args) => {
      const folder = temporaryFolder();
      const [file, setup] = [join(folder, 'one.tcpflow'), join(folder, `init.${language}`)];
      writeFileSync(file, 'client -> server: [SYN]\nserver -> client: [SYN, ACK] ack=7\nclient -> server: [ACK]\n\n');
      const [, block] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readFileSync(join(repo, 'docs/editors.md'), 'utf8'))!;
      writeFileSync(setup, block!);
      const path = [join(repo, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
      return JSON.parse(execFileSync(program!, args, {
        env: { ...process.env, PATH: path, HOME: folder, SETUP: setup, FILE: file }, encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'],
      }));
    },
  };
};
