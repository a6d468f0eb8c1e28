// What checking a file came to: what the reports are made of.
import type { Finding } from '../core/flow/finding.ts';

export interface Checked {
  /** As it was asked for; `<stdin>` for standard input. */
  readonly file: string;
  readonly lines: readonly string[];
  readonly findings: readonly Finding[];
  /** Why the file was not checked; then there are no findings. */
  readonly failure?: string;
}
