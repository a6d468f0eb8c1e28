// textDocument/foldingRange
import type { FoldingRange } from 'vscode-languageserver';
import { folds } from '../core/ide/outline.ts';
import type { FlowDocument } from './document.ts';
import { toFoldingRange } from './to-lsp.ts';

export const provideFolding = function* (document: FlowDocument): Generator<undefined, FoldingRange[]> {
  return (yield* folds(document.lines, (line) => document.lineText(line).trimStart().startsWith('//'))).map(toFoldingRange);
};
