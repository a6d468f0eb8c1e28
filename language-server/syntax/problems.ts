// Collects what is wrong with a line and keeps the leftmost: one mistake gives one problem, and what stands behind a
// mistake is often only its consequence. Knows nothing of the language.
import type { Message } from '../core/flow/message.ts';
import type { Span, SyntaxProblem } from '../core/flow/statement.ts';

export class Problems {
  /** The leftmost problem so far; of two at the same column the one reported first. */
  first: SyntaxProblem | undefined;

  /** `fix`: what would be right in place of the span, or of `fixSpan`. */
  report(span: Span, message: Message, fix?: string, fixSpan?: Span): undefined {
    if (this.first === undefined || span.start < this.first.span.start) {
      this.first = { span, message: shortened(message), ...(fix === undefined ? {} : { fix }), ...(fixSpan === undefined ? {} : { fixSpan }) };
    }
    return undefined;
  }
}

// A word may be as long as the line; a message may not.
const shortened = ({ text, values }: Message): Message => ({
  text, values: values.map((value) => (typeof value === 'string' && value.length > 150 ? `${value.slice(0, 40)}…` : value)),
});
