// workspace/symbol: flows, sections and endpoints of all documents, by a few letters of their name.
import type { SymbolInformation } from 'vscode-languageserver';
import { outline, type OutlineEntry } from '../core/ide/outline.ts';
import { toEnd } from '../core/flow/turns.ts';
import type { FlowDocument } from './document.ts';
import { toSymbolInformation } from './to-lsp.ts';

/** Nobody reads more. */
const most = 500;

export const symbolsIn = (document: FlowDocument): readonly SymbolInformation[] => {
  const flat = (entries: readonly OutlineEntry[], container?: string): SymbolInformation[] => entries.flatMap((entry) => [
    ...(entry.kind === 'segment' || entry.kind === 'cross' ? [] : [toSymbolInformation(document.uri, entry, container)]),
    ...flat(entry.children, entry.name),
  ]);
  return flat(toEnd(outline(document.lines, document.lineText)));
};

/** Those in whose names the letters of the query stand, in this order; capitals do not count. */
export const matching = (symbols: readonly SymbolInformation[], query: string): SymbolInformation[] => {
  const letters = [...query.toLowerCase()].filter((letter) => letter.trim() !== '');
  return symbols.filter(({ name }) => {
    const lower = name.toLowerCase();
    let at = 0;
    return letters.every((letter) => (at = lower.indexOf(letter, at) + 1) > 0);
  }).slice(0, most);
};
