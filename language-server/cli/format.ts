// `tflow format`: lays files out in the one usual way, or says which are not. Writes nothing that it did not read whole.
import { formatText } from '../syntax/format.ts';
import type { Command } from './command.ts';
import { filesOf, reasonOf, shownName, textOf } from './files.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export const formatCommand: Command = {
  name: 'format',
  usage: 'format [--check] FILES…',
  summary: 'Lays .tcpflow files out in the one usual way.',
  help: `  FILES    files, folders or patterns such as 'flows/**/*.tcpflow'; - formats standard input to standard output
  --check  changes nothing, and says which files are not formatted

Blocks are indented by two spaces; segments that follow each other share columns; flags, fields and options stand in their usual
order. Nothing changes its meaning, and comments, numbers, names and strings keep their spelling. A line with a syntax error is
indented, and otherwise left alone.

  tflow format flows/*.tcpflow              formats these files in place
  tflow format --check '**/*.tcpflow'       for a build: fails where a file is not formatted
  tflow format - < a.tcpflow > b.tcpflow    for an editor: a filter

Exit code: 0 all files are formatted, 1 with --check: some are not, 2 a file could not be read or written.
`,
  options: { check: { type: 'boolean', default: false } },
  run: async (patterns, { check }, terminal) => {
    const files = await filesOf(patterns, terminal);
    const codes: ExitCode[] = [];
    for (const file of files) codes.push(await formatFile(file, check === true, terminal));
    return codes.reduce((worst, code) => (code > worst ? code : worst), 0);
  },
};

const formatFile = async (file: string, check: boolean, terminal: Terminal): Promise<ExitCode> => {
  const { stdout, stderr, writeFile } = terminal;
  try {
    const text = await textOf(file, terminal);
    // What came from bytes that are no text would be lost when it is written back.
    if (text.includes('\ufffd')) throw new Error('this is not a text in UTF-8');
    const formatted = formatText(text);
    if (check) {
      if (formatted === text) return 0;
      stdout.write(`${shownName(file)} is not formatted\n`);
      return 1;
    }
    if (file === '-') stdout.write(formatted);
    else if (formatted !== text) {
      await writeFile(file, formatted);
      stdout.write(`${file} formatted\n`);
    }
    return 0;
  } catch (problem) {
    stderr.write(`tflow: ${shownName(file)}: ${reasonOf(problem)}\n`);
    return 2;
  }
};
