// Timeline → Scene: which rows, arrows and marks a flow's diagram has, in which order. Must not know pixels or colours,
// and judges nothing: what is wrong stands in the timeline's findings.
import type { Bundle } from '../flow/message.ts';
import { format } from '../flow/message.ts';
import type { FlowStep } from '../flow/flow.ts';
import type { Value } from '../flow/statement.ts';
import type { Outcome } from '../tcp/segment-arrives.ts';
import type { State } from '../tcp/state.ts';
import { classifying, labelOf, nothingSeen, type Classification, type Classified, type Seen } from '../timeline/classify.ts';
import { emptyMap, getIn, setIn, type IntMap } from '../timeline/int-map.ts';
import { otherSide } from '../timeline/reading.ts';
import type {
  Change, DeliverStep, EndId, ExpectStep, SegmentStep, Step, Timeline, TimelinePart,
} from '../timeline/timeline.ts';
import { duration, wait } from '../flow/duration.ts';
import { each, toEnd } from '../flow/turns.ts';
import { besideEnd, castOf, endKey, firstLine, lanesOfEnd, type Cast, type SceneOptions } from './cast.ts';
import { plain, plainLine } from './plain.ts';
import { readStep } from './reading.ts';
import { coveredIn, untilTheEnd, withSlots, type Covered, type Place, type Slotted, type TimeWait } from './brackets.ts';
import type { Arrow, Bracket, Fault, Frame, Mark, Moment, Row, Scene } from './scene-types.ts';
import { headText, numbersText, type Labels } from './segment-text.ts';
import { shownNumbers, type Isns, type ShownNumbers, type ShowNumber } from './shown-numbers.ts';

/** What the diagram of a flow shows. */
export const scene = (timeline: Timeline, options: SceneOptions = {}): Scene => toEnd(sceneInTurns(timeline, options));

/** The same in small steps. */
export const sceneInTurns = function* (timeline: Timeline, options: SceneOptions): Generator<undefined, Scene> {
  const cast = castOf(timeline, options);
  const { steps } = timeline;
  const all = yield* passageInTurns(cast, { lines: steps.map((_, index) => timeline.lineOf(index)!), steps: () => steps }, undefined, nothingLate, true);
  yield;
  const { flow } = timeline;
  const { rows, after } = all;
  const slotted = withSlots([...all.covered, ...untilTheEnd(after.timeWaits)], {}, cast);
  yield;
  return {
    title: plainLine(flow.title?.text ?? ''),
    line: firstLine(timeline),
    endLine: flow.endLine,
    numbered: cast.detail === 'full',
    lanes: cast.lanes,
    rails: cast.ends.map((end) => ({ ...end, moves: all.moves.get(endKey(end)) ?? [], ...all.touched.get(endKey(end)) ?? { first: 0, last: 0 } })),
    rows,
    frames: framesIn(cast, all, [...all.closed, ...openSections(after).map((section) => ({ section }))]),
    brackets: bracketsIn(cast, all, slotted),
  };
};

/** What the rows above are remembered by. A value. */
export interface SceneMemory {
  readonly seen: Seen;
  readonly isns: Isns;
  /** The window that each end showed last, by `endKey`. */
  readonly windows: IntMap<number>;
  /** The state that each end is in since a step of the flow, by `endKey`. */
  readonly states: IntMap<State>;
  /** The last time that was shown, in ms. */
  readonly clock: number | undefined;
  /** Where TIME-WAITs began that last, by `endKey`. */
  readonly timeWaits: IntMap<TimeWait>;
  readonly block: OpenBlock | undefined;
  /** The row above is that of a segment that crosses the next one. */
  readonly isCrossing: boolean;
}

/** A block that is open, and those around it. */
interface OpenBlock {
  readonly line: FlowStep;
  readonly kind: 'section' | 'cross';
  /** How many sections stand around it. */
  readonly depth: number;
  readonly outer: OpenBlock | undefined;
}

/** A section that ends; without `at`, with the flow. */
export interface ClosedSection {
  readonly section: OpenBlock;
  readonly at?: FlowStep;
}

/** The rows of some steps, one behind the other, and what these steps say beyond their rows. */
export interface Passage {
  readonly lines: readonly FlowStep[];
  readonly rows: readonly Row[];
  /** Row by step, counted from the first of `lines`; undefined for steps without a row. */
  readonly rowOf: readonly (number | undefined)[];
  /** The first and the last row in which each end takes part, by `endKey`. */
  readonly touched: ReadonlyMap<number, { readonly first: number; readonly last: number }>;
  /** When an end gets into which state, by `endKey`. */
  readonly moves: ReadonlyMap<number, readonly (Moment & { readonly state: State })[]>;
  /** What is acknowledged or over here, wherever it began. */
  readonly covered: readonly Covered[];
  readonly closed: readonly ClosedSection[];
  /** What is said here of segments that were sent above. */
  readonly late: Classified['late'];
  readonly after: SceneMemory;
}

/** What is said elsewhere of segments that are sent here, by the id of their lines. */
export type LateLabels = ReadonlyMap<number, readonly Classification[]>;
export const nothingLate: LateLabels = new Map();

interface Context extends Cast {
  readonly isRead: boolean;
  readonly plan: Plan;
  readonly show: ShowNumber;
  readonly passed: ShownNumbers['passed'];
  readonly labels: Labels;
  /** As in `SceneMemory`; they go on from row to row. */
  windows: IntMap<number>;
  clock: number | undefined;
  isCrossing: boolean;
}

/**
 * `before`: undefined at the beginning of the flow, where a row says what holds before anything happens. `isRead`: without it the
 * segments have no sentence of their own: who only lays out asks whether there is one.
 */
export const passage = (cast: Cast, part: Pick<TimelinePart, 'lines' | 'steps'>, before: SceneMemory | undefined, late: LateLabels, isRead = true): Passage =>
  toEnd(passageInTurns(cast, part, before, late, isRead));

const passageInTurns = function* (
  cast: Cast, part: Pick<TimelinePart, 'lines' | 'steps'>, before: SceneMemory | undefined, late: LateLabels, isRead: boolean,
): Generator<undefined, Passage> {
  const { timeline } = cast;
  const { lines } = part;
  const steps = part.steps();
  const first = lines[0]?.index ?? 0;
  const { found, late: lateElsewhere, after: seen } = yield* classifying(timeline, steps, first, before?.seen ?? nothingSeen);
  const labels = new Map(steps.flatMap((step, offset) => {
    const all = [...found.get(first + offset) ?? [], ...late.get(lines[offset]!.id) ?? []];
    return all.length === 0 ? [] : [[step, [...new Set(all.map(labelOf))]] as const];
  }));
  yield;
  const plan = planRows(steps, first, before?.block, lines, before === undefined ? 1 : 0);
  const numbers = shownNumbers(timeline, cast.numbers, before?.isns);
  const context: Context = {
    ...cast, isRead, plan, labels, show: numbers.show, passed: numbers.passed, windows: before?.windows ?? emptyMap, clock: before?.clock, isCrossing: before?.isCrossing ?? false,
  };
  const rows: Row[] = before === undefined ? [startRow(context)] : [];
  const touched = new Map<number, { first: number; last: number }>();
  const moves = new Map<number, (Moment & { state: State })[]>();
  let states = before?.states ?? emptyMap;
  const touch = (end: number, row: number): void => void touched.set(end, { first: touched.get(end)?.first ?? row, last: row });
  yield;
  yield* each(steps, (step, offset) => {
    const at = plan.rows[offset];
    const row = at === undefined ? undefined : rowOf(context, step, offset);
    if (row !== undefined) rows.push(row);
    context.isCrossing = row?.kind === 'segment' && step.kind === 'segment' && step.inCross;
    if (at === undefined) return;
    if (step.kind === 'segment') for (const side of [0, 1] as const) touch(endKey({ connection: step.connection, side }), at);
    for (const change of step.changes) {
      const key = endKey(change);
      touch(key, at);
      if (change.before.state === change.after.state) continue;
      const list = moves.get(key) ?? [];
      list.push({ row: at, tick: tickOf(plan, offset, change), state: change.after.state });
      moves.set(key, list);
      states = setIn(states, key, change.after.state);
    }
  });
  yield;
  const { covered, timeWaits } = yield* coveredIn(steps, lines, {
    rowOf: (offset) => plan.rows[offset],
    tickOf: (offset, change) => tickOf(plan, offset, change),
    acknowledged: (end) => cast.detail === 'teaching' && !cast.crowded.has(lanesOfEnd(cast, end).lane),
  }, before?.timeWaits ?? emptyMap);
  return {
    lines, rows, rowOf: plan.rows, touched, moves, covered, closed: plan.closed, late: lateElsewhere,
    after: { seen, isns: numbers.isns(), windows: context.windows, clock: context.clock, states, timeWaits, block: plan.block, isCrossing: context.isCrossing },
  };
};

/** Which step has which row, and what arrives where. Steps are counted from the first of the passage. */
interface Plan {
  readonly first: number;
  /** Row by step; undefined for steps without a row. */
  readonly rows: readonly (number | undefined)[];
  /** The segments that arrive at a step other than their own: at which of its moments, by the index of the segment. */
  readonly arrivals: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** Steps that close a section. */
  readonly ends: ReadonlySet<number>;
  readonly closed: readonly ClosedSection[];
  /** The block that is open behind the last step. */
  readonly block: OpenBlock | undefined;
}

const planRows = (steps: readonly Step[], first: number, before: OpenBlock | undefined, lines: readonly FlowStep[], firstRow: number): Plan => {
  const arrivals = new Map<number, ReadonlyMap<number, number>>();
  const ends = new Set<number>();
  const closed: ClosedSection[] = [];
  let block = before;
  let next = firstRow;
  const rows = steps.map((step, offset) => {
    if (step.kind === 'section' || step.kind === 'cross') {
      block = { line: lines[offset]!, kind: step.kind, depth: block === undefined ? 0 : block.depth + (block.kind === 'section' ? 1 : 0), outer: block };
    }
    if (step.kind === 'close' || step.kind === 'deliver') {
      const arriving = new Set(step.changes.flatMap(({ cause }) => (cause.kind === 'arrived' && cause.step !== first + offset ? [cause.step] : [])));
      if (arriving.size > 0) arrivals.set(offset, new Map([...arriving].sort((a, b) => a - b).map((segment, tick) => [segment, tick])));
    }
    if (step.kind === 'close') {
      if (block?.kind === 'section') {
        ends.add(offset);
        closed.push({ section: block, at: lines[offset]! });
      }
      block = block?.outer;
    }
    if (step.kind === 'cross') return undefined;
    if (step.kind === 'close' && !ends.has(offset) && !arrivals.has(offset) && step.findings.length === 0) return undefined;
    return next++;
  });
  return { first, rows, arrivals, ends, closed, block };
};

/** The moment of a change: at the end of `cross` the moment when its segment arrives. */
const tickOf = (plan: Plan, offset: number, { cause }: Change): number =>
  (cause.kind === 'arrived' ? plan.arrivals.get(offset)?.get(cause.step) ?? 0 : 0);

const startRow = (context: Context): Row => {
  const { timeline, say } = context;
  const marks = timeline.connections.flatMap(({ id, ends }) => ([0, 1] as const).flatMap((side): Mark[] => {
    const { lane } = lanesOfEnd(context, { connection: id, side });
    if (context.crowded.has(lane)) return [];
    return [stateMark(context, { connection: id, side }, ends[side].initial.state, 0)];
  }));
  // Two connections that look the same are told once.
  const distinct = [...new Map(marks.map((mark) => [JSON.stringify(mark), mark])).values()];
  const states = timeline.connections.flatMap(({ ends }) => ends.map(({ endpoint, initial }) =>
    say('{0} is in {1}', timeline.endpoints[endpoint]?.label ?? '', initial.state)));
  return {
    kind: 'start', line: timeline.flow.line, ticks: 1, marks: distinct, faults: [],
    ...(states.length === 0 ? {} : { reading: plainLine(states.join('; ')) }),
  };
};

const stateMark = (context: Context, end: EndId, state: State, tick: number): Mark => {
  const name = context.connectionNames.get(end.connection);
  return {
    ...besideEnd(context, end, tick),
    runs: [{ text: state, style: 'state', state }, ...(state === 'TIME-WAIT' ? [{ text: ' 2MSL', style: 'mark', tone: 'quiet' } as const] : []), ...(name === undefined ? [] : [{ text: ` ${name}`, style: 'mark', tone: 'quiet' } as const])],
  };
};

/** What a receiver makes of a segment, where that is not simply taking it. */
const outcomeTexts: Partial<Record<Outcome, string>> = {
  duplicate: 'already received',
  kept: 'kept: gap before it',
  'outside-window': 'not acceptable',
  outdated: 'old timestamp',
  'reset-ignored': 'ignored',
  challenged: 'challenged',
  refused: 'refused',
  'acks-unsent': 'ACK not acceptable',
  dropped: 'dropped',
  'checksum-failed': 'discarded',
};

/** States that are entered and outcomes worth telling, beside the lifelines where they happen. */
const changeMarks = (context: Context, step: Step, offset: number): Mark[] => {
  const marks: Mark[] = [];
  const states = new Map<string, { before: State; change: Change; tick: number }>();
  for (const change of step.changes) {
    const tick = tickOf(context.plan, offset, change);
    const key = `${endKey(change)} ${tick}`;
    states.set(key, { before: states.get(key)?.before ?? change.before.state, change, tick });
  }
  for (const { before, change, tick } of states.values()) {
    if (before !== change.after.state) marks.push(stateMark(context, change, change.after.state, tick));
    const text = change.cause.kind === 'arrived' ? outcomeTexts[change.cause.outcome] : undefined;
    if (text !== undefined) {
      marks.push({ ...besideEnd(context, change, tick), runs: [{ text: context.say(text), style: 'fate', tone: 'quiet' }] });
    }
  }
  return marks;
};

/** What could not be read comes first: what is said of the rest may follow from it. A line of which nothing could be read says so itself. */
const faultsOf = ({ kind, problem, findings }: Step, bundle: Bundle): Fault[] => [
  ...(problem === undefined || kind === 'broken' ? [] : [{ tone: 'error', rule: 'syntax', message: plainLine(format(problem.message, bundle)), onPurpose: false } as const]),
  ...findings.map((finding): Fault => ({
    tone: finding.onPurpose ? 'on-purpose' : finding.severity === 'error' || finding.severity === 'warning' ? finding.severity : 'hint',
    rule: finding.code,
    message: plainLine(format(finding.message, bundle)),
    onPurpose: finding.onPurpose === true,
  })),
];

const rowOf = (context: Context, step: Step, offset: number): Row => {
  const { say, timeline } = context;
  if (step.kind === 'segment') context.passed(step);
  const marks = changeMarks(context, step, offset);
  const reading = context.isRead || step.kind !== 'segment' ? readStep(timeline, step, context) : '[]';
  const time = step.at !== undefined && 'statement' in step && step.statement !== undefined && 'time' in step.statement && step.statement.time !== undefined
    ? timesOf(context, step.at) : {};
  const common = { line: step.line, ticks: 1, marks, faults: faultsOf(step, context.bundle), ...time, ...(reading === '' ? {} : { reading: 'time' in time ? `${time.time}: ${reading}` : reading }) };
  switch (step.kind) {
    case 'segment':
      return segmentRow(context, step, offset, common);
    case 'call': {
      const bytes = step.statement.bytes === undefined ? '' : step.statement.bytes.value;
      return atEnd(context, step.end, { ...common, kind: 'call' }, { sign: 'call', runs: [{ text: `${step.statement.call}(${bytes})`, style: 'mark' }] });
    }
    case 'timeout':
      return atEnd(context, step.end, { ...common, kind: 'timeout' }, { sign: 'clock', runs: [{ text: step.statement.timer, style: 'mark' }] });
    case 'deliver':
      return deliverRow(context, step, offset, common);
    case 'expect':
      return expectRow(context, step, common);
    case 'wait':
      return { ...common, kind: 'wait', text: say('{0} passes', wait(step.statement.ms)) };
    case 'note':
      return { ...common, kind: 'note', text: plain(step.statement.text.text), over: step.over.flatMap((id) => context.laneOf.get(id) ?? []) };
    case 'section':
      return { ...common, kind: 'section', text: plainLine(step.statement?.title?.text ?? say('Section')) };
    case 'close':
    case 'cross': {
      const arriving = context.plan.arrivals.get(offset)?.size ?? 0;
      return context.plan.ends.has(offset) ? { ...common, kind: 'end' } : { ...common, kind: 'arrivals', ticks: Math.max(1, arriving) };
    }
    case 'observed': {
      const at = step.statement.at?.text;
      return { ...common, kind: 'wait', text: at === undefined ? say('observed between') : say('observed at {0}', plainLine(at)) };
    }
    case 'broken':
      return { ...common, kind: 'broken', text: say('line {0} could not be read', step.line + 1) };
  }
};

type CommonRow = Pick<Row, 'line' | 'ticks' | 'marks' | 'faults' | 'time' | 'since' | 'reading'>;

/** The time, ms, and how long after the one above that is. */
const timesOf = (context: Context, at: number): Pick<Row, 'since'> & Required<Pick<Row, 'time'>> => {
  const since = context.detail === 'full' && context.clock !== undefined && at > context.clock ? { since: `+${duration(at - context.clock)}` } : {};
  context.clock = at;
  return { time: duration(at), ...since };
};

/** A row with one mark at one end, above what it changes. */
const atEnd = (context: Context, end: EndId, row: Omit<Row, 'at'>, mark: Pick<Mark, 'sign' | 'runs'>): Row => ({
  ...row,
  at: lanesOfEnd(context, end),
  marks: [{ ...besideEnd(context, end, 0), ...mark }, ...row.marks],
});

const usualWindow = 65535;

const segmentRow = (context: Context, step: SegmentStep, offset: number, common: CommonRow): Row => {
  const { say, plan } = context;
  const end = { connection: step.connection, side: step.side };
  const { lane, toward } = lanesOfEnd(context, end);
  const key = endKey(end);
  const showsWindow = step.statement.win !== undefined || step.segment.wnd !== (getIn(context.windows, key) ?? usualWindow);
  if (showsWindow) context.windows = setIn(context.windows, key, step.segment.wnd);
  const dropped = step.fate === 'delayed' && step.arrivals.length === 0 && step.dropped !== undefined;
  const fate: Arrow['fate'] = dropped ? 'dropped' : step.fate;
  const fateText = fate === 'lost' ? say('lost') : fate === 'dropped' ? say('dropped') : fate === 'delayed' && step.arrivals.length === 0 ? say('still in flight') : undefined;
  const name = step.statement.name?.text;
  const arrow: Arrow = {
    connection: step.connection,
    from: lane,
    to: toward,
    fate,
    ...(fateText === undefined ? {} : { fateText }),
    arrivals: step.arrivals.map((at) => momentOf(plan, at, plan.first + offset)),
    ...(dropped ? { dropped: momentOf(plan, step.dropped, plan.first + offset) } : {}),
    head: headText(step, context.connectionNames.get(step.connection), context.labels, say),
    numbers: numbersText(step, (side, seq) => context.show(step.connection, side, seq), { window: showsWindow, everything: context.detail === 'full' }),
    ...(name === undefined ? {} : { name: plainLine(name) }),
  };
  return { ...common, kind: 'segment', at: { lane, toward }, arrow, beside: step.inCross && context.isCrossing };
};

/** When a segment gets somewhere; `at` and `segment` are indexes of steps. */
const momentOf = (plan: Plan, at: number, segment: number): Moment => {
  const row = plan.rows[at - plan.first];
  if (row === undefined) return elsewhere;
  return { row, tick: at === segment ? 0 : plan.arrivals.get(at - plan.first)?.get(segment) ?? 0 };
};
/** Below all rows that are looked at. */
const elsewhere: Moment = { row: Infinity, tick: 0 };

const deliverRow = (context: Context, step: DeliverStep, offset: number, common: CommonRow): Row => {
  const { timeline, plan, say } = context;
  const sent = step.segment === undefined ? undefined : timeline.step(step.segment);
  const name = plainLine(step.statement.name.text);
  if (sent?.kind !== 'segment') return { ...common, kind: 'arrival' };
  const dropped = step.statement.kind === 'drop';
  const again = sent.arrivals.indexOf(plan.first + offset) > 0;
  const receiver = { connection: sent.connection, side: otherSide(sent.side) };
  const { lane, toward } = lanesOfEnd(context, receiver);
  const text = dropped ? say('{0} dropped', name) : again ? say('{0} again', name) : say('{0} arrives', name);
  return {
    ...common,
    kind: 'arrival',
    at: { lane, toward },
    arrival: { connection: sent.connection, from: toward, to: lane, row: plan.rows[step.segment! - plan.first] ?? -Infinity, dropped, name },
    marks: [...(dropped ? [] : [{ ...besideEnd(context, receiver, 0), runs: [{ text, style: 'fate', tone: 'quiet' } as const] }]), ...common.marks],
  };
};

const valueText = ({ base, offset }: Value): string =>
  base === undefined ? String(offset) : offset === 0 ? base.text : `${base.text}${offset > 0 ? '+' : '-'}${Math.abs(offset)}`;

const expectRow = (context: Context, step: ExpectStep, common: CommonRow): Row => {
  const marks = step.results.map((result): Mark => {
    const { expectation } = result;
    const text = 'state' in expectation ? expectation.state : `${expectation.variable} = ${valueText(expectation.value)}`;
    return {
      ...besideEnd(context, result.end, 0),
      sign: result.holds ? 'good' : 'bad',
      runs: [{ text, style: 'fate', tone: result.holds ? 'good' : 'error' }],
    };
  });
  const first = step.results.find(({ holds }) => !holds) ?? step.results[0];
  return { ...common, kind: 'expect', marks: [...marks, ...common.marks], ...(first === undefined ? {} : { at: lanesOfEnd(context, first.end) }) };
};

/** Those that are open behind the last row, the innermost first. */
export const openSections = ({ block }: SceneMemory): OpenBlock[] => {
  const open: OpenBlock[] = [];
  for (let one = block; one !== undefined; one = one.outer) if (one.kind === 'section') open.push(one);
  return open;
};

/** Sections as frames, those that begin in the passage; one that is not closed there ends with it. */
export const framesIn = (cast: Cast, { lines, rows, rowOf: rowOfStep }: Passage, closed: readonly ClosedSection[]): Frame[] => {
  const first = lines[0]?.index ?? 0;
  return closed.flatMap(({ section, at }): Frame[] => {
    const from = rowOfStep[section.line.index - first];
    if (from === undefined) return [];
    return [{ ...frameTitle(cast, section), first: from, last: at === undefined ? rows.length - 1 : rowOfStep[at.index - first] ?? rows.length - 1 }];
  }).sort((a, b) => a.first - b.first);
};

/** All of a section's frame but where it is. */
export const frameTitle = ({ say }: Cast, { line, depth }: OpenBlock): Omit<Frame, 'first' | 'last'> => {
  const title = line.statement?.kind === 'section' ? line.statement.title?.text : undefined;
  return { title: plainLine(title ?? say('Section')), line: line.line, depth };
};

/** What covers rows of the passage only, as brackets. */
export const bracketsIn = (cast: Cast, { lines, rowOf: rowOfStep }: Passage, slotted: readonly Slotted[]): Bracket[] => {
  const first = lines[0]?.index ?? 0;
  const momentIn = ({ line, tick }: Place): Moment => ({ row: rowOfStep[line.index - first]!, tick });
  return slotted.map(({ slot, ...covered }) => ({
    ...bracketSide(cast, covered, slot), starts: covered.starts.map(momentIn), ...(covered.end === undefined ? {} : { end: momentIn(covered.end) }),
  }));
};

/** All of a bracket but where it begins and ends. */
export const bracketSide = (cast: Cast, { kind, starts, end, connection, side }: Covered, slot: number): Omit<Bracket, 'starts' | 'end'> => {
  const { lane, outward } = besideEnd(cast, { connection, side }, 0);
  return { kind, lane, outward, slot, lines: [...starts, ...(end === undefined ? [] : [end])].map(({ line }) => line.line) };
};
