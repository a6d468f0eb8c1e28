// What is said on hover, as facts in blocks: an editor renders them, and treats every text in them as text.
import type { Message } from '../flow/message.ts';
import type { Span } from '../flow/statement.ts';

/** What was before and what is after. */
export interface Cell {
  readonly before: string;
  readonly after: string;
}

export interface Row {
  /** A variable of the RFC, or words. */
  readonly label: string | Message;
  readonly cells: readonly Cell[];
}

export type Block =
  | { readonly kind: 'title'; readonly text: string }
  /** A line of the language. */
  | { readonly kind: 'code'; readonly text: string }
  /** `rfc`: number, a space, the section. */
  | { readonly kind: 'text'; readonly text: Message; readonly rfc?: string }
  /** The author's own words; lines stay lines. */
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly Row[] };

export interface Hover {
  /** What the blocks are about. */
  readonly span: Span;
  readonly blocks: readonly Block[];
}
