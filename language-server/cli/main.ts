// `tflow`: checker, formatter and diagrams on the command line. Takes its arguments, streams and files from outside.
import { parseArgs } from 'node:util';
import { nearest } from '../core/flow/nearest.ts';
import { isCapture } from './captures.ts';
import { checkCommand } from './check.ts';
import { Mistake, type Command } from './command.ts';
import { exportCommand } from './export.ts';
import { reasonOf } from './files.ts';
import { formatCommand } from './format.ts';
import { importCommand } from './import.ts';
import { renderCommand } from './render.ts';
import type { ExitCode, Terminal } from './terminal.ts';

const commands: readonly Command[] = [checkCommand, formatCommand, renderCommand, importCommand, exportCommand];

/** Runs the command line `args` (without the program's name). Never throws. */
export const main = async (args: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> => {
  const [name = '', ...rest] = args;
  if (asksFor(args, '--version', '-v')) return print(terminal, `${version}\n`);
  const command = commandCalled(name === 'help' ? rest[0] : name);
  if (name === 'help' || asksFor(args, '--help', '-h')) return print(terminal, command === undefined ? help() : helpOf(command));
  if (command === undefined) return mistaken(terminal, name === '' ? 'what shall be done?' : `there is no command ${name}${meant(name)}`);
  try {
    const { values, positionals } = parseCommand(command, rest);
    return await command.run(positionals, values, terminal);
  } catch (problem) {
    if (problem instanceof Mistake) return mistaken(terminal, problem.message, name);
    terminal.stderr.write(`tflow: ${reasonOf(problem)}\n`);
    return 2;
  }
};

const commandCalled = (name: string | undefined): Command | undefined => commands.find((one) => one.name === name);

const meant = (name: string): string => {
  const command = isCapture(name) || /\.tcpflow$/i.test(name) ? `check ${name}` : nearest(name, commands.map((one) => one.name));
  return command === undefined ? '' : `; did you mean tflow ${command}?`;
};

/** Behind `--` and as a command's name nothing is an option. */
const asksFor = (args: readonly string[], ...names: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).some((one) => names.includes(one));
};

const parseCommand = ({ options }: Command, args: readonly string[]): ReturnType<typeof parseArgs> => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (problem) {
    throw new Mistake(inShort(problem, Object.keys(options)), { cause: problem });
  }
};

/** Node explains at length how an unknown option could be a file's name. */
const inShort = (problem: unknown, options: readonly string[]): string => {
  const what = reasonOf(problem);
  const [, dashes, unknown] = /^Unknown option '(--?)([^']*)'/.exec(what) ?? [];
  if (unknown === undefined) return what;
  const similar = nearest(unknown, options);
  return `there is no option ${dashes}${unknown}${similar === undefined ? '' : `; did you mean --${similar}?`}`;
};

const print = ({ stdout }: Terminal, text: string): ExitCode => {
  stdout.write(text);
  return 0;
};

const mistaken = ({ stderr }: Terminal, what: string, command?: string): ExitCode => {
  stderr.write(`tflow: ${what}\nTry 'tflow ${command === undefined ? '' : `${command} `}--help'.\n`);
  return 2;
};

const help = (): string => `Checks .tcpflow files against the TCP state machine, and draws them.

Usage: tflow COMMAND …

${commands.map(({ usage, summary }) => `  tflow ${usage}\n      ${summary}\n`).join('')}
  tflow COMMAND --help   what a command takes
  tflow --version        the version

Exit code: 0 no errors, 1 errors were found, 2 the work could not be done.
`;

const helpOf = ({ usage, summary, help: details }: Command): string => `${summary}\n\nUsage: tflow ${usage}\n\n${details}`;
