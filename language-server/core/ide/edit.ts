// Changes of a text by lines: what a quick fix does. Knows lines and columns, nothing of the language.
import type { Span } from '../flow/statement.ts';

/** Lines and columns count from 0, in the text before any of the edits. */
export type Edit =
  | { readonly kind: 'replace'; readonly line: number; readonly span: Span; readonly text: string }
  /** Above `line`; behind the last line where it is their number. */
  | { readonly kind: 'insert'; readonly line: number; readonly lines: readonly string[] }
  | { readonly kind: 'remove'; readonly line: number };

/** The lines after edits that do not overlap. */
export const edited = (texts: readonly string[], edits: readonly Edit[]): readonly string[] => {
  const result = [...texts];
  for (const edit of edits.toSorted(lastFirst)) {
    if (edit.kind === 'insert') result.splice(edit.line, 0, ...edit.lines);
    else if (edit.kind === 'remove') result.splice(edit.line, 1);
    else result[edit.line] = result[edit.line]!.slice(0, edit.span.start) + edit.text + result[edit.line]!.slice(edit.span.end);
  }
  return result;
};

const lastFirst = (a: Edit, b: Edit): number => b.line - a.line || columnOf(b) - columnOf(a);

const columnOf = (edit: Edit): number => (edit.kind === 'replace' ? edit.span.start : -1);
