// textDocument/documentSymbol
import type { DocumentSymbol } from 'vscode-languageserver';
import { outline } from '../core/ide/outline.ts';
import type { FlowDocument } from './document.ts';
import { toSymbol } from './to-lsp.ts';

export const provideSymbols = function* (document: FlowDocument): Generator<undefined, DocumentSymbol[]> {
  const entries = yield* outline(document.lines, document.lineText, document.analysis().timelines);
  return entries.map((entry) => toSymbol(entry, (line) => document.lineText(line).length));
};
