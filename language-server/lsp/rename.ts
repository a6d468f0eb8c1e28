// textDocument/prepareRename, rename
import { LSPErrorCodes, ResponseError, type PrepareRenameParams, type PrepareRenameResult, type RenameParams, type WorkspaceEdit } from 'vscode-languageserver';
import { format } from '../core/flow/message.ts';
import { nameAt } from '../core/ide/names.ts';
import { clashOf } from '../core/ide/rename.ts';
import { nameProblem } from '../syntax/name.ts';
import { documentNames } from './document-names.ts';
import type { FlowDocument } from './document.ts';
import { toRange } from './to-lsp.ts';

export const prepareRename = function* (
  document: FlowDocument, { position: { line, character } }: PrepareRenameParams,
): Generator<undefined, PrepareRenameResult | null> {
  const found = nameAt(yield* documentNames(document), line, character);
  return found === undefined ? null : { range: toRange(found.occurrence.line, found.occurrence.span), placeholder: found.name.text };
};

/** Throws the reason, for the person who typed it, where the new name cannot be. */
export const provideRename = function* (
  document: FlowDocument, { position: { line, character }, newName }: RenameParams,
): Generator<undefined, WorkspaceEdit | null> {
  const names = yield* documentNames(document);
  const found = nameAt(names, line, character);
  if (found === undefined) return null;
  const newText = newName.trim();
  const problem = nameProblem(newText) ?? clashOf(names, found.name, newText);
  if (problem !== undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, format(problem, document.bundle));
  return { changes: { [document.uri]: found.name.occurrences.map((one) => ({ range: toRange(one.line, one.span), newText })) } };
};
