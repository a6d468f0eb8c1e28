// Where comments, notes and titles speak of an RFC.
import type { Line, Span } from '../flow/statement.ts';

export interface RfcMention {
  readonly line: number;
  readonly span: Span;
  /** The number, and where it is said the section: `9293 §3.5`. */
  readonly rfc: string;
}

const mention = /\bRFC[ -]?(\d{1,5})\b(?:[, ]*(?:§|[Ss]ection) ?(\d+(?:\.\d+)*))?/g;

export const rfcMentions = (lines: readonly Line[], lineText: (line: number) => string): readonly RfcMention[] =>
  lines.flatMap(({ statement }, line): readonly RfcMention[] => {
    const text = lineText(line);
    if (!text.includes('RFC')) return [];
    // Before its comment, only what a statement says to its reader counts.
    const said = statement?.kind === 'note' ? statement.text.span : statement !== undefined && 'title' in statement ? statement.title?.span : undefined;
    return [...text.matchAll(mention)]
      .filter(({ index }) => statement === undefined || index >= statement.span.end || (said !== undefined && said.start <= index && index < said.end))
      .map(({ index, 0: words, 1: number, 2: section }) =>
        ({ line, span: { start: index, end: index + words.length }, rfc: section === undefined ? number! : `${number} §${section}` }));
  });
