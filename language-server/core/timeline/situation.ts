// What a rule about segments looks at: who sends what to whom, and what both ends know at that moment.
import type { Finding, Related, Severity } from '../flow/finding.ts';
import type { FlowStep } from '../flow/flow.ts';
import type { Message } from '../flow/message.ts';
import type { SegmentStatement, Span, Word } from '../flow/statement.ts';
import type { Flags } from '../tcp/flags.ts';
import type { Range, Segment, SegmentOptions } from '../tcp/segment.ts';
import type { Seq } from '../tcp/seq.ts';
import type { OnLine } from '../tcp/sent-segments.ts';
import type { Tcb } from '../tcp/tcb.ts';
import type { Ending, Memories, NameProblem, Passage, Step } from './timeline.ts';

export interface Situation {
  readonly line: number;
  readonly statement: SegmentStatement;
  /** The whole segment, what the line leaves out filled in. */
  readonly segment: Segment;
  /** The sender's block before it sends. */
  readonly sender: Tcb;
  /** The receiver's block at the moment of sending: what the author can see, but the sender cannot. */
  readonly receiver: Tcb;
  /** The flow was observed. */
  readonly observed?: true;
  /** In an observed flow: the sender is far from the place of observation. */
  readonly far?: true;
  /** In an observed flow: what the sender may report though it acknowledges it, since it lay above a gap before (Linux does when a FIN fills the gap). */
  readonly retold?: readonly Range[];
  /** In an observed flow: the first numbers that the segment acknowledges and no line shows. */
  readonly unseenRange?: Range;
  /** In an observed flow: SACK blocks of what no line shows. */
  readonly unseenBlocks?: readonly Range[];
  /** In an observed flow: it echoes a timestamp above all that the lines show. */
  readonly unseenEcho?: true;
  /** In an observed flow: the right edges of the window that the sender may have heard of last. `sender` has the furthest one that it was ever offered. */
  readonly heardEdges?: readonly Seq[];
  /** Names of the endpoints. */
  readonly from: string;
  readonly to: string;
  /** A number of the sender's sequence space as the author would write it. */
  readonly sent: (seq: Seq) => string;
  /** A number of the receiver's sequence space. */
  readonly received: (seq: Seq) => string;
  /** The line that brought the sender into its state; undefined since the beginning. */
  readonly senderSince: Related | undefined;
  /** A line of this flow as a related place. */
  readonly lineOf: (line: OnLine, message: Message) => Related | undefined;
}

/** A rule is broken: where, in which words, and how the flow goes on. */
export interface Fault {
  readonly code: string;
  readonly severity: Severity;
  readonly at: Span;
  readonly says: Message;
  readonly related?: readonly Related[];
  /** What would be right in place of `at`. */
  readonly fix?: string;
  readonly goOn: GoOn;
  /** Some TCPs do it: that a line has this fault says nothing against a reading. */
  readonly habit?: true;
}

/**
 * What the author most plausibly meant. `meant`: the same segment with another number, other flags or options, or as if the fields
 * `without` had been left out, so that TCP determines them; without any of these, exactly as it is written. `ignore`: nothing; the line changes no state. `adopt`: exactly what
 * is written, so that a line before it is missing or wrong. `shorter`: the same segment, but how long it was, the lines below tell.
 */
export type GoOn =
  | {
    readonly kind: 'meant'; readonly seq?: Seq; readonly flags?: Flags; readonly options?: SegmentOptions; readonly without?: readonly ('seq' | 'ack' | 'len' | 'wnd')[];
    /** Windows are given as the field has them, on this line and others. */
    readonly fieldWindows?: true;
  }
  | { readonly kind: 'ignore' }
  | { readonly kind: 'adopt' }
  | { readonly kind: 'shorter' };

/** How the simulation asks the rules; core/rules answers. */
export interface Judge {
  /** The first rule that the segment breaks, errors before warnings and hints. `formOnly`: only what does not depend on any state. */
  readonly segment: (situation: Situation, formOnly: boolean) => Fault | undefined;
  /** What one named rule says of the segment; `unjudged` when it does not judge segments, `unknown` when there is none. */
  readonly oneRule: (code: string, situation: Situation) => Fault | undefined | 'unjudged' | 'unknown';
  /** `violates` names a rule that the segment keeps; `instead` is the error that it has. */
  readonly notViolated: (rule: Word, instead: Fault | undefined) => Fault;
  /** What the rules say of a step that was played, and what they remember of its connections. `far`: endpoints that an observed flow sees from afar. */
  readonly follow: (
    memories: Memories, step: Step, placed: FlowStep, who: Pick<Passage, 'endpoints' | 'connections'>, far: readonly number[],
  ) => { readonly memories: Memories; readonly findings: readonly Finding[] };
  /** What the rules say of some steps after they were played, but for what they said of the segments. */
  readonly passage: (passage: Passage) => readonly Finding[];
  /** What the rules say of a flow when it has ended, and of its declarations. */
  readonly ending: (ending: Ending, declarations: readonly NameProblem[]) => readonly Finding[];
}
