// textDocument/definition, references, documentHighlight
import {
  DocumentHighlightKind, type Definition, type DefinitionParams, type DocumentHighlight, type DocumentHighlightParams, type Location, type Position, type ReferenceParams,
} from 'vscode-languageserver';
import { declarationOf, nameAt, type Name, type Occurrence } from '../core/ide/names.ts';
import { documentNames } from './document-names.ts';
import type { FlowDocument } from './document.ts';
import { toRange } from './to-lsp.ts';

/** Nobody sees more of them at once: the nearest are marked. */
const highlightedAtMost = 2000;

export const provideDefinition = function* (document: FlowDocument, { position }: DefinitionParams): Generator<undefined, Definition | null> {
  const found = yield* nameUnder(document, position);
  if (found === undefined) return null;
  const declaration = declarationOf(found.name, found.occurrence);
  return { uri: document.uri, range: toRange(declaration.line, declaration.span) };
};

export const provideReferences = function* (document: FlowDocument, { position, context }: ReferenceParams): Generator<undefined, Location[]> {
  const found = yield* nameUnder(document, position);
  return (found?.name.occurrences ?? [])
    .filter(({ declares }) => context.includeDeclaration || !declares)
    .map((one) => ({ uri: document.uri, range: toRange(one.line, one.span) }));
};

export const provideHighlights = function* (document: FlowDocument, { position }: DocumentHighlightParams): Generator<undefined, DocumentHighlight[]> {
  const found = yield* nameUnder(document, position);
  if (found === undefined) return [];
  const { name: { occurrences }, occurrence } = found;
  const first = Math.max(0, occurrences.indexOf(occurrence) - highlightedAtMost / 2);
  return occurrences.slice(first, first + highlightedAtMost)
    .map((one) => ({ range: toRange(one.line, one.span), kind: one.declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }));
};

interface Found {
  readonly name: Name;
  readonly occurrence: Occurrence;
}

const nameUnder = function* (document: FlowDocument, { line, character }: Position): Generator<undefined, Found | undefined> {
  return nameAt(yield* documentNames(document), line, character);
};
