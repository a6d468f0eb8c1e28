// What a command of `tflow` is: how it is called, and what it does. One file a command; main.ts lists them.
import type { ParseArgsConfig } from 'node:util';
import type { ExitCode, Terminal } from './terminal.ts';

/** The options of a command line after parsing, by name; a switch is `true`. */
export type Options = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export interface Command {
  readonly name: string;
  /** How it is called, without `tflow`: `check [--format text|json] FILES…`. */
  readonly usage: string;
  /** In one line, for the list of commands. */
  readonly summary: string;
  /** Its arguments and options, one a line, as `tflow NAME --help` shows them. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Throws a Mistake for arguments that make no sense; whatever else it throws is a failure of the work. */
  run(operands: readonly string[], options: Options, terminal: Terminal): Promise<ExitCode>;
}

/** The command line itself is wrong: said with a pointer to the help. */
export class Mistake extends Error {}
