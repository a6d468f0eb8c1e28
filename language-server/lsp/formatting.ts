// textDocument/formatting, rangeFormatting, onTypeFormatting
import type { DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, FormattingOptions, TextEdit } from 'vscode-languageserver';
import { formatLines } from '../syntax/format.ts';
import type { FlowDocument } from './document.ts';

/** How far away the lines are whose columns a line takes that was just written. */
const neighbours = 100;

export const provideFormatting = (document: FlowDocument, { options }: DocumentFormattingParams): Generator<undefined, TextEdit[]> =>
  editsOf(document, options, 0, document.lines.length - 1);

/** Whole lines; a selection that ends before the first character of a line does not mean that line. */
export const provideRangeFormatting = (document: FlowDocument, { options, range: { start, end } }: DocumentRangeFormattingParams): Generator<undefined, TextEdit[]> =>
  editsOf(document, options, start.line, end.character === 0 ? end.line - 1 : end.line);

/** The line that is finished: the one before a new line, or the one with the closing brace. */
export const provideOnTypeFormatting = (document: FlowDocument, { options, position, ch }: DocumentOnTypeFormattingParams): Generator<undefined, TextEdit[]> => {
  const line = ch === '\n' ? position.line - 1 : position.line;
  return editsOf(document, options, line, line, neighbours);
};

const editsOf = function* (
  document: FlowDocument, { insertSpaces, tabSize }: FormattingOptions, start: number, end: number, around?: number,
): Generator<undefined, TextEdit[]> {
  const from = Math.max(Math.floor(start), 0);
  const to = Math.min(Math.floor(end), document.lines.length - 1);
  if (!(from <= to)) return [];
  const indent = insertSpaces ? ' '.repeat(Math.min(Math.max(tabSize, 1), 16)) : '\t';
  return (yield* formatLines(document, indent, from, to, around)).flatMap((newText, index): TextEdit[] => {
    const line = from + index;
    const { length } = document.lineText(line);
    if (newText === document.lineText(line)) return [];
    const last = { line, character: length };
    if (newText !== undefined) return [{ range: { start: { line, character: 0 }, end: last }, newText }];
    return [{ range: { start: { line: line - 1, character: document.lineText(line - 1).length }, end: last }, newText: '' }];
  });
};
