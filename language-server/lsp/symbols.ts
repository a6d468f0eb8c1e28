// textDocument/documentSymbol
import type { DocumentSymbol } from 'vscode-languageserver';
import { outline } from '../core/ide/outline.ts';
import type { FlowDocument } from './document.ts';
import { toSymbol } from './to-lsp.ts';

export const provideSymbols = function* (document: FlowDocument): Generator<undefined, DocumentSymbol[]> {
  return (yield* outline(document.lines)).map((entry) => toSymbol(entry, (line) => document.lineText(line).length));
};
