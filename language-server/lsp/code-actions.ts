// textDocument/codeAction: quick fixes of what is wrong in a range, and everything that is certain at once.
import { CodeActionKind, type CodeAction, type CodeActionParams, type TextEdit } from 'vscode-languageserver';
import { analyze, type Analysis } from '../core/analyze.ts';
import type { Finding } from '../core/flow/finding.ts';
import { format, say } from '../core/flow/message.ts';
import type { Line } from '../core/flow/statement.ts';
import { fixAll, fixes, type Patient } from '../core/ide/fixes.ts';
import { flowAt } from '../core/timeline/at-line.ts';
import { parseLine } from '../syntax/lines.ts';
import type { FlowDocument } from './document.ts';
import { toDiagnostic, toTextEdit } from './to-lsp.ts';

export const fixAllKind = `${CodeActionKind.SourceFixAll}.tcpflow`;

/** Each proposal is played before it is offered: a longer flow would keep its author waiting. */
const triedOutAtMost = 600;

export const provideCodeActions = (document: FlowDocument, { range, context: { only } }: CodeActionParams): CodeAction[] => {
  const wants = (kind: string): boolean => only === undefined || only.some((one) => kind === one || kind.startsWith(`${one}.`));
  return [
    ...wants(CodeActionKind.QuickFix) ? quickFixes(document, range.start.line, range.end.line) : [],
    ...only !== undefined && wants(fixAllKind) ? mendAll(document) : [],
  ];
};

const textsOf = ({ lines, lineText }: FlowDocument): readonly string[] => lines.map((_, line) => lineText(line));

const quickFixes = (document: FlowDocument, first: number, last: number): CodeAction[] => {
  const found = document.analysis().findings.filter(({ line }) => first <= line && line <= last);
  // Editors ask at every move of the cursor, most often where nothing is wrong.
  if (found.length === 0) return [];
  const texts = textsOf(document);
  const parse = reader(document, texts);
  return found.flatMap((finding) => {
    const patient = patientOf(document, texts, parse, finding);
    return fixes(patient, finding).map(({ title, edits, certain, said }, index): CodeAction => ({
      title: format(title, document.bundle),
      kind: CodeActionKind.QuickFix,
      diagnostics: [toDiagnostic(document.uri, finding, document.bundle)],
      ...(index === 0 && (certain === true || said === true) ? { isPreferred: true } : {}),
      edit: { changes: { [document.uri]: edits.map((edit): TextEdit => toTextEdit(edit, texts)) } },
    }));
  });
};

const mendAll = (document: FlowDocument): CodeAction[] => {
  const texts = textsOf(document);
  const parse = reader(document, texts);
  const analyzed = (some: readonly string[]): { readonly lines: readonly Line[]; readonly analysis: Analysis } => {
    const lines = some.map(parse);
    return { lines, analysis: analyze(lines) };
  };
  const mended = fixAll({ analysis: document.analysis(), lines: document.lines, texts }, analyzed);
  if (mended === undefined) return [];
  // No certain cure adds or removes a line.
  const changes = mended.flatMap((text, line): TextEdit[] => {
    const before = texts[line]!;
    return text === before ? [] : [toTextEdit({ kind: 'replace', line, span: { start: 0, end: before.length }, text }, texts)];
  });
  return [{ title: format(say`Fix everything that has one certain cure`, document.bundle), kind: fixAllKind, edit: { changes: { [document.uri]: changes } } }];
};

/** Lines that the document has are parsed already. */
const reader = ({ lines }: FlowDocument, texts: readonly string[]): ((text: string) => Line) => {
  const known = new Map(texts.map((text, line) => [text, lines[line]!]));
  return (text) => known.get(text) ?? parseLine(text);
};

/** Only the finding's own flow is played again, with what the file declares for all of them. */
const patientOf = (document: FlowDocument, texts: readonly string[], parse: (text: string) => Line, finding: Finding): Patient => {
  const analysis = document.analysis();
  const patient = { analysis, lines: document.lines, texts };
  const timeline = flowAt(analysis.timelines, finding.line);
  if ((timeline?.length ?? texts.length) > triedOutAtMost) return patient;
  const flow = timeline?.flow;
  const apart = finding.code === 'syntax' || finding.code === 'unused-endpoint' || flow?.title === undefined ? [] : analysis.timelines.map((one) => one.flow).filter((one) => one !== flow && one.title !== undefined);
  const isApart = (line: number): boolean => apart.some((one) => one.line <= line && line <= one.endLine);
  return {
    ...patient,
    tryOut: (some) => {
      const lineBefore = matched(texts, some);
      return analyze(some.map((text, line) => (isApart(lineBefore(line)) ? {} : parse(text)))).findings;
    },
  };
};

/** Which line of `before` an unchanged line of `after` was; -1 for what lies between the first change and the last. */
const matched = (before: readonly string[], after: readonly string[]): ((line: number) => number) => {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return (line) => (line < start ? line : line >= after.length - end ? line - after.length + before.length : -1);
};
