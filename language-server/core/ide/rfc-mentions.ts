// Where comments, notes and titles speak of an RFC.
import type { Line, Span } from '../flow/statement.ts';
import { each } from '../flow/turns.ts';

export interface RfcMention {
  readonly line: number;
  readonly span: Span;
  /** The number, and where it is said the section: `9293 §3.5`. */
  readonly rfc: string;
}

const mention = /\bRFC[ -]?(\d{1,5})\b(?:[, ]*(?:§|[Ss]ection) ?(\d+(?:\.\d+)*))?/g;

/** In small steps. */
export const rfcMentions = function* (lines: readonly Line[], lineText: (line: number) => string): Generator<undefined, readonly RfcMention[]> {
  const found: RfcMention[] = [];
  yield* each(lines, ({ statement }, line) => {
    const text = lineText(line);
    if (!text.includes('RFC')) return;
    // Before its comment, only what a statement says to its reader counts.
    const said = statement?.kind === 'note' ? statement.text.span : statement !== undefined && 'title' in statement ? statement.title?.span : undefined;
    for (const { index, 0: words, 1: number, 2: section } of text.matchAll(mention)) {
      if (statement !== undefined && index < statement.span.end && !(said !== undefined && said.start <= index && index < said.end)) continue;
      found.push({ line, span: { start: index, end: index + words.length }, rfc: section === undefined ? number! : `${number} §${section}` });
    }
  });
  return found;
};
