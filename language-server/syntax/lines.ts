// From text to lines: each is parsed and lowered on its own, and the parser's trees are dropped at once. Knows lines
// and comments; pairs no braces and resolves no names.
import { hiddenIn } from '../core/flow/hidden.ts';
import { incompleteCode, notChecked } from '../core/flow/incomplete.ts';
import { say } from '../core/flow/message.ts';
import type { Line, Statement, SyntaxProblem } from '../core/flow/statement.ts';
import { lower } from './lower.ts';
import { createTcpflowParser, type TcpflowParser, type Token } from './parser.ts';
import { Problems } from './problems.ts';
import { shapes } from './shapes.ts';
import { reportSyntaxErrors } from './syntax-errors.ts';

/** Longer lines are a problem, not a statement: they come from a wrong file. */
export const longestLine = 10_000;

/** The lines of a whole text. There is one more than there are line ends. */
export const parseLines = (text: string): Line[] => splitLines(text).map(parseLine);

/** The lines with these texts, each when it is asked for. */
export const eachLine = function* (texts: readonly string[]): Generator<Line> {
  for (const text of texts) yield parseLine(text);
};

/** The texts of the lines, without their ends: `\n`, `\r\n` or `\r`. */
export const splitLines = (text: string): string[] => text.split(/\r\n|\n|\r/);

/** One line, without its line end. Total: whatever the text is, there is a line, with at most one problem. */
export const parseLine = (text: string): Line => {
  const line = withoutHidden(text);
  const all = text.length > longestLine ? undefined : hiddenIn(text);
  if (all === undefined) return line;
  const { problem } = line;
  const hidden = problem === undefined ? all : all.filter(({ span }) => span.end <= problem.span.start || span.start >= problem.span.end);
  return hidden.length === 0 ? line : { ...line, hidden };
};

const withoutHidden = (text: string): Line => {
  if (blankOrComment.test(text)) return commentLine(text);
  if (text.length > longestLine) {
    const message = say`this line is too long: ${text.length} characters, but only ${longestLine} are read`;
    return { problem: { span: { start: longestLine, end: text.length }, message } };
  }
  const source = detached(text);
  try {
    return parseStatement(source);
  } catch (problem) {
    // A fault of the parser may leave it in a state that spoils the next line.
    parser = undefined;
    return { problem: { code: incompleteCode, span: { start: 0, end: source.length }, message: notChecked(problem) } };
  }
};

/** The tokens of a line that can be read, without spaces and comments; their columns are those of the text. */
export const tokensOf = (text: string): readonly Token[] => (parser ??= createTcpflowParser()).tokenize(detached(text));

// Made for the first line that needs it: a server answers before it has read a file.
let parser: TcpflowParser | undefined;
const blankOrComment = /^\uFEFF?[ \t]*(?:\/\/|$)/;
const blank: Line = Object.freeze({});

/**
 * The line without its byte order mark, which counts as a column, and as a string of its own: words cut from the text
 * of the document would keep all of it in memory.
 */
const detached = (text: string): string => (text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : ` ${text}`.slice(1));

const commentLine = (text: string): Line => {
  const doc = /^\uFEFF?[ \t]*\/\/\/(?!\/) ?(.*)$/su.exec(text)?.[1];
  return doc === undefined ? blank : { doc: doc.trimEnd() };
};

const known = shapes();

const parseStatement = (text: string): Line => {
  const problems = new Problems();
  const like = known.statementOf(text, (tree) => lower(tree, problems));
  if (like !== undefined) return toLine(like, problems.first, false);
  parser ??= createTcpflowParser();
  const { value, lexerErrors, parserErrors } = parser.parseTree(text);
  const statement = lower(value, problems);
  if (lexerErrors.length === 0 && parserErrors.length === 0) {
    if (problems.first === undefined) known.remember(text, value);
    return toLine(statement, problems.first, false);
  }
  const { keep, opens } = reportSyntaxErrors({ text, lexerErrors, parserErrors, tokens: parser.tokenize(text) }, statement, problems);
  return toLine(keep ? statement : undefined, problems.first, opens);
};

const toLine = (statement: Statement | undefined, problem: SyntaxProblem | undefined, opens: boolean): Line => {
  if (statement && !problem && !opens) return { statement };
  return { ...(statement && { statement }), ...(problem && { problem }), ...(opens && { opens }) };
};
