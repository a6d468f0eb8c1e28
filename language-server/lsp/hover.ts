// textDocument/hover
import type { Hover, HoverParams } from 'vscode-languageserver';
import { hover } from '../core/ide/hover.ts';
import type { FlowDocument } from './document.ts';
import { toHover } from './to-lsp.ts';

export const provideHover = (document: FlowDocument, { position: { line, character } }: HoverParams): Hover | null => {
  const found = hover(document.analysis(), document.lines, line, character, document.lineText(line));
  return found === undefined ? null : toHover(line, found, document.bundle);
};
