// `tflow check`: reads files, analyses them, reports. A file that cannot be read or checked is never a clean one.
import { analyze } from '../core/analyze.ts';
import { incomplete } from '../core/flow/incomplete.ts';
import { moved } from '../core/flow/moved.ts';
import { nearest } from '../core/flow/nearest.ts';
import { settings, type Severities, type Setting } from '../core/flow/severity.ts';
import { ruleOf, rules } from '../core/rules/index.ts';
import { eachLine, splitLines } from '../syntax/lines.ts';
import type { Finding } from '../core/flow/finding.ts';
import { flowPieces, isCapture, openCapture } from './captures.ts';
import { isIncomplete, type Checked } from './checked.ts';
import { Mistake, type Command } from './command.ts';
import { filesOf, linesOf, reasonOf, shownName } from './files.ts';
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
  usage: `check [--format ${Object.keys(reports).join('|')}] [--rule NAME=LEVEL]… [--watch] FILES…`,
  summary: 'Says what TCP does not allow in .tcpflow files and captures.',
  help: `  FILES              files, folders (all .tcpflow files in them) or patterns such as 'flows/**/*.tcpflow'; - is standard
                     input. A capture (.pcap, .pcapng, .cap) is checked as the flows that \`tflow import\` makes of it
  --format text      like a compiler: the line, what is wrong with it, where TCP says so (the default)
  --format json      {"diagnostics":[{"file","line","column","endLine","endColumn","severity","code","message"}]}
  --format sarif     SARIF 2.1.0, for code scanning
  --format github    annotations on the lines of a pull request, in a GitHub workflow
  --format junit     a test report in which each file is a test
  --rule NAME=LEVEL  how much a rule weighs: ${settings.join(', ')}; may stand several times. What a file says itself comes first
  --watch            stays, and checks again whenever a file changes; Ctrl+C ends it

  tflow check flows/*.tcpflow                          says what is wrong in these files
  tflow check --watch .                                all files in this folder, while you edit
  tflow check --rule unanswered-segment=error --rule spurious-retransmission=off *.tcpflow
  tflow check --format sarif '**/*.tcpflow' > tcp.sarif
  tflow check - < flow.tcpflow

What the code in a finding means stands on its page in docs/rules. A line that breaks a rule on purpose says so in the file:
\`violates RULE\`.

Exit code: 0 no errors (but perhaps warnings and hints), 1 errors, 2 a file could not be read or checked.
`,
  options: { format: { type: 'string', default: 'text' }, rule: { type: 'string', multiple: true, default: [] }, watch: { type: 'boolean', default: false } },
  run: (patterns, { format, rule, watch }, terminal) => {
    const report = Object.hasOwn(reports, String(format)) ? reports[String(format)]! : undefined;
    if (report === undefined) throw new Mistake(`there is no format ${String(format)}; there are ${Object.keys(reports).join(', ')}`);
    const check: Check = { report, severities: severitiesOf(rule as readonly string[]) };
    return watch === true ? watchFiles(patterns, check, terminal) : checkFiles(patterns, check, terminal);
  },
};

/** How to check. */
interface Check {
  readonly report: Report;
  readonly severities: Severities;
}

/** From `NAME=LEVEL` each. */
const severitiesOf = (set: readonly string[]): Severities => Object.fromEntries(set.map((text): [string, Setting] => {
  const [name = '', level = ''] = text.split(/=(.*)/s);
  if (ruleOf(name) === undefined) {
    const meant = nearest(name, rules.map(({ code }) => code));
    throw new Mistake(`there is no rule ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  }
  const setting = settings.find((one) => one === level);
  if (setting === undefined) throw new Mistake(`a rule is set to ${settings.join(', ')}: --rule ${name}=error`);
  return [name, setting];
}));

/** Checks all files that the patterns mean, each once, and reports on all of them together. */
const checkFiles = async (patterns: readonly string[], { report, severities }: Check, terminal: Terminal): Promise<ExitCode> => {
  const files = await filesOf(patterns, terminal);
  const checked: Checked[] = [];
  for (const file of files) checked.push(await (isCapture(file) ? checkCapture : checkFile)(file, severities, terminal));
  terminal.stdout.write(report(checked, wantsColour(terminal)));
  const failures = checked.filter(({ failure }) => failure !== undefined);
  for (const { file, failure } of failures) terminal.stderr.write(`tflow: ${file}: ${failure}\n`);
  if (checked.some(isIncomplete)) return 2;
  return checked.some(({ findings }) => findings.some(({ severity }) => severity === 'error')) ? 1 : 0;
};

/** Checks again after each change, until there are none to wait for; then the last result counts. */
const watchFiles = async (patterns: readonly string[], check: Check, terminal: Terminal): Promise<ExitCode> => {
  if (patterns.includes('-')) throw new Mistake('standard input cannot be watched');
  for (;;) {
    // What changes while we check is a change to be looked at, too.
    const change = terminal.nextChange(await filesOf(patterns, terminal));
    const code = await checkFiles(patterns, check, terminal);
    if (terminal.stderr.isTTY === true) terminal.stderr.write('waiting for a change; Ctrl+C ends it\n');
    if (!await change) return code;
  }
};

const checkFile = async (name: string, severities: Severities, terminal: Terminal): Promise<Checked> => {
  const file = shownName(name);
  try {
    const lines = await linesOf(name, terminal);
    return { file, lines, findings: findingsIn(lines, severities) };
  } catch (problem) {
    return failed(file, reasonOf(problem));
  }
};

/** Total: that something failed is a finding. */
const findingsIn = (lines: readonly string[], severities: Severities): readonly Finding[] => {
  try {
    return analyze(eachLine(lines), severities).findings;
  } catch (problem) {
    return [incomplete(problem)];
  }
};

/** A capture is checked as the text that `tflow import` makes of it; of that text only the lines with findings are kept. */
const checkCapture = async (file: string, severities: Severities, terminal: Terminal): Promise<Checked> => {
  try {
    const capture = await openCapture(file, terminal);
    const [lines, findings]: [string[], Finding[]] = [[], []];
    let [text, from] = ['', 0];
    for await (const piece of flowPieces(capture, terminal, { payload: false, doing: 'checking' })) {
      text += piece.text;
      if (!piece.last) continue;
      const flow = splitLines(text);
      const found = findingsIn(flow, severities);
      for (const at of shownLines(found)) lines[from + at] = flow[at]!;
      for (const finding of found) findings.push(moved(finding, { from: 0, by: from }));
      [text, from] = ['', from + flow.length];
    }
    return { file, lines, findings, ...(capture.damage === undefined ? {} : { failure: capture.damage }) };
  } catch (problem) {
    return failed(file, reasonOf(problem));
  }
};

/** The lines that a report shows. */
const shownLines = (findings: readonly Finding[]): readonly number[] => findings.flatMap(({ line, related = [] }) => [line, ...related.map((place) => place.line)]);

const failed = (file: string, failure: string): Checked => ({ file, lines: [], findings: [], failure });

const wantsColour = ({ stdout, env }: Terminal): boolean => stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '';
