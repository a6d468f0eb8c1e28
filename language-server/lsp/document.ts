// An open document: its text, and its lines as parsed. A change reparses the lines that it touches, and no others.
import { TextDocument, type Range, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { analyser, toEnd, type Analyser, type Analysis } from '../core/analyze.ts';
import { incompleteCode } from '../core/flow/incomplete.ts';
import type { Severities } from '../core/flow/severity.ts';
import type { Bundle } from '../core/flow/message.ts';
import type { Line } from '../core/flow/statement.ts';
import { parseLine } from '../syntax/lines.ts';

export interface FlowDocument {
  readonly uri: string;
  readonly version: number;
  /** One a line of the text, in order. */
  readonly lines: readonly Line[];
  /** How many lines have been parsed since it was opened. */
  readonly parsed: number;
  /** How many statements have been played since it was opened. */
  readonly played: number;
  /** In whose words it is spoken of. */
  readonly bundle: Bundle;
  /** The text of a line without its end; empty for a line that does not exist. */
  lineText(line: number): string;
  /** Of the document as it is now. */
  analysis(): Analysis;
  /** The same in small steps, so that one can do something else in between, or give up when a change comes: what was done is not lost. */
  work(): Generator<undefined, Analysis>;
}

export interface OpenDocument extends FlowDocument {
  /** Takes a client's changes in their order. Throws on a change that is none: from then on the document cannot be checked, until a client sends all of its text. */
  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void;
}

const asTheyAre: Severities = {};

/** Nothing is parsed or analysed before it is asked for; `severities` gives what the reader has set at that time. */
export const openDocument = (uri: string, version: number, text: string, severities: () => Severities = () => asTheyAre, bundle: Bundle = {}): OpenDocument => {
  const document = TextDocument.create(uri, 'tcpflow', version, text);
  let parsed = 0;
  let played = 0;
  /** The first lines, until all are parsed. */
  let begun: Line[] = [];
  let whole: Analyser | undefined;
  /** Why the text may not be what the client has: nothing that is said about it would be true. */
  let outOfStep: unknown;
  let analysis: { readonly of: Severities; readonly result: Analysis } | undefined;

  const lineText = (line: number): string => {
    if (!(line >= 0 && line < document.lineCount)) return '';
    return document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } }).replace(/\r\n$|[\r\n]$/, '');
  };
  const parse = (line: number): Line => {
    parsed++;
    return parseLine(lineText(line));
  };

  const read = function* (): Generator<undefined, Analyser> {
    if (outOfStep !== undefined) throw outOfStep;
    while (whole === undefined && begun.length < document.lineCount) {
      begun.push(parse(begun.length));
      yield;
    }
    if (whole === undefined) {
      whole = analyser(begun);
      begun = [];
    }
    return whole;
  };
  const work = function* (): Generator<undefined, Analysis> {
    const of = severities();
    if (analysis?.of !== of) {
      const { work: analyse } = yield* read();
      analysis = { of, result: yield* analyse(of) };
    }
    return analysis.result;
  };

  const anew = (): void => {
    outOfStep = undefined;
    begun = [];
    played += whole?.stepsPlayed ?? 0;
    whole = undefined;
  };

  const take = (change: TextDocumentContentChangeEvent, newVersion: number): void => {
    const range = 'range' in change ? change.range as Range | undefined : undefined;
    if (range !== undefined && !isRange(range)) throw new Error(`a change has no valid range: ${JSON.stringify(range)}`);
    if (range === undefined || typeof change.text !== 'string') {
      TextDocument.update(document, [change], newVersion);
      anew();
      return;
    }
    const { first, last, text } = wholeLines(document, range, change.text);
    const before = { lineCount: document.lineCount, first: lineText(first) };
    TextDocument.update(document, [{ range: { start: { line: first, character: 0 }, end: { line: last + 1, character: 0 } }, text }], newVersion);
    const end = last + 1 + document.lineCount - before.lineCount;
    // The line above is there for its end only.
    const from = first < last && end > first && lineText(first) === before.first ? first + 1 : first;
    if (whole === undefined) begun.length = Math.min(begun.length, from);
    else {
      const edited = whole;
      whole = undefined;
      try {
        edited.replace(from, last + 1, Array.from({ length: end - from }, (_, index) => parse(from + index)));
        whole = edited;
      } catch {
        // Half an edit would be worse than none: the text is read anew, and what fails then is told.
      }
    }
  };

  return {
    uri,
    bundle,
    get version() { return document.version; },
    get lines() { return toEnd(read()).lines; },
    get parsed() { return parsed; },
    get played() { return played + (whole?.stepsPlayed ?? 0); },
    lineText,
    work,
    analysis: () => toEnd(work()),
    change: (changes, newVersion) => {
      // What failed is tried again.
      if (analysis?.result.findings.some(({ code }) => code === incompleteCode) === true) anew();
      analysis = undefined;
      TextDocument.update(document, [], newVersion);
      for (const change of changes) {
        try {
          take(change, newVersion);
        } catch (problem) {
          outOfStep = problem;
          throw problem;
        }
      }
    },
  };
};

/**
 * The change as one of whole lines, from the line above it on. Clients count beyond the end, before the beginning, or backwards;
 * and a CR and a LF that come together become one line end: `update` does neither right unless lines are exchanged as a whole.
 */
const wholeLines = (document: TextDocument, range: Range, inserted: string): { readonly first: number; readonly last: number; readonly text: string } => {
  const offsets = [document.offsetAt(range.start), document.offsetAt(range.end)] as const;
  const [start, end] = [Math.min(...offsets), Math.max(...offsets)];
  const first = Math.max(0, document.positionAt(start).line - 1);
  const last = document.positionAt(end).line;
  const content = (from: number, to: number): string => document.getText({ start: document.positionAt(from), end: document.positionAt(to) });
  const before = content(document.offsetAt({ line: first, character: 0 }), start);
  const after = document.getText({ start: document.positionAt(end), end: { line: last + 1, character: 0 } });
  return { first, last, text: before + inserted + after };
};

/** Clients are other people's programs. */
const isRange = (range: Range | null): boolean =>
  [range?.start?.line, range?.start?.character, range?.end?.line, range?.end?.character].every(Number.isInteger);
