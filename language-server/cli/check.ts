// `tflow check`: reads files, analyses them, reports. A file that cannot be read or checked is never a clean one.
import { analyze } from '../core/analyze.ts';
import { parseLine, splitLines } from '../syntax/lines.ts';
import type { Checked } from './checked.ts';
import { Mistake, type Command } from './command.ts';
import { jsonReport } from './report-json.ts';
import { textReport } from './report-text.ts';
import type { ExitCode, Terminal } from './terminal.ts';

type Format = 'text' | 'json';

export const checkCommand: Command = {
  name: 'check',
  usage: 'check [--format text|json] FILES…',
  summary: 'Says what TCP does not allow in .tcpflow files.',
  help: `  FILES          files or patterns such as 'flows/**/*.tcpflow'; - is standard input
  --format text  like a compiler: the line, what is wrong with it, where TCP says so (the default)
  --format json  {"diagnostics":[{"file","line","column","endLine","endColumn","severity","code","message"}]}

Exit code: 0 no errors, 1 errors, 2 a file could not be read or checked.
`,
  options: { format: { type: 'string', default: 'text' } },
  run: (files, { format }, terminal) => {
    if (format !== 'text' && format !== 'json') throw new Mistake(`there is no format ${String(format)}`);
    if (files.length === 0) throw new Mistake('which files shall be checked?');
    return checkFiles(files, format, terminal);
  },
};

/** Checks all files that the patterns mean, each once, and reports on all of them together. */
const checkFiles = async (patterns: readonly string[], format: Format, terminal: Terminal): Promise<ExitCode> => {
  const files = await expand(patterns, terminal);
  const checked: Checked[] = [];
  for (const file of files) checked.push(await checkFile(file, terminal));
  terminal.stdout.write(format === 'json' ? jsonReport(checked) : textReport(checked, wantsColour(terminal)));
  const failures = checked.filter(({ failure }) => failure !== undefined);
  for (const { file, failure } of failures) terminal.stderr.write(`tflow: ${file}: ${failure}\n`);
  if (failures.length > 0) return 2;
  return checked.some(({ findings }) => findings.some(({ severity }) => severity === 'error')) ? 1 : 0;
};

/** A pattern without files stays as it is: reading it says why there is nothing to check. */
const expand = async (patterns: readonly string[], { glob }: Terminal): Promise<ReadonlySet<string>> => {
  const files = new Set<string>();
  for (const pattern of patterns) {
    const found = pattern === '-' ? [] : await glob(pattern);
    for (const file of found.length === 0 ? [pattern] : found.toSorted()) files.add(file);
  }
  return files;
};

const checkFile = async (name: string, { readFile, stdin }: Terminal): Promise<Checked> => {
  const file = name === '-' ? '<stdin>' : name;
  let text: string;
  try {
    text = name === '-' ? await readAll(stdin) : await readFile(name);
  } catch (problem) {
    return failed(file, reasonOf(problem));
  }
  try {
    // Editors do not count the byte order mark as a column.
    const lines = splitLines(text.replace(/^\uFEFF/, ''));
    return { file, lines, findings: analyze(lines.map(parseLine)).findings };
  } catch (problem) {
    return failed(file, `could not be checked: ${reasonOf(problem)}`);
  }
};

const failed = (file: string, failure: string): Checked => ({ file, lines: [], findings: [], failure });

const reasonOf = (problem: unknown): string => (problem instanceof Error ? problem.message : String(problem));

const readAll = async (stream: AsyncIterable<Uint8Array | string>): Promise<string> => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  for await (const chunk of stream) text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
};

const wantsColour = ({ stdout, env }: Terminal): boolean => stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '';
