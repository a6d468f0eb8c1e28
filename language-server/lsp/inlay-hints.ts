// textDocument/inlayHint
import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import { hints } from '../core/ide/hints.ts';
import type { FlowDocument } from './document.ts';
import type { Settings } from './settings.ts';
import { toInlayHint } from './to-lsp.ts';

export const provideInlayHints = (document: FlowDocument, { range: { start, end } }: InlayHintParams, { inlayHints }: Settings): InlayHint[] =>
  hints(document.analysis().timelines, document.lines, document.lineText, start.line, end.line, inlayHints).map((hint) => toInlayHint(hint, document.lineText(hint.line)));
