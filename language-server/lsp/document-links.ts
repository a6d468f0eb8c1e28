// textDocument/documentLink: the RFCs that comments and notes speak of.
import type { DocumentLink } from 'vscode-languageserver';
import { rfcMentions } from '../core/ide/rfc-mentions.ts';
import type { FlowDocument } from './document.ts';
import { rfcLink, toRange } from './to-lsp.ts';

export const provideDocumentLinks = function* (document: FlowDocument): Generator<undefined, DocumentLink[]> {
  return (yield* rfcMentions(document.lines, document.lineText)).map(({ line, span, rfc }) => ({ range: toRange(line, span), target: rfcLink(rfc) }));
};
