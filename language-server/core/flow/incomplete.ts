// What is said where something of the checker itself failed, so that no file looks clean which was not checked. Knows no stage.
import type { Finding } from './finding.ts';
import { say, type Message } from './message.ts';
import type { Span } from './statement.ts';

/** The code of such a finding. It is no rule's name, so nobody can switch it off. */
export const incompleteCode = 'incomplete';

/** About the file as a whole. */
export const wholeFile: Span = { start: 0, end: 1 };

export const notChecked = (problem: unknown): Message =>
  say`this file could not be checked completely: ${problem instanceof Error ? problem.message : String(problem)}`;

/** `line`, `span`: where it failed, as far as anybody knows. */
export const incomplete = (problem: unknown, line = 0, span = wholeFile): Finding => ({ code: incompleteCode, severity: 'error', line, span, message: notChecked(problem) });
