// An open document: its text, and its lines as parsed. A change reparses the lines that it touches, and no others.
import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { analyser, type Analyser, type Analysis } from '../core/analyze.ts';
import { incompleteCode } from '../core/flow/incomplete.ts';
import type { Severities } from '../core/flow/severity.ts';
import type { Bundle } from '../core/flow/message.ts';
import type { Line } from '../core/flow/statement.ts';
import { toEnd } from '../core/flow/turns.ts';
import { parseLine } from '../syntax/lines.ts';
import { lineChange, textLines, withoutEnd } from './text-lines.ts';

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

/** So many lines are parsed before the next ones are asked for: as many as a chunk has. */
const parsedAtOnce = 64;

/** Nothing is parsed or analysed before it is asked for; `severities` gives what the reader has set at that time. */
export const openDocument = (uri: string, initialVersion: number, text: string, severities: () => Severities = () => asTheyAre, bundle: Bundle = {}, longestChunk?: number): OpenDocument => {
  let version = initialVersion;
  let texts = textLines(text);
  let parsed = 0;
  let playedBefore = 0;
  /** Has the first lines of the text, in the end all of them. */
  let whole: Analyser | undefined;
  /** Why the text may not be what the client has: nothing that is said about it would be true. */
  let outOfStep: unknown;
  let analysis: { readonly of: Severities; readonly result: Analysis } | undefined;

  const lineText = (line: number): string => withoutEnd(texts[line] ?? '');
  const parse = (line: string): Line => {
    parsed++;
    return parseLine(withoutEnd(line));
  };

  const read = function* (): Generator<undefined, Analyser> {
    if (outOfStep !== undefined) throw outOfStep;
    const edited = whole ??= analyser(longestChunk);
    while (edited.lines.length < texts.length) {
      const from = edited.lines.length;
      edited.replace(from, from, texts.slice(from, from + parsedAtOnce).map(parse));
      yield;
    }
    return edited;
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
    playedBefore += whole?.stepsPlayed ?? 0;
    whole = undefined;
  };

  const take = (change: TextDocumentContentChangeEvent): void => {
    const range = 'range' in change ? change.range as Range | undefined : undefined;
    if (range !== undefined && !isRange(range)) throw new Error(`a change has no valid range: ${JSON.stringify(range)}`);
    if (typeof change.text !== 'string') throw new Error(`a change has no text: ${JSON.stringify(change)}`);
    if (range === undefined) {
      texts = textLines(change.text);
      anew();
      return;
    }
    const { from, to, fresh } = lineChange(texts, range, change.text);
    if (fresh.length === to - from) fresh.forEach((line, index) => (texts[from + index] = line));
    else texts = texts.slice(0, from).concat(fresh, texts.slice(to));
    if (whole === undefined) return;
    const known = whole.lines.length;
    try {
      if (to <= known) whole.replace(from, to, fresh.map(parse));
      else if (from < known) whole.replace(from, known, []);
    } catch {
      // Half an edit would be worse than none: the text is read anew, and what fails then is told.
      anew();
    }
  };

  return {
    uri,
    bundle,
    get version() { return version; },
    get lines() { return toEnd(read()).lines; },
    get parsed() { return parsed; },
    get played() { return playedBefore + (whole?.stepsPlayed ?? 0); },
    lineText,
    work,
    analysis: () => toEnd(work()),
    change: (changes, newVersion) => {
      // What failed is tried again.
      if (analysis?.result.findings.some(({ code }) => code === incompleteCode) === true) anew();
      analysis = undefined;
      version = newVersion;
      for (const change of changes) {
        try {
          take(change);
        } catch (problem) {
          outOfStep = problem;
          throw problem;
        }
      }
    },
  };
};

/** Clients are other people's programs. */
const isRange = (range: Range | null): boolean =>
  [range?.start?.line, range?.start?.character, range?.end?.line, range?.end?.character].every(Number.isInteger);
