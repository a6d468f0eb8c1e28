// A diagram in numbers: pixels, texts, names of styles. Plain JSON: the server makes it, the webview and the CLI draw it.
// Must not know the timeline it came from, colours, or where it is drawn.
import type { State } from '../tcp/state.ts';

/** All of a flow's diagram but what is long. Lengths are CSS pixels at zoom 1; y grows downwards from the top of the drawing. */
export interface Sheet {
  /** The flow's title; empty for the file's untitled flow. */
  readonly title: string;
  /** The lines that the flow covers, from 0: of its first and of its last line. */
  readonly line: number;
  readonly endLine: number;
  readonly width: number;
  readonly height: number;
  /** The heads of the lifelines, from y 0 on; they stay in sight while the rest scrolls. */
  readonly heads: Item;
  readonly lifelines: readonly Lifeline[];
  /** Where the numbers of the items' lines end on the left, when they are shown. */
  readonly numbersX?: number;
}

/** One flow's diagram as a whole. */
export interface Drawing extends Sheet {
  readonly rails: readonly Rail[];
  /** Everything else, ordered by `top`, so that what is out of sight need not be drawn. */
  readonly items: readonly Item[];
}

/** A strip of a drawing from edge to edge: what is in sight is known strip by strip. */
export interface Tile {
  /** The same as long as the same is on it. */
  readonly id: number;
  readonly height: number;
  /** How many lines of the file it stands for: as many below its first line begins the next one. */
  readonly lines: number;
  /** How many of its items have a reading, and how many lines these have. */
  readonly events: number;
  readonly stops: number;
}

/** What is on a tile. `top` and `line` count from the tile's own. */
export interface TileContent {
  readonly id: number;
  /** The parts of the rails that are on it. */
  readonly rails: readonly Rail[];
  /** What lies on it alone, ordered by `top`. */
  readonly items: readonly Item[];
}

export interface Lifeline {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/** The states of one end of one connection as a slim bar along its lifeline. */
export interface Rail {
  /** Numbers the end that it belongs to. */
  readonly end: number;
  /** The middle of the bar. */
  readonly x: number;
  readonly width: number;
  /** Index in `lifelines`. */
  readonly lifeline: number;
  /** Ordered by `top`, one after the other without a gap. */
  readonly stretches: readonly Stretch[];
}

export interface Stretch {
  readonly state: State;
  readonly top: number;
  readonly bottom: number;
}

/** What belongs together and to one line: an arrow with its text, a note, the frame of a section. */
export interface Item {
  readonly kind: ItemKind;
  /** The line it shows, from 0. */
  readonly line: number;
  /** Further lines that it connects, such as that of the segment which its own line acknowledges. */
  readonly also?: readonly number[];
  readonly top: number;
  readonly height: number;
  /** The event in words, for a screen reader. An item with it can be reached by keyboard. */
  readonly reading?: string;
  /** Where the number of its line may stand: a baseline, from `top`. */
  readonly numberY?: number;
  /** The gravest thing that is wrong here. */
  readonly tone?: Tone;
  /** The strip of the drawing that stands for it, from `top` on: what is clicked and highlighted. */
  readonly band: { readonly x: number; readonly width: number; readonly height: number };
  /** In the order in which they are drawn. Their y counts from `top`, so that an item that only moved is equal to what it was. */
  readonly shapes: readonly Shape[];
}

export type ItemKind = 'heads' | 'frame' | 'segment' | 'arrival' | 'call' | 'timeout' | 'expect' | 'wait' | 'note' | 'broken' | 'bracket';

/** What a colour is chosen by. */
export type Tone = 'error' | 'warning' | 'hint' | 'on-purpose' | 'good' | 'quiet';

export type Shape = TextShape | BoxShape | PathShape;

/** A line of text, made of one or more runs. */
export interface TextShape {
  readonly shape: 'text';
  readonly x: number;
  /** The baseline. */
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly runs: readonly Run[];
  /** How wide it was measured to be. */
  readonly width: number;
  /** The whole text, where the runs show it shortened. */
  readonly full?: string;
}

export interface Run {
  readonly text: string;
  readonly style: TextStyle;
  readonly tone?: Tone;
  /** The state that is named. */
  readonly state?: State;
}

/** What fonts are chosen by; `fonts` has their sizes. */
export type TextStyle =
  | 'title' | 'head' | 'address' | 'flags' | 'numbers' | 'payload' | 'tag' | 'state' | 'mark' | 'time' | 'note' | 'section' | 'rule'
  | 'message' | 'wait' | 'fate';

export interface BoxShape {
  readonly shape: 'box';
  readonly style: BoxStyle;
  readonly tone?: Tone;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Of the corners. */
  readonly radius: number;
}

export type BoxStyle = 'head' | 'note' | 'frame' | 'section-title' | 'finding' | 'knot';

/** Straight lines from point to point. */
export interface PathShape {
  readonly shape: 'path';
  readonly style: PathStyle;
  readonly tone?: Tone;
  /** x, y, x, y, … */
  readonly points: readonly number[];
  /** Back to the first point, and filled. */
  readonly closed?: boolean;
}

/** `corrupted` and `rule-line` are drawn with a broken line. */
export type PathStyle = 'arrow' | 'corrupted' | 'arrowhead' | 'cross' | 'mark' | 'rule-line' | 'finding-edge' | 'unacknowledged' | 'time-wait';
