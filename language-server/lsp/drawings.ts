// tcpflow/drawings: the diagrams of a document for each view that shows them. Of a diagram only what is around the part in sight
// is told, and after a change only what is different. Must not know when it is worked on.
import type { Analysis } from '../core/analyze.ts';
import { firstLine } from '../core/diagram/cast.ts';
import { flowsToDraw } from '../core/diagram/draw.ts';
import type { Tile } from '../core/diagram/drawing.ts';
import { painter, type Painter } from '../core/diagram/picture.ts';
import { plainLine } from '../core/diagram/plain.ts';
import { sayIn } from '../core/diagram/say.ts';
import { difference, pairs, type ShownDifference } from '../core/diagram/shown.ts';
import type { Finding } from '../core/flow/finding.ts';
import { incomplete } from '../core/flow/incomplete.ts';
import { standardOptions, type DrawingOptions, type Drawings, type DrawingsParams, type FlowPlace, type Problems, type Sight, type SightParams } from '../protocol.ts';
import type { FlowDocument } from './document.ts';
import { toProblem } from './to-lsp.ts';

export interface DrawingViews {
  /** Begins to follow, anew if it did before. */
  follow(params: DrawingsParams): void;
  unfollow(view: string): void;
  /** The view looks elsewhere. */
  look(params: SightParams): void;
  /** What the views of a document have to be told, in small steps; it counts as told when this comes to its end. */
  tell(document: FlowDocument): Generator<undefined, readonly Drawings[]>;
  /** What is told of a document that is not open. */
  nothing(uri: string): readonly Drawings[];
}

interface View {
  readonly uri: string;
  readonly options: DrawingOptions;
  readonly sequence: number;
  readonly sight: Sight;
  /** It has looked elsewhere since it was told something. */
  readonly looked?: true;
  /** What it has been told; undefined: nothing. */
  readonly told?: Told;
}

/** What there is for a view. */
interface Seen {
  /** Absent where there is none. */
  readonly analysis?: Analysis;
  readonly flows: readonly FlowPlace[];
  readonly problems: Problems;
  readonly flow: number;
  readonly tiles: readonly Tile[];
  readonly shown?: ShownDifference;
}

interface Told extends Omit<Seen, 'shown'> {
  readonly contents: ReadonlySet<number>;
}

/** Where one looks at first, as long as nobody says. */
const firstSight: Sight = { line: 0, top: 0, bottom: 1000 };
const nothing: Seen = { flows: [], problems: { count: 0, shown: [] }, flow: -1, tiles: [] };
/** More problems than this nobody reads in a list. */
const problemsAtMost = 200;

/** `failed` hears why a document could not be drawn; its views are told as a problem, and show no drawing that is not true any more. */
export const drawingViews = (failed: (document: FlowDocument, problem: unknown) => void): DrawingViews => {
  const views = new Map<string, View>();
  /** By what it paints for: a document and options. */
  const painters = new Map<string, Painter>();
  const problems = new WeakMap<Analysis, Problems>();

  const painterKey = ({ uri, options }: Pick<View, 'uri' | 'options'>): string => JSON.stringify([uri, options.numbers, options.detail]);
  const painterOf = (view: View, { bundle }: FlowDocument): Painter => {
    const key = painterKey(view);
    const known = painters.get(key) ?? painter({ ...view.options, bundle }, sayIn(bundle)('on purpose'));
    painters.set(key, known);
    return known;
  };
  const forgetPainters = (): void => {
    const used = new Set([...views.values()].map(painterKey));
    for (const key of painters.keys()) if (!used.has(key)) painters.delete(key);
  };
  const ofDocument = (uri: string): [string, View][] => [...views].filter(([, view]) => view.uri === uri);

  const see = function* (view: View, document: FlowDocument, analysis: Analysis): Generator<undefined, Seen> {
    const found = problems.get(analysis) ?? problemsOf(document, analysis.findings);
    problems.set(analysis, found);
    const timelines = flowsToDraw(analysis.timelines);
    const flows = timelines.map((timeline): FlowPlace => ({ title: plainLine(timeline.flow.title?.text ?? ''), line: firstLine(timeline), endLine: timeline.flow.endLine }));
    const flow = flowInSight(view, flows);
    const timeline = timelines[flow];
    if (timeline === undefined) return { analysis, flows, problems: found, flow, tiles: [] };
    const picture = yield* painterOf(view, document).paint(timeline);
    const shown = yield* difference(view.told ?? { tiles: [], contents: new Set() }, picture, flow, view.sight);
    return { analysis, flows, problems: found, flow, tiles: picture.tiles, shown };
  };

  /** What cannot be drawn is not shown, and `failures` hears of it. Undefined: the view has been told all that there is. */
  const seeAnyway = function* (view: View, document: FlowDocument, failures: unknown[]): Generator<undefined, Seen | undefined> {
    let analysis: Analysis | undefined;
    try {
      analysis = yield* document.work();
      return view.told?.analysis === analysis && view.looked === undefined ? undefined : yield* see(view, document, analysis);
    } catch (problem) {
      // Nothing is built upon what is left of it.
      painters.delete(painterKey(view));
      failures.push(problem);
      const found = problemsOf(document, [incomplete(problem), ...analysis?.findings ?? []]);
      return { ...nothing, problems: found, ...(analysis === undefined ? {} : { analysis }) };
    }
  };

  return {
    follow: ({ uri, view, options = standardOptions, sight = firstSight }) => {
      views.set(view, { uri, options, sequence: views.get(view)?.sequence ?? 0, sight });
      forgetPainters();
    },
    unfollow: (view) => {
      views.delete(view);
      forgetPainters();
    },
    look: ({ view: name, sequence, sight }) => {
      const view = views.get(name);
      // Who looks at what has become something else looks again when it has heard of it.
      if (view !== undefined && view.sequence === sequence) views.set(name, { ...view, sight, looked: true });
    },
    *tell(document) {
      const failures: unknown[] = [];
      const news: (readonly [name: string, view: View, Seen])[] = [];
      for (const [name, view] of ofDocument(document.uri)) {
        const seen = yield* seeAnyway(view, document, failures);
        if (seen !== undefined) news.push([name, view, seen]);
      }
      if (failures.length > 0) failed(document, failures[0]);
      return news.flatMap(([name, view, seen]) => {
        // One that has begun anew in the meantime, or looks elsewhere, is told on its own.
        if (views.get(name) !== view) return [];
        const [next, drawings] = told(name, view, seen, document.version);
        views.set(name, next);
        return [drawings];
      });
    },
    nothing: (uri) => ofDocument(uri).map(([name, view]): Drawings => {
      const [next, drawings] = told(name, { uri, options: view.options, sequence: view.sequence, sight: view.sight }, nothing, 0);
      views.set(name, next);
      return drawings;
    }),
  };
};

/** What a view knows when it has been told what there is, and how it is told. */
const told = (name: string, { looked, ...view }: View, { shown, ...seen }: Seen, version: number): readonly [View, Drawings] => {
  const { uri, told: before, sequence } = view;
  const { flows, flow, problems } = seen;
  const isAsBefore = (part: 'flows' | 'problems'): boolean => before !== undefined && JSON.stringify(before[part]) === JSON.stringify(seen[part]);
  const contents = new Set(shown?.contents.map((one) => (typeof one === 'number' ? one : one.id)));
  const next: View = { ...view, sequence: sequence + 1, sight: { ...view.sight, line: flows[flow]?.line ?? view.sight.line }, told: { ...seen, contents } };
  return [next, {
    uri, view: name, version, ...(before === undefined ? {} : { from: sequence }), sequence: next.sequence, ...(looked === true ? { looked } : {}),
    ...(isAsBefore('flows') ? {} : { flows }), ...(isAsBefore('problems') ? {} : { problems }), ...(shown === undefined ? {} : { shown }),
  }];
};

const problemsOf = ({ bundle }: FlowDocument, findings: readonly Finding[]): Problems =>
  ({ count: findings.length, shown: findings.slice(0, problemsAtMost).map((finding) => toProblem(finding, bundle)) });

/** The flow that a view looks at: the one it has been told of, wherever it is now, or the one it wants; else the first. */
const flowInSight = ({ told, sight }: View, flows: readonly FlowPlace[]): number => {
  const wanted = told === undefined ? undefined : told.flows.findIndex(({ line }) => line === sight.line);
  if (told === undefined || wanted === undefined || wanted < 0) return Math.max(0, flows.findIndex(({ line }) => line === sight.line));
  const now = pairs(told.flows.map(({ title }) => title), flows.map(({ title }) => title)).indexOf(wanted);
  return now >= 0 ? now : Math.max(0, Math.min(flows.length - 1, wanted));
};
