// textDocument/selectionRange
import type { SelectionRange, SelectionRangeParams } from 'vscode-languageserver';
import { selections } from '../core/ide/selection.ts';
import type { FlowDocument } from './document.ts';
import { toSelectionRange } from './to-lsp.ts';

export const provideSelectionRanges = (document: FlowDocument, { positions }: SelectionRangeParams): SelectionRange[] =>
  positions.map(({ line, character }) => toSelectionRange(selections(document.lines, document.lineText, line, character)));
