// What checking a file came to: what the reports are made of.
import type { Finding } from '../core/flow/finding.ts';
import { incompleteCode } from '../core/flow/incomplete.ts';

export interface Checked {
  /** As it was asked for; `<stdin>` for standard input. */
  readonly file: string;
  readonly lines: readonly string[];
  readonly findings: readonly Finding[];
  /** Why the file was not read, or not to its end. */
  readonly failure?: string;
}

/** Whatever was found, there may be more. */
export const isIncomplete = ({ findings, failure }: Checked): boolean => failure !== undefined || findings.some(({ code }) => code === incompleteCode);
