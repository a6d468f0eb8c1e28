// Timeline → Scene: which rows, arrows and marks a flow's diagram has, in which order. Must not know pixels or colours,
// and judges nothing: what is wrong stands in the timeline's findings.
import type { Bundle } from '../flow/message.ts';
import { format } from '../flow/message.ts';
import type { Value } from '../flow/statement.ts';
import type { Outcome } from '../tcp/segment-arrives.ts';
import type { State } from '../tcp/state.ts';
import { otherSide } from '../timeline/reading.ts';
import type {
  Change, Connection, DeliverStep, EndId, ExpectStep, SegmentStep, Step, Timeline,
} from '../timeline/timeline.ts';
import { duration } from '../flow/duration.ts';
import { plain, plainLine } from './plain.ts';
import { readStep } from './reading.ts';
import { sayIn, type Say } from './say.ts';
import { brackets } from './brackets.ts';
import type { Arrow, Fault, Frame, Lane, Mark, Moment, Row, Scene, SceneRail } from './scene-types.ts';
import { headText, labelsOf, numbersText, type Labels } from './segment-text.ts';
import { shownNumbers, type Numbers, type ShownNumbers, type ShowNumber } from './shown-numbers.ts';

export interface SceneOptions {
  /** How sequence numbers are shown; as the flow's author writes them when left out. */
  readonly numbers?: Numbers;
  /** `full`: every field of every segment. `teaching`, when left out: what matters, and which ACK covers what. */
  readonly detail?: Detail;
  /** Translations of messages and of the diagram's own words. */
  readonly bundle?: Bundle;
}

export type Detail = 'teaching' | 'full';

/** What the diagram of a flow shows. */
export const scene = (timeline: Timeline, options: SceneOptions = {}): Scene => {
  const context = contextOf(timeline, options);
  const rows: Row[] = [startRow(context)];
  for (const [index, step] of timeline.steps.entries()) {
    const row = context.plan.rows[index] === undefined ? undefined : rowOf(context, step, index);
    if (row !== undefined) rows.push(row);
  }
  const { flow } = timeline;
  return {
    title: plainLine(flow.title?.text ?? ''),
    // Of the untitled flow the first line that is its own: the file may begin with another one.
    line: flow.title === undefined ? timeline.steps[0]?.line ?? flow.line : flow.line,
    endLine: flow.endLine,
    lanes: context.lanes,
    rails: context.rails,
    rows,
    frames: frames(timeline, context.plan, rows.length - 1, context.say),
    brackets: brackets(timeline, {
      rowOf: (step) => context.plan.rows[step],
      tickOf: (index, change) => tickOf(context.plan, timeline.steps, index, change),
      besideEnd: (end) => besideEnd(context, end, 0),
      isCrowded: (lane) => context.crowded.has(lane),
    }, context.detail === 'teaching'),
  };
};

interface Context {
  readonly timeline: Timeline;
  readonly plan: Plan;
  readonly lanes: readonly Lane[];
  /** Lane by endpoint id. */
  readonly laneOf: ReadonlyMap<number, number>;
  readonly rails: readonly SceneRail[];
  readonly say: Say;
  readonly bundle: Bundle;
  readonly show: ShowNumber;
  readonly passed: ShownNumbers['passed'];
  readonly detail: Detail;
  readonly labels: Labels;
  /** The window that each end showed last, by `connection * 2 + side`. */
  readonly shownWindows: Map<number, number>;
  /** What tells connections of the same two endpoints apart. */
  readonly connectionNames: ReadonlyMap<number, string>;
  /** Lanes with more connections than stand beside each other from the beginning. */
  readonly crowded: ReadonlySet<number>;
  /** Lanes with peers on both sides. */
  readonly between: ReadonlySet<number>;
}

const contextOf = (timeline: Timeline, { numbers = 'written', detail = 'teaching', bundle = {} }: SceneOptions): Context => {
  const plan = planRows(timeline.steps);
  const { lanes, laneOf } = lanesOf(timeline);
  const rails = railsOf(timeline, plan, laneOf);
  const perLane = Map.groupBy(rails, ({ lane }) => lane);
  const right = new Set(rails.filter(({ lane, peer }) => peer > lane).map(({ lane }) => lane));
  return {
    timeline, plan, lanes, laneOf, bundle, detail, rails, say: sayIn(bundle), labels: labelsOf(timeline), ...shownNumbers(timeline, numbers),
    connectionNames: connectionNames(timeline),
    between: new Set(rails.filter(({ lane, peer }) => peer < lane && right.has(lane)).map(({ lane }) => lane)),
    crowded: new Set(lanes.flatMap((_, lane) => ((perLane.get(lane)?.length ?? 0) > fewRails ? [lane] : []))),
    shownWindows: new Map(),
  };
};

/** Which step has which row, and what arrives where. */
interface Plan {
  /** Row by step index; undefined for steps without a row. */
  readonly rows: readonly (number | undefined)[];
  /** The segments that arrive at a step other than their own, in order. */
  readonly arrivals: ReadonlyMap<number, readonly number[]>;
  /** The step that drops a segment, by the segment's step. */
  readonly drops: ReadonlyMap<number, number>;
  /** What the close at a step closes. */
  readonly closes: ReadonlyMap<number, 'section' | 'cross'>;
}

const planRows = (steps: readonly Step[]): Plan => {
  const arrivals = new Map<number, number[]>();
  const drops = new Map<number, number>();
  const closes = new Map<number, 'section' | 'cross'>();
  const open: ('section' | 'cross')[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'section' || step.kind === 'cross') open.push(step.kind);
    if (step.kind === 'close') closes.set(index, open.pop() ?? 'cross');
    if (step.kind === 'deliver' && step.statement.kind === 'drop' && step.segment !== undefined) drops.set(step.segment, index);
    if (step.kind !== 'segment') continue;
    for (const at of step.arrivals) {
      if (at === index) continue;
      const arriving = arrivals.get(at);
      if (arriving === undefined) arrivals.set(at, [index]);
      else arriving.push(index);
    }
  }
  let next = 1;
  const rows = steps.map((step, index) => {
    if (step.kind === 'cross') return undefined;
    if (step.kind === 'close' && closes.get(index) === 'cross' && !arrivals.has(index) && step.findings.length === 0) return undefined;
    return next++;
  });
  return { rows, arrivals, drops, closes };
};

/** Endpoints that take part; all of them while nothing happens yet. */
const lanesOf = (timeline: Timeline): { lanes: Lane[]; laneOf: Map<number, number> } => {
  const used = new Set(timeline.connections.flatMap(({ ends }) => ends.map(({ endpoint }) => endpoint)));
  for (const step of timeline.steps) if (step.kind === 'note') for (const endpoint of step.over) used.add(endpoint);
  const endpoints = timeline.endpoints.filter(({ id }) => used.size === 0 || used.has(id));
  const laneOf = new Map(endpoints.map(({ id }, lane) => [id, lane]));
  const lanes = endpoints.map(({ name, label, addr, port }) => {
    const address = addr === undefined ? port === undefined ? undefined : `:${port}`
      : port === undefined ? plainLine(addr) : `${addr.includes(':') ? `[${plainLine(addr)}]` : plainLine(addr)}:${port}`;
    return {
      label: plainLine(label),
      ...(label === name ? {} : { name: plainLine(name) }),
      ...(address === undefined ? {} : { address }),
    };
  });
  return { lanes, laneOf };
};

const endKey = ({ connection, side }: EndId): number => connection * 2 + side;

/** The lane of an end and that of its peer. */
const lanesOfEnd = ({ timeline, laneOf }: Pick<Context, 'timeline' | 'laneOf'>, { connection, side }: EndId): { lane: number; toward: number } => {
  const ends = timeline.connections[connection]?.ends;
  return { lane: laneOf.get(ends?.[side].endpoint ?? -1) ?? 0, toward: laneOf.get(ends?.[otherSide(side)].endpoint ?? -1) ?? 0 };
};

/** The port that is its own, or both ports, where two endpoints have several connections with each other. */
const connectionNames = (timeline: Timeline): Map<number, string> => {
  const pairs = Map.groupBy(timeline.connections, ({ ends }) => ends.map(({ endpoint }) => endpoint).sort((a, b) => a - b).join());
  const names = new Map<number, string>();
  for (const connections of pairs.values()) {
    if (connections.length < 2) continue;
    const uses = new Map<string, number>();
    const use = ({ endpoint, port }: Connection['ends'][0]): string => `${endpoint}:${port}`;
    for (const { ends } of connections) for (const end of ends) uses.set(use(end), (uses.get(use(end)) ?? 0) + 1);
    for (const { id, ends } of connections) {
      const own = ends.find((end) => end.port !== undefined && uses.get(use(end)) === 1);
      names.set(id, own === undefined ? ends.map(({ port }) => `:${port ?? '?'}`).join('→') : `:${own.port}`);
    }
  }
  return names;
};

/** The moment of a change: at the end of `cross` the moment when its segment arrives. */
const tickOf = (plan: Plan, steps: readonly Step[], index: number, change: Change): number => {
  const arriving = plan.arrivals.get(index);
  if (arriving === undefined || change.cause.kind !== 'arrived') return 0;
  return Math.max(0, arriving.findIndex((segment) => steps[segment]!.line === change.cause.line));
};

const railsOf = (timeline: Timeline, plan: Plan, laneOf: ReadonlyMap<number, number>): SceneRail[] => {
  const moves = new Map<number, (Moment & { state: State })[]>();
  const extent = new Map<number, { first: number; last: number }>();
  const touch = (end: number, row: number): void => {
    const known = extent.get(end);
    extent.set(end, { first: known?.first ?? row, last: row });
  };
  for (const [index, step] of timeline.steps.entries()) {
    const row = plan.rows[index];
    if (row === undefined) continue;
    if (step.kind === 'segment') for (const side of [0, 1] as const) touch(endKey({ connection: step.connection, side }), row);
    for (const change of step.changes) {
      touch(endKey(change), row);
      if (change.before.state === change.after.state) continue;
      const key = endKey(change);
      const list = moves.get(key) ?? [];
      list.push({ row, tick: tickOf(plan, timeline.steps, index, change), state: change.after.state });
      moves.set(key, list);
    }
  }
  return timeline.connections.flatMap(({ id, ends }) => ([0, 1] as const).map((side) => {
    const end = { connection: id, side };
    const { lane, toward } = lanesOfEnd({ timeline, laneOf }, end);
    const rows = extent.get(endKey(end)) ?? { first: 0, last: 0 };
    return { lane, connection: id, peer: toward, initial: ends[side].initial.state, moves: moves.get(endKey(end)) ?? [], ...rows };
  }));
};

/** More connections than this at one lane begin where they are first used. */
export const fewRails = 3;

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

const besideEnd = (context: Context, end: EndId, tick: number): Pick<Mark, 'lane' | 'outward' | 'inner' | 'tick'> => {
  const { lane, toward } = lanesOfEnd(context, end);
  const inner = context.between.has(lane);
  return { lane, outward: toward > lane === inner ? 'right' : 'left', inner, tick };
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
const changeMarks = (context: Context, step: Step, index: number): Mark[] => {
  const marks: Mark[] = [];
  const states = new Map<string, { before: State; change: Change; tick: number }>();
  for (const change of step.changes) {
    const tick = tickOf(context.plan, context.timeline.steps, index, change);
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

const rowOf = (context: Context, step: Step, index: number): Row => {
  const { say, timeline } = context;
  if (step.kind === 'segment') context.passed(step);
  const marks = changeMarks(context, step, index);
  const reading = readStep(timeline, step, context);
  const time = step.at !== undefined && 'statement' in step && step.statement !== undefined && 'time' in step.statement && step.statement.time !== undefined
    ? { time: duration(step.at) } : {};
  const common = { line: step.line, ticks: 1, marks, faults: faultsOf(step, context.bundle), ...time, ...(reading === '' ? {} : { reading: 'time' in time ? `${time.time}: ${reading}` : reading }) };
  switch (step.kind) {
    case 'segment':
      return segmentRow(context, step, index, common);
    case 'call': {
      const bytes = step.statement.bytes === undefined ? '' : step.statement.bytes.value;
      return atEnd(context, step.end, { ...common, kind: 'call' }, { sign: 'call', runs: [{ text: `${step.statement.call}(${bytes})`, style: 'mark' }] });
    }
    case 'timeout':
      return atEnd(context, step.end, { ...common, kind: 'timeout' }, { sign: 'clock', runs: [{ text: step.statement.timer, style: 'mark' }] });
    case 'deliver':
      return deliverRow(context, step, index, common);
    case 'expect':
      return expectRow(context, step, common);
    case 'wait':
      return { ...common, kind: 'wait', text: say('{0} passes', duration(step.statement.ms)) };
    case 'note':
      return { ...common, kind: 'note', text: plain(step.statement.text.text), over: step.over.flatMap((id) => context.laneOf.get(id) ?? []) };
    case 'section':
      return { ...common, kind: 'section', text: plainLine(step.statement?.title?.text ?? say('Section')) };
    case 'close':
    case 'cross': {
      const arriving = context.plan.arrivals.get(index) ?? [];
      return context.plan.closes.get(index) === 'section' ? { ...common, kind: 'end' } : { ...common, kind: 'arrivals', ticks: Math.max(1, arriving.length) };
    }
    case 'observed': {
      const at = step.statement.at?.text;
      return { ...common, kind: 'wait', text: at === undefined ? say('observed between') : say('observed at {0}', plainLine(at)) };
    }
    case 'broken':
      return { ...common, kind: 'broken', text: say('line {0} could not be read', step.line + 1) };
  }
};

type CommonRow = Pick<Row, 'line' | 'ticks' | 'marks' | 'faults' | 'time' | 'reading'>;

/** A row with one mark at one end, above what it changes. */
const atEnd = (context: Context, end: EndId, row: Omit<Row, 'at'>, mark: Pick<Mark, 'sign' | 'runs'>): Row => ({
  ...row,
  at: lanesOfEnd(context, end),
  marks: [{ ...besideEnd(context, end, 0), ...mark }, ...row.marks],
});

const usualWindow = 65535;

const segmentRow = (context: Context, step: SegmentStep, index: number, common: CommonRow): Row => {
  const { say, timeline, plan } = context;
  const end = { connection: step.connection, side: step.side };
  const { lane, toward } = lanesOfEnd(context, end);
  const key = endKey(end);
  const showsWindow = step.statement.win !== undefined || step.segment.wnd !== (context.shownWindows.get(key) ?? usualWindow);
  if (showsWindow) context.shownWindows.set(key, step.segment.wnd);
  const dropRow = plan.rows[plan.drops.get(index) ?? -1];
  const dropped = step.fate === 'delayed' && step.arrivals.length === 0 && dropRow !== undefined;
  const fate: Arrow['fate'] = dropped ? 'dropped' : step.fate;
  const fateText = fate === 'lost' ? say('lost') : fate === 'dropped' ? say('dropped') : fate === 'delayed' && step.arrivals.length === 0 ? say('still in flight') : undefined;
  const name = step.statement.name?.text;
  const arrow: Arrow = {
    connection: step.connection,
    from: lane,
    to: toward,
    fate,
    ...(fateText === undefined ? {} : { fateText }),
    arrivals: step.arrivals.flatMap((at) => {
      const row = plan.rows[at];
      return row === undefined ? [] : [{ row, tick: at === index ? 0 : Math.max(0, (plan.arrivals.get(at) ?? []).indexOf(index)) }];
    }),
    ...(dropped ? { dropped: { row: dropRow, tick: 0 } } : {}),
    head: headText(step, context.connectionNames.get(step.connection), context.labels, say),
    numbers: numbersText(step, (side, seq) => context.show(step.connection, side, seq), { window: showsWindow, everything: context.detail === 'full' }),
    ...(name === undefined ? {} : { name: plainLine(name) }),
  };
  return { ...common, kind: 'segment', at: { lane, toward }, arrow, beside: step.inCross && timeline.steps[index - 1]?.kind === 'segment' };
};

const deliverRow = (context: Context, step: DeliverStep, index: number, common: CommonRow): Row => {
  const { timeline, plan, say } = context;
  const sent = step.segment === undefined ? undefined : timeline.steps[step.segment];
  const name = plainLine(step.statement.name.text);
  if (sent?.kind !== 'segment') return { ...common, kind: 'arrival' };
  const dropped = step.statement.kind === 'drop';
  const again = sent.arrivals.indexOf(index) > 0;
  const receiver = { connection: sent.connection, side: otherSide(sent.side) };
  const text = dropped ? say('{0} dropped', name) : again ? say('{0} again', name) : say('{0} arrives', name);
  return {
    ...common,
    kind: 'arrival',
    at: lanesOfEnd(context, receiver),
    arrival: { row: plan.rows[step.segment!]!, again, dropped, name },
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

/** Sections as frames; one that is not closed yet ends with the flow. */
const frames = (timeline: Timeline, plan: Plan, lastRow: number, say: Say): Frame[] => {
  const found: Frame[] = [];
  const open: ({ index: number; first: number; depth: number } | undefined)[] = [];
  let depth = 0;
  const close = (entry: (typeof open)[number], last: number): void => {
    if (entry === undefined) return;
    const step = timeline.steps[entry.index]!;
    const title = step.kind === 'section' ? step.statement?.title?.text : undefined;
    found.push({ title: plainLine(title ?? say('Section')), line: step.line, first: entry.first, last, depth: entry.depth });
  };
  for (const [index, step] of timeline.steps.entries()) {
    if (step.kind === 'cross') open.push(undefined);
    if (step.kind === 'section') open.push({ index, first: plan.rows[index]!, depth: depth++ });
    if (step.kind !== 'close') continue;
    const closed = open.pop();
    if (closed !== undefined) depth--;
    close(closed, plan.rows[index] ?? lastRow);
  }
  for (const entry of open.reverse()) close(entry, lastRow);
  return found.sort((a, b) => a.first - b.first);
};
