// What happens when a flow is played: facts only, no words. Hover, diagram and rules read it; only simulate makes it.
import type { Finding } from '../flow/finding.ts';
import type { DeclaredEndpoint, Flow, FlowStep } from '../flow/flow.ts';
import type {
  CallStatement, DeliverStatement, Expectation, ExpectStatement, NoteStatement, ObservedStatement, OpenStatement, SegmentStatement, Span, SyntaxProblem,
  TcbVariable, TimeoutStatement, WaitStatement, Word,
} from '../flow/statement.ts';
import type { CallError } from '../tcp/call.ts';
import type { Outcome } from '../tcp/segment-arrives.ts';
import type { Segment } from '../tcp/segment.ts';
import type { State } from '../tcp/state.ts';
import type { OnLine } from '../tcp/sent-segments.ts';
import type { Tcb } from '../tcp/tcb.ts';
import type { Event } from '../tcp/transitions.ts';
import type { IntMap } from './int-map.ts';
import type { Observation } from './observation.ts';

/** A lifeline. */
export interface Endpoint {
  /** Its index in `Timeline.endpoints`. */
  readonly id: number;
  readonly name: string;
  /** What stands at its head: the label, else the name. */
  readonly label: string;
  readonly addr?: string;
  readonly port?: number;
  /** The name that stands for its unknown ISN, such as `x`. */
  readonly symbol?: string;
  /** The number that the simulation takes for the symbol. */
  readonly symbolValue?: number;
  /** Its declaration; absent when it was only used. */
  readonly declared?: DeclaredEndpoint;
}

export type Side = 0 | 1;

/** The ends of a connection before their TCBs are known. */
export interface Ends {
  readonly ends: readonly [{ readonly endpoint: number; readonly port?: number }, { readonly endpoint: number; readonly port?: number }];
}

/** Two endpoints and, where the flow gives them, their ports. */
export interface Connection {
  /** Its index in `Timeline.connections`. */
  readonly id: number;
  readonly ends: readonly [ConnectionEnd, ConnectionEnd];
}

export interface ConnectionEnd {
  /** Endpoint id. */
  readonly endpoint: number;
  readonly port?: number;
  /** Its block before the first line; what the flow leaves unsaid is filled in from its later lines. */
  readonly initial: Tcb;
}

/** One end of one connection. */
export interface EndId {
  readonly connection: number;
  readonly side: Side;
}

/** What made a TCB change. */
export type Cause =
  | { readonly kind: 'sent' }
  /** `step`: the index of the segment's step; `from`: its line; `segment`: as it was meant. */
  | { readonly kind: 'arrived'; readonly line: number; readonly step: number; readonly outcome: Exclude<Outcome, 'checksum-failed'>; readonly from: FlowStep; readonly segment: Segment }
  | { readonly kind: 'arrived'; readonly line: number; readonly step: number; readonly outcome: 'checksum-failed' }
  /** A call, a timer, or time alone. */
  | { readonly kind: 'itself' };

/** A TCB before and after; `event` when the state moved (or the same state was entered anew). */
export interface Change extends EndId {
  readonly before: Tcb;
  readonly after: Tcb;
  readonly cause: Cause;
  /** The events that happened, in order: a FIN from SYN-RECEIVED passes through ESTABLISHED. */
  readonly events: readonly Event[];
}

/** What every step has. */
interface Step_ {
  readonly line: number;
  /** The time of the step in milliseconds since the flow began, where the flow gives times. */
  readonly at?: number;
  /** All changes of this line, in the order in which they happen. */
  readonly changes: readonly Change[];
  /** What the rules say about this line. */
  readonly findings: readonly Finding[];
  /** What of the line could not be read. */
  readonly problem?: SyntaxProblem;
}

export type Fate = 'arrives' | 'lost' | 'corrupted' | 'delayed';

export interface SegmentStep extends Step_ {
  readonly kind: 'segment';
  readonly statement: SegmentStatement;
  readonly connection: number;
  /** Which side sends. */
  readonly side: Side;
  /** As it is on the wire: everything that the line leaves out is filled in. */
  readonly segment: Segment;
  /** As the author most plausibly meant it, where a rule was broken; otherwise the same. The flow goes on from it. */
  readonly meant: Segment;
  /** The other end was meant to send it: the arrow points the wrong way. */
  readonly turned?: true;
  readonly fate: Fate;
  /** The index of the step at which it arrives: this one, or that of `deliver`, or the end of `cross`. */
  readonly arrivals: readonly number[];
  /** The index of the step that drops it. */
  readonly dropped?: number;
  /** The index of the step that sent the same sequence numbers first, for a retransmission. */
  readonly retransmits?: number;
  /** In an observed flow: what the lines above have shown, and whether sender and receiver are far from the place. */
  readonly sight?: { readonly before: Observation; readonly far: readonly [sender: boolean, receiver: boolean] };
  readonly inCross: boolean;
}

export interface CallStep extends Step_ {
  readonly kind: 'call';
  readonly statement: CallStatement;
  readonly end: EndId;
  /** Why the call fails; then nothing changes. */
  readonly error?: CallError;
  /** The end before the call. */
  readonly state: State;
  readonly since?: Since;
}

export interface TimeoutStep extends Step_ {
  readonly kind: 'timeout';
  readonly statement: TimeoutStatement;
  readonly end: EndId;
  /** Whether that timer runs in this state. */
  readonly running: boolean;
  /** The end before it. */
  readonly state: State;
  readonly since?: Since;
}

export interface DeliverStep extends Step_ {
  readonly kind: 'deliver';
  readonly statement: DeliverStatement;
  /** The index of the segment's step; absent for a name that no segment has. */
  readonly segment?: number;
}

export interface ExpectStep extends Step_ {
  readonly kind: 'expect';
  readonly statement: ExpectStatement;
  readonly results: readonly ExpectResult[];
}

export interface ExpectResult {
  /** Which of the statement's expectations. */
  readonly expectation: Expectation;
  readonly end: EndId;
  readonly holds: boolean;
  /** What is so instead; the value is undefined while the connection has none. `untold`: it has one, but the flow begins behind the line that would tell it. */
  readonly actual: { readonly state: State } | { readonly variable: TcbVariable; readonly value: number | undefined; readonly untold?: true };
  readonly since?: Since;
}

/** The line that brought an end into its state; absent since the beginning. */
export interface Since {
  readonly line: number;
  /** Its statement. */
  readonly span: Span;
}

export interface WaitStep extends Step_ {
  readonly kind: 'wait';
  readonly statement: WaitStatement;
}

export interface NoteStep extends Step_ {
  readonly kind: 'note';
  readonly statement: NoteStatement;
  /** Endpoint ids; empty: over all. */
  readonly over: readonly number[];
}

/** The end of `cross` has the arrivals of its segments as its changes. */
export interface BlockStep extends Step_ {
  readonly kind: 'section' | 'cross' | 'close';
  readonly statement?: OpenStatement;
}

export interface ObservedStep extends Step_ {
  readonly kind: 'observed';
  readonly statement: ObservedStatement;
}

/** A line that could not be read, or that names something unknown. */
export interface BrokenStep extends Step_ {
  readonly kind: 'broken';
}

export type Step =
  | SegmentStep | CallStep | TimeoutStep | DeliverStep | ExpectStep | WaitStep | NoteStep | BlockStep | ObservedStep | BrokenStep;

/** A name that is wrong: facts for the rules about names. */
export type NameProblem =
  | { readonly kind: 'unknown-endpoint' | 'unknown-name'; readonly word: Word; readonly line: number; readonly known: readonly string[] }
  | { readonly kind: 'duplicate-name'; readonly word: Word; readonly line: number; readonly first: { readonly line: number; readonly span: Span } }
  | { readonly kind: 'self-segment'; readonly word: Word; readonly line: number }
  | { readonly kind: 'ambiguous-connection'; readonly word: Word; readonly line: number; readonly connections: readonly number[] };

/** A time that lies before the one above it. Milliseconds. */
export interface TimeProblem {
  readonly line: number;
  readonly span: Span;
  readonly ms: number;
  readonly before: number;
}

/** Some steps of a flow, one behind the other, and who takes part. */
export interface Passage {
  readonly endpoints: readonly Endpoint[];
  readonly connections: readonly Ends[];
  readonly steps: readonly Step[];
  readonly nameProblems: readonly NameProblem[];
  readonly timeProblems: readonly TimeProblem[];
}

/** A flow after its last line: what is so then, and which of its lines matter to it. */
export interface Ending {
  readonly flow: Flow;
  readonly endpoints: readonly Endpoint[];
  readonly connections: readonly Ends[];
  /** How many steps the flow has. */
  readonly length: number;
  /** Both TCBs of each connection after the last line, by connection id. */
  readonly end: readonly (readonly [Tcb, Tcb])[];
  /** What one place saw: the flow says `observed`. */
  readonly observed: boolean;
  /** The last line that is wrong, on purpose or not; what is left undone behind it may well follow from it. */
  readonly lastMistake: number;
  /** The last segment of each connection that had or should have had a FIN. */
  readonly lastFins: readonly (SegmentLine | undefined)[];
  /** Segments that are delayed, and of which the flow does not say what became of them. */
  readonly undelivered: readonly SegmentLine[];
  /** Segments that are wrong on purpose. */
  readonly violating: readonly SegmentLine[];
  /** Endpoint ids that notes stand over. */
  readonly noted: ReadonlySet<number>;
  /** Endpoint ids without a connection that some line means by the name alone. */
  readonly meantAlone: readonly number[];
}

/** A segment's statement on its line. */
export interface SegmentLine extends OnLine {
  readonly statement: SegmentStatement;
}

/** From one state into another, or into the same anew. */
export interface Move {
  readonly from: State;
  readonly to: State;
  /** Absent where only the flow's own words say that the state is another. */
  readonly event?: Event;
}

/** An end's block at a line. */
export interface Standing {
  readonly tcb: Tcb;
  /** The moves of its state up to there, each once, in the order in which they first happened. */
  readonly path: readonly Move[];
  readonly since?: Since;
}

/** What is on its way for so many lines at most does not leave its part of a timeline. */
export const shortFlight = 8;

/** Steps one behind the other. The parts of a flow are those that an edit touches or leaves alone. */
export interface TimelinePart {
  /** The same object for as long as the steps are the same and say the same; where they stand may be another line. */
  readonly content: object;
  readonly lines: readonly FlowStep[];
  /** They are made when one looks, and not kept. */
  steps(): readonly Step[];
}

export interface Timeline {
  readonly flow: Flow;
  readonly endpoints: readonly Endpoint[];
  readonly connections: readonly Connection[];
  /** One for each step of the flow, in order. They are made when one looks: of a long flow better ask for single ones. */
  readonly steps: readonly Step[];
  /** All steps in their parts. */
  readonly parts: readonly TimelinePart[];
  /** How many steps there are. */
  readonly length: number;
  step(index: number): Step | undefined;
  /** The line of the step with an index. */
  lineOf(index: number): FlowStep | undefined;
  /** The index of the first step on a line or below it; `length` when there is none. */
  indexFrom(line: number): number;
  /** The step on a line. */
  stepAt(line: number): Step | undefined;
  /** An end after everything up to a line, or before that line. */
  standing(end: EndId, line: number, before: boolean): Standing;
  /** Endpoint ids that notes stand over. */
  readonly noted: ReadonlySet<number>;
  /** What the rules remember before a line, and the endpoints that the flow sees from afar there. */
  rememberedBefore(line: number): Remembered;
  /** Some line means the endpoint by its name alone: with another connection of it, nobody could tell which one. */
  isMeantAlone(name: string): boolean;
  /** What one place saw: the flow says `observed`. */
  readonly observed: boolean;
  /** Both TCBs of each connection after the last line, by connection id. */
  readonly end: readonly (readonly [Tcb, Tcb])[];
}

/** What the rules remember, by connection. What it is, the simulation does not know. */
export type Memories = IntMap<unknown>;

export interface Remembered {
  readonly memories: Memories;
  readonly far: readonly number[];
}
