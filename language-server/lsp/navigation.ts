// textDocument/definition, references, documentHighlight
import {
  DocumentHighlightKind, type Definition, type DefinitionParams, type DocumentHighlight, type DocumentHighlightParams, type Location, type ReferenceParams,
} from 'vscode-languageserver';
import { declarationOf, nameAt, namesOf } from '../core/ide/names.ts';
import type { FlowDocument } from './document.ts';
import { toRange } from './to-lsp.ts';

export const provideDefinition = ({ uri, lines }: FlowDocument, { position: { line, character } }: DefinitionParams): Definition | null => {
  const found = nameAt(namesOf(lines), line, character);
  if (found === undefined) return null;
  const declaration = declarationOf(found.name, found.occurrence);
  return { uri, range: toRange(declaration.line, declaration.span) };
};

export const provideReferences = ({ uri, lines }: FlowDocument, { position: { line, character }, context }: ReferenceParams): Location[] =>
  (nameAt(namesOf(lines), line, character)?.name.occurrences ?? [])
    .filter(({ declares }) => context.includeDeclaration || !declares)
    .map((one) => ({ uri, range: toRange(one.line, one.span) }));

export const provideHighlights = ({ lines }: FlowDocument, { position: { line, character } }: DocumentHighlightParams): DocumentHighlight[] =>
  (nameAt(namesOf(lines), line, character)?.name.occurrences ?? [])
    .map((one) => ({ range: toRange(one.line, one.span), kind: one.declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }));
