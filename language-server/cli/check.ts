// `tflow check`: reads files, analyses them, reports. A file that cannot be read or checked is never a clean one.
import { analyze } from '../core/analyze.ts';
import { parseLine, splitLines } from '../syntax/lines.ts';
import type { Checked } from './checked.ts';
import { Mistake, type Command } from './command.ts';
import { filesOf, reasonOf, shownName, textOf } from './files.ts';
import { githubReport } from './report-github.ts';
import { jsonReport } from './report-json.ts';
import { junitReport } from './report-junit.ts';
import { sarifReport } from './report-sarif.ts';
import { textReport } from './report-text.ts';
import type { ExitCode, Terminal } from './terminal.ts';

type Report = (checked: readonly Checked[], colour: boolean) => string;

const reports: Readonly<Record<string, Report>> = { text: textReport, json: jsonReport, sarif: sarifReport, github: githubReport, junit: junitReport };

export const checkCommand: Command = {
  name: 'check',
  usage: `check [--format ${Object.keys(reports).join('|')}] [--watch] FILES…`,
  summary: 'Says what TCP does not allow in .tcpflow files.',
  help: `  FILES            files or patterns such as 'flows/**/*.tcpflow'; - is standard input
  --format text    like a compiler: the line, what is wrong with it, where TCP says so (the default)
  --format json    {"diagnostics":[{"file","line","column","endLine","endColumn","severity","code","message"}]}
  --format sarif   SARIF 2.1.0, for code scanning
  --format github  annotations on the lines of a pull request, in a GitHub workflow
  --format junit   a test report in which each file is a test
  --watch          stays, and checks again whenever a file changes; Ctrl+C ends it

  tflow check flows/*.tcpflow                          says what is wrong in these files
  tflow check --watch '**/*.tcpflow'                   while you edit
  tflow check --format sarif '**/*.tcpflow' > tcp.sarif
  tflow check - < flow.tcpflow

What the code in a finding means stands on its page in docs/rules. A line that breaks a rule on purpose says so in the file:
\`violates RULE\`.

Exit code: 0 no errors (but perhaps warnings and hints), 1 errors, 2 a file could not be read or checked.
`,
  options: { format: { type: 'string', default: 'text' }, watch: { type: 'boolean', default: false } },
  run: (patterns, { format, watch }, terminal) => {
    const report = Object.hasOwn(reports, String(format)) ? reports[String(format)]! : undefined;
    if (report === undefined) throw new Mistake(`there is no format ${String(format)}`);
    return watch === true ? watchFiles(patterns, report, terminal) : checkFiles(patterns, report, terminal);
  },
};

/** Checks all files that the patterns mean, each once, and reports on all of them together. */
const checkFiles = async (patterns: readonly string[], report: Report, terminal: Terminal): Promise<ExitCode> => {
  const files = await filesOf(patterns, terminal);
  const checked: Checked[] = [];
  for (const file of files) checked.push(await checkFile(file, terminal));
  terminal.stdout.write(report(checked, wantsColour(terminal)));
  const failures = checked.filter(({ failure }) => failure !== undefined);
  for (const { file, failure } of failures) terminal.stderr.write(`tflow: ${file}: ${failure}\n`);
  if (failures.length > 0) return 2;
  return checked.some(({ findings }) => findings.some(({ severity }) => severity === 'error')) ? 1 : 0;
};

/** Checks again after each change, until there are none to wait for; then the last result counts. */
const watchFiles = async (patterns: readonly string[], report: Report, terminal: Terminal): Promise<ExitCode> => {
  if (patterns.includes('-')) throw new Mistake('standard input cannot be watched');
  for (;;) {
    // What changes while we check is a change to be looked at, too.
    const change = terminal.nextChange(await filesOf(patterns, terminal));
    const code = await checkFiles(patterns, report, terminal);
    if (!await change) return code;
  }
};

const checkFile = async (name: string, terminal: Terminal): Promise<Checked> => {
  const file = shownName(name);
  let text: string;
  try {
    text = await textOf(name, terminal);
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

const wantsColour = ({ stdout, env }: Terminal): boolean => stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '';
