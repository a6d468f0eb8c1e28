// What a diagram shows: lanes, rails of states, rows with their arrows and marks. In words and row numbers only.
// Must not know pixels, fonts or colours, nor how the facts came about.
import type { State } from '../tcp/state.ts';
import type { ItemKind, Run, Tone } from './drawing.ts';

export interface Scene {
  readonly title: string;
  readonly line: number;
  readonly endLine: number;
  /** Each row is shown with its line's number. */
  readonly numbered: boolean;
  /** From left to right. */
  readonly lanes: readonly Lane[];
  readonly rails: readonly SceneRail[];
  /** From top to bottom. The first one has what holds before anything happens. */
  readonly rows: readonly Row[];
  readonly frames: readonly Frame[];
  readonly brackets: readonly Bracket[];
}

/** What lasts beside a lifeline: how long something sent had to be kept, how long a TIME-WAIT is. */
export interface Bracket {
  readonly kind: 'unacknowledged' | 'time-wait';
  readonly lane: number;
  readonly outward: Outward;
  /** Where it begins; several where one ACK covers several segments. Ordered. */
  readonly starts: readonly Moment[];
  /** Absent when it lasts to the end of the flow. */
  readonly end?: Moment;
  /** The lines of its moments, from 0. */
  readonly lines: readonly number[];
  /** Its place beside the lifeline, from 0 next to the rails. */
  readonly slot: number;
}

/** One endpoint. */
export interface Lane {
  readonly label: string;
  /** Present when it is not the label. */
  readonly name?: string;
  /** Address and port as far as they are known. */
  readonly address?: string;
}

/** A moment: a row, and which of the row's moments. */
export interface Moment {
  readonly row: number;
  readonly tick: number;
}

/** The states of one end of one connection. */
export interface SceneRail {
  readonly lane: number;
  readonly connection: number;
  readonly side: 0 | 1;
  /** The lane of the other end. */
  readonly peer: number;
  readonly initial: State;
  readonly moves: readonly (Moment & { readonly state: State })[];
  /** The first and the last row in which it takes part; -Infinity and Infinity where that is none of these rows. */
  readonly first: number;
  readonly last: number;
}

export type Outward = 'left' | 'right';

/**
 * Something small beside a lifeline: on the side where no arrow ends, or, at a lane with peers on both sides, on the side
 * of the peer it is about.
 */
export interface Mark {
  readonly lane: number;
  readonly outward: Outward;
  /** On the side where arrows of its connection end: it must keep clear of them. */
  readonly inner: boolean;
  readonly tick: number;
  readonly sign?: 'call' | 'clock' | 'good' | 'bad';
  readonly runs: readonly Run[];
}

/** Something that is wrong with a row. */
export interface Fault {
  readonly tone: Tone;
  readonly rule: string;
  readonly message: string;
  readonly onPurpose: boolean;
}

export interface Row {
  readonly kind: Exclude<ItemKind, 'heads' | 'frame' | 'bracket'> | 'start' | 'section' | 'end' | 'arrivals';
  readonly line: number;
  /** `10 ms`, where the flow gives the time. */
  readonly time?: string;
  /** How much later that is than the time above: `+2ms`. */
  readonly since?: string;
  /** How many moments it has, one below the other. */
  readonly ticks: number;
  readonly marks: readonly Mark[];
  readonly faults: readonly Fault[];
  /** The lane where it happens and the one it is directed at: where its text and its faults stand. */
  readonly at?: { readonly lane: number; readonly toward: number };
  readonly arrow?: Arrow;
  /** The segment that arrives here, sent in another row. */
  readonly arrival?: Arrival;
  /** Of a note, a wait, a section, a broken line. */
  readonly text?: string;
  /** The lanes that a note stands over; empty: all. */
  readonly over?: readonly number[];
  /** May stand beside the row above: both are sent before either arrives. */
  readonly beside?: boolean;
  readonly reading?: string;
}

/** A segment on its way. */
export interface Arrow {
  readonly connection: number;
  readonly from: number;
  readonly to: number;
  readonly fate: 'arrives' | 'lost' | 'corrupted' | 'delayed' | 'dropped';
  /** What became of it when that is not simply its arrival: `lost`. */
  readonly fateText?: string;
  /** The moments of its arrivals; none for what never arrives. At row Infinity where that is none of these rows. */
  readonly arrivals: readonly Moment[];
  /** Where it was dropped, when it was on its way before. */
  readonly dropped?: Moment;
  /** The first line: flags, tags, data. */
  readonly head: readonly Run[];
  /** The second line's parts, such as `seq=x`; they wrap between each other. */
  readonly numbers: readonly string[];
  /** What it is called while it is in flight. */
  readonly name?: string;
}

export interface Arrival {
  readonly connection: number;
  /** The lanes of its sender and of its receiver. */
  readonly from: number;
  readonly to: number;
  /** The row that sent it; -Infinity where that is none of these rows. */
  readonly row: number;
  readonly dropped: boolean;
  readonly name: string;
}

/** A section around the rows from `first` to `last`. */
export interface Frame {
  readonly title: string;
  readonly line: number;
  readonly first: number;
  readonly last: number;
  /** How many frames stand around it. */
  readonly depth: number;
}
