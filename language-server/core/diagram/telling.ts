// Scene → what other languages for sequence diagrams can say: arrows, notes and groups, one below the other. Theirs to write
// down: must not know how any of them is spelled or escaped.
import { each } from '../flow/turns.ts';
import { measure } from './measure.ts';
import type { Arrow, Fault, Mark, Row, Scene } from './scene-types.ts';
import { wrap } from './wrap.ts';

/** A lane by its index, and the lines of a text as they are: nothing is escaped. */
export type Act =
  | {
    readonly act: 'arrow'; readonly from: number; readonly to: number; readonly text: readonly string[];
    /** Cut short: it never arrives, or nobody takes it. */
    readonly lost: boolean;
    /** What is not simply sent and received: it left earlier, or arrives broken. */
    readonly broken: boolean;
    /** It arrives later, in an arrow of its own. */
    readonly later: boolean;
  }
  /** Beside a lane, on the outside. */
  | { readonly act: 'beside'; readonly lane: number; readonly side: 'left' | 'right'; readonly text: readonly string[] }
  /** Over the lanes from `first` to `last`. */
  | { readonly act: 'over'; readonly first: number; readonly last: number; readonly text: readonly string[]; readonly fault?: Fault['tone'] }
  | { readonly act: 'pause'; readonly text: string }
  | { readonly act: 'section'; readonly title: string }
  /** Branches at the same time: `cross` until its `end`, with `and` between them. */
  | { readonly act: 'cross' | 'and' | 'end' };

/** An endpoint's name in a diagram's text, and what stands at its head. */
export interface Participant {
  readonly id: string;
  readonly text: readonly string[];
}

export interface Telling {
  readonly participants: readonly Participant[];
  readonly acts: readonly Act[];
}

/** In small steps. `reserved`: what an id of the language must not look like. */
export const telling = function* (scene: Scene, reserved: RegExp): Generator<undefined, Telling> {
  const { rows, frames } = scene;
  const last = Math.max(0, scene.lanes.length - 1);
  const opening = Map.groupBy(frames, (frame) => frame.first);
  const closing = Map.groupBy(frames, (frame) => frame.last);
  const acts: Act[] = [];
  yield* each(rows, (row, index) => void acts.push(
    ...(opening.get(index) ?? []).map(({ title }): Act => ({ act: 'section', title })),
    ...(isCrossing(rows, index) ? [{ act: crossesOn(rows, index) ? 'and' : 'cross' } as const] : []),
    ...actsOf(scene, row, last),
    ...(isCrossing(rows, index) && !crossesOn(rows, index + 1) ? [{ act: 'end' } as const] : []),
    ...(closing.get(index) ?? []).map((): Act => ({ act: 'end' })),
  ));
  return { participants: participants(scene, reserved), acts };
};

// These languages do not wrap by themselves. Pixels, by our measure.
const textWidth = 340;
const headWidth = 200;
/** Of the text on an arrow: data may be long. */
const mostLines = 3;

const lines = (text: string, most?: number): string[] => wrap(text, 'message', textWidth, measure, most);

const actsOf = (scene: Scene, row: Row, last: number): Act[] => {
  const { kind, text, over = [] } = row;
  const acts: Act[] = [];
  if (row.arrow !== undefined) acts.push(sent(row.arrow, row.time));
  const arrival = row.arrival;
  const marks = arrival === undefined || arrival.dropped ? row.marks : row.marks.slice(1);
  if (arrival !== undefined) acts.push(...arrives(scene, row));
  if (text !== undefined && kind === 'wait') acts.push({ act: 'pause', text: timed(row.time, text) });
  if (text !== undefined && (kind === 'note' || kind === 'broken')) {
    const lanes = over.length === 0 ? [0, last] : over;
    acts.push({ act: 'over', first: Math.min(...lanes), last: Math.max(...lanes), text: lines(text) });
  }
  const time = row.arrow === undefined && arrival === undefined && kind !== 'wait' ? row.time : undefined;
  acts.push(...beside(marks, time));
  const { lane, toward } = row.at ?? { lane: 0, toward: last };
  for (const { tone, rule, message } of row.faults) {
    acts.push({ act: 'over', first: Math.min(lane, toward), last: Math.max(lane, toward), text: [`${faultSigns[tone] ?? ''}${rule}`, ...lines(message)], fault: tone });
  }
  return acts;
};

const faultSigns: Partial<Record<Fault['tone'], string>> = { error: '✗ ', warning: '⚠ ', 'on-purpose': '✎ ', hint: 'ℹ ' };
const markSigns: Record<NonNullable<Mark['sign']>, string> = { call: '', clock: '⏱ ', good: '✓ ', bad: '✗ ' };

const timed = (time: string | undefined, text: string): string => (time === undefined ? text : `${time} ${text}`);
const runsText = (runs: Mark['runs']): string => runs.map(({ text }) => text).join('').trim();

const sent = ({ from, to, fate, fateText, head, numbers, name, arrivals }: Arrow, time: string | undefined): Act => ({
  act: 'arrow',
  from,
  to,
  lost: fate === 'lost' || fate === 'corrupted',
  broken: fate === 'corrupted',
  later: fate === 'delayed' || fate === 'dropped',
  text: [
    ...lines(timed(time, runsText(head)), mostLines),
    ...lines(numbers.join(' ')),
    [name, arrivals.length > 0 || fate === 'dropped' ? undefined : fateText].filter((part) => part !== undefined).join(': '),
  ].filter((line) => line !== ''),
});

/** The segment that was sent in another row comes here, or is dropped here. */
const arrives = ({ rows }: Scene, { arrival, marks, time }: Row): Act[] => {
  if (arrival === undefined) return [];
  const { from, to, dropped, name, row } = arrival;
  const text = dropped ? `${name}: ${rows[row]?.arrow?.fateText ?? ''}` : runsText(marks[0]?.runs ?? []);
  return [{ act: 'arrow', from, to, lost: dropped, broken: true, later: false, text: [timed(time, text)] }];
};

/** What stands beside the same lifeline is one note. */
const beside = (marks: readonly Mark[], time: string | undefined): Act[] =>
  [...Map.groupBy(marks, ({ lane, outward }) => `${lane} ${outward}`).values()].map((together): Act => {
    const { lane, outward } = together[0]!;
    return { act: 'beside', lane, side: outward, text: together.map(({ sign, runs }, index) =>
      timed(index === 0 ? time : undefined, `${sign === undefined ? '' : markSigns[sign]}${runsText(runs)}`)) };
  });

/** Whether the row's segment is sent before its neighbours arrive. */
const isCrossing = (rows: readonly Row[], index: number): boolean => {
  const row = rows[index];
  if (row?.arrow === undefined) return false;
  const arrivesLater = row.arrow.fate !== 'delayed' && row.arrow.arrivals.some((moment) => moment.row > index);
  return arrivesLater || row.beside === true || rows[index + 1]?.beside === true;
};

/** Whether it is the same crossing as that of the row above. */
const crossesOn = (rows: readonly Row[], index: number): boolean => rows[index]?.beside === true && isCrossing(rows, index) && isCrossing(rows, index - 1);

/** The endpoint's own name wherever it can be one: the text is read and edited by people. */
const participants = ({ lanes, title }: Scene, reserved: RegExp): Participant[] => {
  const taken = new Set<string>();
  const all = lanes.length > 0 ? lanes : [{ label: title === '' ? 'TCP' : title }];
  return all.map(({ label, name = label, address }, lane) => {
    let id = /^\p{L}[\p{L}\p{N}_]*$/u.test(name) && !reserved.test(name) ? name : `p${lane + 1}`;
    while (taken.has(id.toLowerCase())) id += '_';
    taken.add(id.toLowerCase());
    return { id, text: [...wrap(label, 'head', headWidth, measure, mostLines), ...(address === undefined ? [] : [address])] };
  });
};
