// `tflow`: the checker on the command line. Takes its arguments, streams and files from outside.
import { parseArgs } from 'node:util';
import { checkFiles, type Format } from './check.ts';
import type { ExitCode, Terminal } from './terminal.ts';

const help = `Checks .tcpflow files against the TCP state machine.

Usage: tflow check [--format text|json] FILES…

  FILES          files or patterns such as 'flows/**/*.tcpflow'; - is standard input
  --format text  like a compiler: the line, what is wrong with it, where TCP says so (the default)
  --format json  {"diagnostics":[{"file","line","column","endLine","endColumn","severity","code","message"}]}
  --help         this text
  --version      the version

Exit code: 0 no errors, 1 errors, 2 a file could not be read or checked.
`;

/** Runs the command line `args` (without the program's name). Never throws. */
export const main = async (args: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> => {
  const command = read(args);
  switch (command.kind) {
    case 'help':
      terminal.stdout.write(help);
      return 0;
    case 'version':
      terminal.stdout.write(`${version}\n`);
      return 0;
    case 'mistake':
      terminal.stderr.write(`tflow: ${command.what}\nTry 'tflow --help'.\n`);
      return 2;
    case 'check':
  }
  try {
    return await checkFiles(command.files, command.format, terminal);
  } catch (problem) {
    terminal.stderr.write(`tflow: ${problem instanceof Error ? problem.message : String(problem)}\n`);
    return 2;
  }
};

type Command =
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'mistake'; readonly what: string }
  | { readonly kind: 'check'; readonly format: Format; readonly files: readonly string[] };

const read = (args: readonly string[]): Command => {
  const mistake = (what: string): Command => ({ kind: 'mistake', what });
  try {
    const { values, positionals: [command, ...files] } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
    const { format } = values;
    if (values.help === true) return { kind: 'help' };
    if (values.version === true) return { kind: 'version' };
    if (command === undefined) return mistake('what shall be done?');
    if (command !== 'check') return mistake(`there is no command ${command}`);
    if (format !== 'text' && format !== 'json') return mistake(`there is no format ${format}`);
    return files.length === 0 ? mistake('which files shall be checked?') : { kind: 'check', format, files };
  } catch (problem) {
    return mistake(problem instanceof Error ? problem.message : String(problem));
  }
};
