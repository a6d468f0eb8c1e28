// Which files a command line means, and their text: what all commands that read flows share.
import { splitLines } from '../syntax/lines.ts';
import { Mistake } from './command.ts';
import type { Terminal } from './terminal.ts';

/**
 * The files that the patterns mean, each once; `-` is standard input, a folder means what `inFolder` matches in it. A pattern without files stays:
 * reading it says what is wrong.
 */
export const filesOf = async (patterns: readonly string[], { glob }: Terminal, inFolder = '**/*.tcpflow'): Promise<readonly string[]> => {
  if (patterns.length === 0) throw new Mistake('which files?');
  const files = new Set<string>();
  for (const pattern of patterns) {
    const found = pattern === '-' ? [] : await glob(pattern, inFolder);
    for (const file of found.length === 0 ? [pattern] : found.toSorted()) files.add(file);
  }
  return [...files];
};

/** What a file is called in messages. */
export const shownName = (file: string): string => (file === '-' ? '<stdin>' : file);

/** The text of a file or of standard input, a byte order mark included. Rejects with a reason that a person understands. */
export const textOf = (file: string, { readFile, stdin }: Terminal): Promise<string> => (file === '-' ? readAll(stdin) : readFile(file));

/** The lines of its text. Editors do not count a byte order mark as a column. */
export const linesOf = async (file: string, terminal: Terminal): Promise<readonly string[]> => splitLines((await textOf(file, terminal)).replace(/^\uFEFF/, ''));

/** Why it failed, in one line. */
export const reasonOf = (problem: unknown): string => (problem instanceof Error ? problem.message : String(problem));

const readAll = async (stream: AsyncIterable<Uint8Array | string>): Promise<string> => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  for await (const chunk of stream) text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
};
