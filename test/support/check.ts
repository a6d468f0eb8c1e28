// Text → findings, the one way in which tests call the core.
import { analyze, type Analysis } from '../../language-server/core/analyze.ts';
import { format } from '../../language-server/core/flow/message.ts';
import { parseLines } from '../../language-server/syntax/lines.ts';

/** The analysis of a file's text. */
export const check = (text: string): Analysis => analyze(parseLines(text));

/** Each finding as `line:column severity[code] message`, lines and columns from 1. */
export const findings = (text: string): readonly string[] =>
  check(text).findings.map(({ line, span, severity, code, message }) => `${line + 1}:${span.start + 1} ${severity}[${code}] ${format(message)}`);
