// The names of a document, gathered once for each of its versions: editors ask at every move of the cursor.
import { namesOf, type Name } from '../core/ide/names.ts';
import type { Line } from '../core/flow/statement.ts';
import type { FlowDocument } from './document.ts';

const known = new WeakMap<FlowDocument, { readonly of: readonly Line[]; readonly version: number; readonly names: readonly Name[] }>();

export const documentNames = function* (document: FlowDocument): Generator<undefined, readonly Name[]> {
  const { version, lines } = document;
  const before = known.get(document);
  if (before?.version === version && before.of === lines) return before.names;
  const names = yield* namesOf(lines);
  known.set(document, { of: lines, version, names });
  return names;
};
