// A flow as its author wrote it: what is declared, what happens in which order. Nothing is resolved or judged yet.
import type { EndpointDeclaration, Line, RuleStatement, Statement, Text } from './statement.ts';

/** An endpoint's declaration and the line it stands on. */
export interface DeclaredEndpoint {
  readonly line: number;
  readonly declaration: EndpointDeclaration;
}

/** A line that sets a rule's severity. */
export interface SetRule {
  readonly line: number;
  readonly statement: RuleStatement;
}

/** A statement and its line; `broken` when the line did not parse completely. A broken line may have no statement. */
export interface FlowStep {
  readonly line: number;
  readonly statement?: Statement;
  readonly broken: boolean;
}

export interface Flow {
  readonly title?: Text;
  /** The line of `flow "…" {`, or the first line of the file for its untitled flow. */
  readonly line: number;
  /** The line of the closing brace, or the last line of the file. */
  readonly endLine: number;
  /** Declared at file level or in the flow, in this order. */
  readonly endpoints: readonly DeclaredEndpoint[];
  /** What is set for the file and then for the flow, in this order: the last one counts. */
  readonly rules: readonly SetRule[];
  /** Everything but declarations and settings, in the order of the lines; sections and cross blocks open and close. */
  readonly steps: readonly FlowStep[];
}

/** The lines of a whole file. */
export type Lines = readonly Line[];
