// What a rule is: a named fault, and the functions that find it.
import type { Finding, Severity } from '../flow/finding.ts';
import type { Fault, Situation } from '../timeline/situation.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** A fault of a segment without what the rule itself says of it. `severity` only where it differs from the rule's. */
export type SegmentFault = Omit<Fault, 'code' | 'severity' | 'goOn'> & Partial<Pick<Fault, 'severity' | 'goOn'>>;

/** A finding without what the rule itself says of it. */
export type RuleFinding = Omit<Finding, 'code' | 'severity'> & Partial<Pick<Finding, 'severity'>>;

export interface Rule {
  /** The fault's name: the diagnostic's code, the word after `violates`, the page's name, this file's name. */
  readonly code: string;
  readonly severity: Severity;
  /** Where TCP says so: RFC number, a space, the section. Absent for what is the language's own. */
  readonly rfc?: string;
  /** The requirements of RFC 9293, by their ids in its appendix B, that a flow with this fault does not meet. */
  readonly requirements?: readonly string[];
  /** The fault in one line, for lists and completion. */
  readonly summary: string;
  /** It looks at the segment alone, whatever the states of both ends. */
  readonly form?: boolean;
  /** Judges a segment at the moment of sending. Unless it says otherwise, the flow goes on from the same segment. */
  readonly segment?: (situation: Situation) => SegmentFault | undefined;
  /** Judges a flow that has been played to its end. */
  readonly timeline?: (timeline: Timeline) => Iterable<RuleFinding>;
  /** Judges what only all flows of a file together show. */
  readonly file?: (timelines: readonly Timeline[]) => Iterable<RuleFinding>;
}

export const rule = <R extends Rule>(definition: R): R => definition;
