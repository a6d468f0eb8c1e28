// textDocument/definition, references, documentHighlight
import {
  DocumentHighlightKind, type Definition, type DefinitionParams, type DocumentHighlight, type DocumentHighlightParams, type Location, type Position, type ReferenceParams,
} from 'vscode-languageserver';
import { declarationOf, nameAt, type Name, type Occurrence } from '../core/ide/names.ts';
import { documentNames } from './document-names.ts';
import type { FlowDocument } from './document.ts';
import { toRange } from './to-lsp.ts';

export const provideDefinition = (document: FlowDocument, { position }: DefinitionParams): Definition | null => {
  const found = nameUnder(document, position);
  if (found === undefined) return null;
  const declaration = declarationOf(found.name, found.occurrence);
  return { uri: document.uri, range: toRange(declaration.line, declaration.span) };
};

export const provideReferences = (document: FlowDocument, { position, context }: ReferenceParams): Location[] =>
  (nameUnder(document, position)?.name.occurrences ?? [])
    .filter(({ declares }) => context.includeDeclaration || !declares)
    .map((one) => ({ uri: document.uri, range: toRange(one.line, one.span) }));

export const provideHighlights = (document: FlowDocument, { position }: DocumentHighlightParams): DocumentHighlight[] =>
  (nameUnder(document, position)?.name.occurrences ?? [])
    .map((one) => ({ range: toRange(one.line, one.span), kind: one.declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }));

const nameUnder = (document: FlowDocument, { line, character }: Position): { readonly name: Name; readonly occurrence: Occurrence } | undefined =>
  nameAt(documentNames(document), line, character);
