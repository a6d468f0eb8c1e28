// A finding: what is wrong, where, and in which words. All stages report in this form.
import type { Message } from './message.ts';
import type { Severity } from './severity.ts';
import type { Span } from './statement.ts';

export type { Severity } from './severity.ts';

/** Another place that explains a finding, such as the line that caused a state. */
export interface Related {
  readonly line: number;
  readonly span: Span;
  readonly message: Message;
  /** The text that would be right in place of the span, where the finding's own fix needs this one too. */
  readonly fix?: string;
}

export interface Finding {
  /** The rule's name, or `syntax`. */
  readonly code: string;
  readonly severity: Severity;
  /** From 0. */
  readonly line: number;
  readonly span: Span;
  readonly message: Message;
  readonly related?: readonly Related[];
  /** The text that would be right in place of the span, where TCP leaves only one. */
  readonly fix?: string;
  /** What the fix takes the place of, where that is more than the span. */
  readonly fixSpan?: Span;
  /** The line breaks the rule on purpose: `violates`. */
  readonly onPurpose?: boolean;
}
