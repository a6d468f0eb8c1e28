// Collects what is wrong with a line and keeps the leftmost: one mistake gives one problem, and what stands behind a
// mistake is often only its consequence. Knows nothing of the language.
import type { Message } from '../core/flow/message.ts';
import type { Span, SyntaxProblem } from '../core/flow/statement.ts';

export class Problems {
  /** The leftmost problem so far; of two at the same column the one reported first. */
  first: SyntaxProblem | undefined;

  report(span: Span, message: Message): undefined {
    if (this.first === undefined || span.start < this.first.span.start) this.first = { span, message };
    return undefined;
  }
}
