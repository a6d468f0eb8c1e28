// textDocument/selectionRange
import type { SelectionRange, SelectionRangeParams } from 'vscode-languageserver';
import { selections } from '../core/ide/selection.ts';
import type { FlowDocument } from './document.ts';
import { toSelectionRange } from './to-lsp.ts';

export const provideSelectionRanges = function* (document: FlowDocument, { positions }: SelectionRangeParams): Generator<undefined, SelectionRange[]> {
  const places = positions.map(({ line, character }) => ({ line, column: character }));
  return (yield* selections(document.lines, document.lineText, places)).map(toSelectionRange);
};
