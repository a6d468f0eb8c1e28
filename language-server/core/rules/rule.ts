// What a rule is: a named fault, and the functions that find it.
import type { Finding, Related, Severity } from '../flow/finding.ts';
import type { Flows } from '../flow/flows.ts';
import type { Fault, Situation } from '../timeline/situation.ts';
import type { Ending, Passage } from '../timeline/timeline.ts';
import { otherSide } from '../timeline/reading.ts';
import type { Happening, Scene } from './happenings.ts';

/** A fault of a segment without what the rule itself says of it. `severity` only where it differs from the rule's. */
export type SegmentFault = Omit<Fault, 'code' | 'severity' | 'goOn'> & Partial<Pick<Fault, 'severity' | 'goOn'>>;

/** A finding without what the rule itself says of it. */
export type RuleFinding = Omit<Finding, 'code' | 'severity'> & Partial<Pick<Finding, 'severity'>>;

/** What a rule remembers after a happening, and what it says of it. */
export interface Followed<Memory> {
  readonly memory: Memory | undefined;
  readonly finding?: RuleFinding | undefined;
}

/** Nothing to remember, and nothing to say. */
export const forgotten: Followed<never> = { memory: undefined };

/** Follows a connection. Memories are plain values: they are kept for each part of a flow and compared after an edit. */
export type Follow<Memory> = (memory: Memory | undefined, one: Happening, scene: Scene) => Followed<Memory>;

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
  /**
   * Judges steps after they were played, each by itself: which steps come together in a passage means nothing. Only what is
   * touched is judged again after an edit.
   */
  readonly passage?: (passage: Passage) => Iterable<RuleFinding>;
  /** Follows each connection over its lines. */
  readonly follow?: Follow<unknown>;
  /** Judges a flow that has been played to its end. It must not look at its steps one by one: there may be very many. */
  readonly ending?: (ending: Ending) => Iterable<RuleFinding>;
  /** Judges what only all flows of a file together show. */
  readonly file?: (endings: readonly Ending[], hiding: Flows['hiding']) => Iterable<RuleFinding>;
}

/** The place that explains a fault, where there is one. */
export const explainedBy = (place: Related | undefined): Pick<Fault, 'related'> => (place === undefined ? {} : { related: [place] });

export const rule = <R extends Rule>(definition: R): R => definition;

/** A rule gets back the memory that it gave, and no other. */
export const following = <Memory>(follow: Follow<Memory>): Follow<unknown> => follow as Follow<unknown>;

/** A rule that remembers something of each end for itself. */
export const eachEnd = <Memory>(follow: Follow<Memory>): Follow<readonly [Memory | undefined, Memory | undefined]> => (memory, one, scene) => {
  const before = memory?.[one.side];
  const { memory: after, finding } = follow(before, one, scene);
  if (after === before) return { memory, finding };
  const peer = memory?.[otherSide(one.side)];
  if (after === undefined && peer === undefined) return { memory: undefined, finding };
  return { memory: one.side === 0 ? [after, peer] : [peer, after], finding };
};
