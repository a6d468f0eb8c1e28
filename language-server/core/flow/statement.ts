// One line of a .tcpflow file as plain values. Spans are UTF-16 columns of that line, so that a line keeps
// its statement wherever it moves. Knows no line numbers, no parser, and resolves no names.
import type { Flags } from '../tcp/flags.ts';
import type { State } from '../tcp/state.ts';
import type { Message } from './message.ts';
import type { Setting } from './severity.ts';

/** Columns from 0, the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A name or a word as written. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** A string literal, its escapes resolved. */
export interface Text {
  readonly text: string;
  /** How many bytes it is in UTF-8; `\xHH` is one byte. */
  readonly bytes: number;
  readonly span: Span;
}

/** A number, an `isn` name, or either with `+n` / `-n`. */
export interface Value {
  /** The `isn` name; absent for a plain number. */
  readonly base?: Word;
  /** The number itself, or what is added to the base. */
  readonly offset: number;
  readonly span: Span;
}

/** `name=value`: the value, and the span of the whole. */
export interface Field {
  readonly value: Value;
  readonly span: Span;
}

/** `name=123`: a plain number, not checked for its range. */
export interface NumberField {
  readonly value: number;
  readonly span: Span;
}

/** `@10ms` (since the flow began) or `@+10ms` (since the event before). */
export interface Time {
  /** Milliseconds. */
  readonly ms: number;
  readonly relative: boolean;
  readonly span: Span;
}

/** `A` or `A:443`, one end of a segment. */
export interface SegmentEnd {
  readonly name: Word;
  readonly port?: NumberField;
}

/** `A`, `A:443` or `A->B`: an endpoint, and which of its connections is meant. */
export interface EndReference {
  readonly name: Word;
  readonly port?: NumberField;
  readonly peer?: Word;
  readonly span: Span;
}

export interface EndpointDeclaration {
  readonly name: Word;
  readonly state?: { readonly state: State; readonly span: Span };
  readonly isn?: Field;
  readonly win?: NumberField;
  readonly mss?: NumberField;
  readonly ws?: NumberField;
  readonly sackPermitted?: Span;
  readonly ts?: Span;
  readonly port?: NumberField;
  readonly addr?: Text;
  readonly label?: Text;
  readonly seq?: Field;
  readonly ack?: Field;
}

/** What all statements have: the columns from the first to the last token, comments not included. */
interface Statement_ {
  readonly span: Span;
}

export interface EndpointStatement extends Statement_ {
  readonly kind: 'endpoint';
  readonly declarations: readonly EndpointDeclaration[];
}

export interface SackField {
  readonly left: Value;
  readonly right: Value;
  readonly span: Span;
}

export interface SegmentStatement extends Statement_ {
  readonly kind: 'segment';
  readonly time?: Time;
  readonly from: SegmentEnd;
  readonly to: SegmentEnd;
  readonly flags: Flags;
  /** `[` to `]`. */
  readonly flagsSpan: Span;
  readonly seq?: Field;
  readonly ack?: Field;
  readonly len?: NumberField;
  readonly win?: NumberField;
  readonly urg?: NumberField;
  readonly mss?: NumberField;
  readonly ws?: NumberField;
  readonly sackPermitted?: Span;
  readonly tsval?: NumberField;
  readonly tsecr?: NumberField;
  readonly sack: readonly SackField[];
  /** The cookie in hex digits, empty for a request. */
  readonly tfo?: { readonly cookie: string; readonly span: Span };
  readonly otherOptions: readonly { readonly kind: number; readonly data: string; readonly span: Span }[];
  readonly ecn?: { readonly mark: 'ect0' | 'ect1' | 'ce'; readonly span: Span };
  readonly payload?: Text;
  readonly fate?: { readonly fate: 'lost' | 'corrupted' | 'delayed'; readonly span: Span };
  readonly violates?: Word;
  /** `as NAME`. */
  readonly name?: Word;
}

/** The application's calls (RFC 9293 §3.9.1, in the words of the socket API). */
export type CallName = (typeof callNames)[number];
export const callNames = ['connect', 'listen', 'accept', 'send', 'receive', 'shutdown', 'close', 'abort'] as const;

export interface CallStatement extends Statement_ {
  readonly kind: 'call';
  readonly time?: Time;
  readonly end: EndReference;
  readonly call: CallName;
  /** The call's name as written. */
  readonly callSpan: Span;
  /** Bytes, for send and receive. */
  readonly bytes?: NumberField;
}

export type TimerName = (typeof timerNames)[number];
export const timerNames = ['retransmission', 'persist', 'keepalive', 'user', 'time-wait'] as const;

export interface TimeoutStatement extends Statement_ {
  readonly kind: 'timeout';
  readonly time?: Time;
  readonly end: EndReference;
  readonly timer: TimerName;
  readonly timerSpan: Span;
}

/** `deliver NAME` and `drop NAME`. */
export interface DeliverStatement extends Statement_ {
  readonly kind: 'deliver' | 'drop';
  readonly time?: Time;
  readonly name: Word;
}

/** Variables that `expect` may name (RFC 9293 §3.3.1). */
export type TcbVariable = (typeof tcbVariables)[number];
export const tcbVariables = ['snd.una', 'snd.nxt', 'snd.wnd', 'rcv.nxt', 'rcv.wnd', 'iss', 'irs'] as const;

export type Expectation =
  | { readonly end: EndReference; readonly state: State; readonly stateSpan: Span }
  | { readonly end: EndReference; readonly variable: TcbVariable; readonly value: Value };

export interface ExpectStatement extends Statement_ {
  readonly kind: 'expect';
  readonly expectations: readonly Expectation[];
}

export interface WaitStatement extends Statement_ {
  readonly kind: 'wait';
  /** Milliseconds. */
  readonly ms: number;
}

export interface NoteStatement extends Statement_ {
  readonly kind: 'note';
  readonly text: Text;
  /** Empty: over the whole diagram. */
  readonly over: readonly Word[];
}

export interface ObservedStatement extends Statement_ {
  readonly kind: 'observed';
  /** `observed at NAME`; absent for `observed between`. */
  readonly at?: Word;
}

/** `rule NAME off`: how much this fault weighs here; a flow is played as ever. */
export interface RuleStatement extends Statement_ {
  readonly kind: 'rule';
  readonly name: Word;
  /** Absent where the word for it could not be read. */
  readonly setting?: Setting;
}

/** A line that opens a block: its `{` ends the line. */
export interface OpenStatement extends Statement_ {
  readonly kind: 'flow' | 'section' | 'cross';
  readonly title?: Text;
}

/** A `}` on a line of its own. */
export interface CloseStatement extends Statement_ {
  readonly kind: 'close';
}

/** Whether a statement opens a block. */
export const isOpening = (statement: Statement | undefined): statement is OpenStatement =>
  statement?.kind === 'flow' || statement?.kind === 'section' || statement?.kind === 'cross';

export type Statement =
  | EndpointStatement | SegmentStatement | CallStatement | TimeoutStatement | DeliverStatement | ExpectStatement
  | WaitStatement | NoteStatement | ObservedStatement | RuleStatement | OpenStatement | CloseStatement;

/** What is wrong with a line's syntax. */
export interface SyntaxProblem {
  /** Only where it is not the line that is wrong: the parser itself failed. */
  readonly code?: string;
  readonly span: Span;
  readonly message: Message;
  /** What would be right in place of the span, or of `fixSpan`, where that is clear. */
  readonly fix?: string;
  readonly fixSpan?: Span;
}

/** Characters next to each other that nobody sees. */
export interface Hidden {
  readonly span: Span;
  /** `U+202E`; up to three of them, and how many more there are. */
  readonly codes: string;
}

/** A line after parsing. A blank line or a comment has neither statement nor problem. */
export interface Line {
  /** Present with a problem too, when enough of the line could be read to go on with. */
  readonly statement?: Statement;
  /** At most one: the first thing that is wrong. */
  readonly problem?: SyntaxProblem;
  /** For a broken line without a statement: whether its last token is `{`, so that braces still pair. */
  readonly opens?: boolean;
  /** The text behind `///`. */
  readonly doc?: string;
  /** Characters that nobody sees, but for one that is the problem already. */
  readonly hidden?: readonly Hidden[];
}
