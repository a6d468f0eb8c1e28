// An open document: its text, and its lines as parsed. A change reparses the lines that it touches, and no others.
import { TextDocument, type Range, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { analyze, type Analysis } from '../core/analyze.ts';
import type { Severities } from '../core/flow/severity.ts';
import type { Line } from '../core/flow/statement.ts';
import { parseLine } from '../syntax/lines.ts';

export interface FlowDocument {
  readonly uri: string;
  readonly version: number;
  /** One a line of the text, in order. */
  readonly lines: readonly Line[];
  /** How many lines have been parsed since it was opened. */
  readonly parsed: number;
  /** The text of a line without its end; empty for a line that does not exist. */
  lineText(line: number): string;
  /** Of the document as it is now; made when it is first asked for after a change. */
  analysis(): Analysis;
}

export interface OpenDocument extends FlowDocument {
  /** Takes a client's changes in their order. Throws on a change that is none; the document stays as it was before that change. */
  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void;
}

const asTheyAre: Severities = {};

/** Parses the whole text. The analysis waits until it is asked for; `severities` gives what the reader has set at that time. */
export const openDocument = (uri: string, version: number, text: string, severities: () => Severities = () => asTheyAre): OpenDocument => {
  const document = TextDocument.create(uri, 'tcpflow', version, text);
  let parsed = 0;
  let analysis: { readonly of: Severities; readonly result: Analysis } | undefined;

  const lineText = (line: number): string => {
    if (!(line >= 0 && line < document.lineCount)) return '';
    return document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } }).replace(/\r\n$|[\r\n]$/, '');
  };
  const parse = (from: number, to: number): Line[] => {
    const count = Math.max(0, to - from);
    parsed += count;
    return Array.from({ length: count }, (_, index) => parseLine(lineText(from + index)));
  };
  let lines = parse(0, document.lineCount);

  const take = (change: TextDocumentContentChangeEvent, newVersion: number): void => {
    const before = document.lineCount;
    const range = 'range' in change ? change.range as Range | undefined : undefined;
    if (range !== undefined && !isRange(range)) throw new Error(`a change of ${uri} has no valid range: ${JSON.stringify(range)}`);
    TextDocument.update(document, [change], newVersion);
    if (range === undefined) {
      lines = parse(0, document.lineCount);
      return;
    }
    const { start, end } = range;
    // Clients may count beyond the end, before the beginning, or backwards: `update` takes all of that.
    const within = (line: number): number => Math.min(Math.max(line, 0), before - 1);
    const first = within(Math.min(start.line, end.line));
    const last = within(Math.max(start.line, end.line));
    const fresh = parse(first, last + 1 + document.lineCount - before);
    lines = [...lines.slice(0, first), ...fresh, ...lines.slice(last + 1)];
  };

  return {
    uri,
    get version() { return document.version; },
    get lines() { return lines; },
    get parsed() { return parsed; },
    lineText,
    analysis: () => {
      const of = severities();
      if (analysis?.of !== of) analysis = { of, result: analyze(lines, of) };
      return analysis.result;
    },
    change: (changes, newVersion) => {
      analysis = undefined;
      for (const change of changes) take(change, newVersion);
      if (changes.length === 0) TextDocument.update(document, [], newVersion);
    },
  };
};

/** Clients are other people's programs. */
const isRange = (range: Range | null): boolean =>
  [range?.start?.line, range?.start?.character, range?.end?.line, range?.end?.character].every(Number.isInteger);
