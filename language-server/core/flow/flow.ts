// A flow as its author wrote it: what is declared, what happens in which order. Nothing is resolved or judged yet.
import type { EndpointDeclaration, Line, RuleStatement, Text } from './statement.ts';

/**
 * A line where it stands. It is the same object for as long as the line is not touched, while `line` and `index` follow the
 * text: what is remembered from one edit to the next refers to lines by these objects, and need not be mended when they move.
 */
export interface PlacedLine extends Line {
  /** Tells it from all lines that the file has or has had. */
  readonly id: number;
  /** From 0. */
  readonly line: number;
  /** Its index among the steps of its flow. */
  readonly index: number;
}

/** An endpoint's declaration and the line it stands on. */
export interface DeclaredEndpoint {
  /** Of its line. */
  readonly id: number;
  readonly line: number;
  readonly declaration: EndpointDeclaration;
}

/** A line that sets a rule's severity. */
export interface SetRule {
  readonly line: number;
  readonly statement: RuleStatement;
}

/** A line with a statement, or with a problem, or with both: then it did not parse completely. */
export type FlowStep = PlacedLine;

/** Steps one behind the other, `longestPart` at most. It is the same object for as long as it has the same steps. */
export interface FlowPart {
  readonly steps: readonly FlowStep[];
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
  readonly parts: readonly FlowPart[];
}

/** The lines of a whole file. */
export type Lines = readonly Line[];
