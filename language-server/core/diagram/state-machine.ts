// RFC 9293 figure 5 as a picture of our own: where each state and each move stands, and how the ends of a connection are
// marked on it. Must not know how an end came into its state, nor colours.
import type { State } from '../tcp/state.ts';
import { transition, type Event } from '../tcp/transitions.ts';
import type { Run, Shape } from './drawing.ts';
import { element, type Element } from './element.ts';
import { fonts } from './fonts.ts';
import { measure } from './measure.ts';
import { plainLine } from './plain.ts';
import { arrow, path, text } from './shapes.ts';
import { shapeElement, stateClass } from './svg.ts';
import { shorten } from './wrap.ts';

/** One end of a connection: where it is, the moves that led there, and those that it makes now. */
export interface MachineEnd {
  readonly name: string;
  readonly state: State;
  /** Its connection is over: it is in the CLOSED below. */
  readonly ended: boolean;
  readonly path: readonly MachineMove[];
  readonly moves: readonly MachineMove[];
}

export interface MachineMove {
  readonly from: State;
  readonly to: State;
  readonly event?: Event;
}

export const machineSize = { width: 664, height: 592 } as const;

/** Both ends on the machine. Their signs, as in the text beside it, tell them apart without colour. */
export const stateMachine = (ends: readonly MachineEnd[]): Element => {
  const now = ends.flatMap(({ moves }) => moves);
  const gone = ends.flatMap((end) => end.path);
  const isOf = (edge: Edge) => (move: MachineMove): boolean => move.from === edge.from && move.to === edge.to && move.event === edge.event;
  const known = edges.map((edge) => edgeElement(signed(edge, ends.map((end) => [...end.path, ...end.moves].some(isOf(edge)))),
    now.some(isOf(edge)) ? 'taken' : gone.some(isOf(edge)) ? 'passed' : undefined));
  const others = now.filter((move) => move.from !== move.to && !edges.some((edge) => isOf(edge)(move)));
  return element('g', { class: 'machine' }, [
    ...known,
    ...others.map((move) => edgeElement({ ...move, points: straight(nodes[move.from], move.to === 'CLOSED' ? closedBelow : nodes[move.to]), label: [] }, 'taken')),
    ...(Object.keys(nodes) as State[]).map((state) => nodeElement(state, nodes[state], here(ends, state, false))),
    nodeElement('CLOSED', closedBelow, here(ends, 'CLOSED', true)),
    ...others.map((move) => labelElement(straight(nodes[move.from], move.to === 'CLOSED' ? closedBelow : nodes[move.to]), move)),
  ]);
};

/** The signs of the two ends of a connection. */
export const endSigns = ['●', '◆'] as const;

interface Place {
  readonly x: number;
  readonly y: number;
}

const [left, middle, right] = [112, 332, 552];
const nodes: Readonly<Record<State, Place>> = {
  CLOSED: { x: middle, y: 26 },
  LISTEN: { x: middle, y: 114 },
  'SYN-RECEIVED': { x: left, y: 204 },
  'SYN-SENT': { x: right, y: 204 },
  ESTABLISHED: { x: middle, y: 286 },
  'FIN-WAIT-1': { x: left, y: 372 },
  'CLOSE-WAIT': { x: right, y: 372 },
  'FIN-WAIT-2': { x: left, y: 474 },
  CLOSING: { x: middle, y: 474 },
  'LAST-ACK': { x: right, y: 474 },
  'TIME-WAIT': { x: middle, y: 566 },
};
/** Where a connection that is over ends. */
const closedBelow: Place = { x: right, y: 566 };

const halfWidth = 60;
const halfHeight = 18;

interface Edge extends MachineMove {
  /** x, y, x, y, …; the last one is the tip. */
  readonly points: readonly number[];
  /** Lines of text: x, baseline, anchor, and what they say. */
  readonly label: readonly { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end'; readonly text: string }[];
}

const edge = (
  from: State, event: Event, points: readonly number[], x: number, y: number, anchor: 'start' | 'middle' | 'end', lines: readonly string[],
): Edge => {
  const move = transition(from, event)!;
  const sent = move.sends === undefined ? [] : [`⟶ ${move.sends}`];
  const all = lines.length === 1 && sent.length === 1 && anchor === 'middle' ? [`${lines[0]} ${sent[0]}`] : [...lines, ...sent];
  return { from, to: move.to, event, points, label: all.map((line, index) => ({ x, y: y + index * fonts.fate.lineHeight, anchor, text: line })) };
};

const edges: readonly Edge[] = [
  edge('CLOSED', 'OPEN passive', [middle - 16, 44, middle - 16, 96], middle - 22, 74, 'end', ['passive OPEN']),
  edge('LISTEN', 'CLOSE', [middle + 16, 96, middle + 16, 44], middle + 22, 74, 'start', ['CLOSE']),
  edge('CLOSED', 'OPEN active', [middle + halfWidth, 20, right + 24, 20, right + 24, 186], right + 30, 100, 'start', ['active', 'OPEN']),
  edge('SYN-SENT', 'CLOSE', [right - 24, 186, right - 24, 33, middle + halfWidth, 33], right - 30, 74, 'end', ['CLOSE']),
  edge('LISTEN', 'OPEN active', [middle + halfWidth, 120, right - 44, 186], 451, 138, 'start', ['active OPEN']),
  edge('LISTEN', 'rcv SYN', [middle - halfWidth, 120, left + 44, 186], 226, 164, 'start', ['rcv SYN']),
  edge('SYN-SENT', 'rcv SYN', [right - halfWidth, 204, left + halfWidth, 204], middle, 198, 'middle', ['rcv SYN']),
  edge('SYN-RECEIVED', 'rcv ACK of SYN', [left + 44, 222, middle - halfWidth, 276], 196, 258, 'end', ['rcv ACK', 'of SYN']),
  edge('SYN-SENT', 'rcv SYN,ACK', [right - 44, 222, middle + halfWidth, 276], 468, 258, 'start', ['rcv SYN,ACK']),
  edge('SYN-RECEIVED', 'CLOSE', [left - 36, 222, left - 36, 354], left - 42, 284, 'end', ['CLOSE']),
  edge('ESTABLISHED', 'CLOSE', [middle - halfWidth, 296, left + 44, 354], 212, 340, 'start', ['CLOSE']),
  edge('ESTABLISHED', 'rcv FIN', [middle + halfWidth, 296, right - 44, 354], 468, 310, 'start', ['rcv FIN']),
  edge('FIN-WAIT-1', 'rcv ACK of FIN', [left - 24, 390, left - 24, 456], left - 30, 418, 'end', ['rcv ACK', 'of FIN']),
  edge('FIN-WAIT-1', 'rcv FIN', [left + halfWidth, 378, middle - 36, 456], 256, 404, 'start', ['rcv FIN']),
  edge('FIN-WAIT-1', 'rcv FIN,ACK of FIN', [left + 24, 390, middle - halfWidth, 556], 205, 508, 'end', ['rcv FIN,', 'ACK of FIN']),
  edge('FIN-WAIT-2', 'rcv FIN', [left - 24, 492, left - 24, 570, middle - halfWidth, 570], left - 18, 549, 'start', ['rcv FIN']),
  edge('CLOSING', 'rcv ACK of FIN', [middle, 492, middle, 548], middle + 7, 518, 'start', ['rcv ACK', 'of FIN']),
  edge('CLOSE-WAIT', 'CLOSE', [right, 390, right, 456], right + 7, 418, 'start', ['CLOSE']),
  edge('LAST-ACK', 'rcv ACK of FIN', [right, 492, right, 548], right + 7, 518, 'start', ['rcv ACK', 'of FIN']),
  edge('TIME-WAIT', '2MSL TIMEOUT', [middle + halfWidth, 566, right - halfWidth, 566], (middle + right) / 2, 560, 'middle', ['2MSL']),
];

const straight = (from: Place, to: Place): number[] => {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  // To the border of either box, and a little less.
  const part = Math.min(0.45, Math.min(halfWidth / (Math.abs(dx) || 1), halfHeight / (Math.abs(dy) || 1)) + 0.01);
  return [from.x + dx * part, from.y + dy * part, to.x - dx * part, to.y - dy * part];
};

/** With the signs of the ends that went this way. */
const signed = (edge: Edge, went: readonly boolean[]): Edge => {
  const signs = endSigns.filter((_, side) => went[side]).join('');
  return signs === '' ? edge : { ...edge, label: edge.label.map((line, index) => (index === 0 ? { ...line, text: `${signs} ${line.text}` } : line)) };
};

const shapesElement = (name: string, shapes: readonly Shape[]): Element => element('g', { class: name }, shapes.map(shapeElement));

const edgeElement = ({ points, label }: Edge, mark: 'taken' | 'passed' | undefined): Element => {
  const last = points.length - 4;
  const [x1, y1, x2, y2] = points.slice(last) as [number, number, number, number];
  return shapesElement(`move${mark === undefined ? '' : ` ${mark}`}`, [
    ...(last > 0 ? [path('arrow', points.slice(0, last + 2))] : []),
    ...arrow('arrow', x1, y1, x2, y2),
    ...label.map(({ x, y, anchor, text: line }) => text([{ text: line, style: 'fate' }], x, y, anchor, measure)),
  ]);
};

const labelElement = ([x1, y1, x2, y2]: readonly number[], { event }: MachineMove): Element =>
  shapesElement('move taken', event === undefined ? [] : [text([{ text: event, style: 'fate' }], (x1! + x2!) / 2, (y1! + y2!) / 2, 'middle', measure)]);

/** The signs and names of the ends in a state. */
const here = (ends: readonly MachineEnd[], state: State, below: boolean): string[] =>
  ends.flatMap((end, side) => (end.state === state && (state !== 'CLOSED' || end.ended === below) ? [`${endSigns[side]!} ${plainLine(end.name)}`] : []));

const nodeElement = (state: State, { x, y }: Place, ends: readonly string[]): Element => {
  const runs: Run[] = [{ text: state, style: 'state', state }];
  const [width, height] = [2 * halfWidth, 2 * halfHeight];
  const names = ends.map((name) => shorten(name, 'fate', (width - 8) / ends.length - 4, measure)).join('  ');
  return element('g', { class: `state ${stateClass(state)}${ends.length === 0 ? '' : ' present'}` }, [
    ...(ends.length === 0 ? [] : [element('rect', { class: 'ring', x: x - halfWidth - 3, y: y - halfHeight - 3, width: width + 6, height: height + 6, rx: 9 })]),
    element('rect', { class: 'box', x: x - halfWidth, y: y - halfHeight, width, height, rx: 6 }),
    shapeElement(text(runs, x, ends.length === 0 ? y + 4 : y - 3, 'middle', measure)),
    ...(ends.length === 0 ? [] : [shapeElement(text([{ text: names, style: 'fate' }], x, y + 12, 'middle', measure, ends.join(', ')))]),
  ]);
};
