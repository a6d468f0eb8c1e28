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
import type { DrawingOptions, Drawings, DrawingsParams, FlowPlace, Problems, Sight, SightParams } from '../protocol.ts';
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

interface Told {
  readonly analysis?: Analysis;
  readonly flows: readonly FlowPlace[];
  readonly problems: Problems;
  readonly flow: number;
  readonly tiles: readonly Tile[];
  readonly contents: ReadonlySet<number>;
}

const standard: DrawingOptions = { numbers: 'written', detail: 'teaching' };
/** Where one looks at first, as long as nobody says. */
const firstSight: Sight = { line: 0, top: 0, bottom: 1000 };
const noProblems: Problems = { count: 0, shown: [] };
/** More problems than this nobody reads in a list. */
const problemsAtMost = 200;

export const drawingViews = (): DrawingViews => {
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
  const problemsOf = (document: FlowDocument, analysis: Analysis): Problems => {
    const known = problems.get(analysis) ?? {
      count: analysis.findings.length, shown: analysis.findings.slice(0, problemsAtMost).map((finding) => toProblem(finding, document.bundle)),
    };
    problems.set(analysis, known);
    return known;
  };
  const ofDocument = (uri: string): [string, View][] => [...views].filter(([, view]) => view.uri === uri);

  const tellOne = function* (name: string, view: View, document: FlowDocument, analysis: Analysis): Generator<undefined, readonly [View, Drawings]> {
    const { looked, ...rest } = view;
    const { uri, told, sequence } = rest;
    const timelines = flowsToDraw(analysis.timelines);
    const flows = timelines.map((timeline): FlowPlace => ({ title: plainLine(timeline.flow.title?.text ?? ''), line: firstLine(timeline), endLine: timeline.flow.endLine }));
    const flow = flowInSight(view, flows);
    const timeline = timelines[flow];
    let shown: ShownDifference | undefined;
    let tiles: readonly Tile[] = [];
    if (timeline !== undefined) {
      const picture = yield* painterOf(view, document).paint(timeline);
      ({ tiles } = picture);
      const before = told === undefined ? { tiles: [], contents: new Set<number>() } : told;
      shown = yield* difference(before, picture, flow, view.sight);
    }
    const found = problemsOf(document, analysis);
    const isAsBefore = (part: 'flows' | 'problems', now: unknown): boolean => told !== undefined && JSON.stringify(told[part]) === JSON.stringify(now);
    const next: View = {
      ...rest, sequence: sequence + 1, sight: { ...view.sight, line: flows[flow]?.line ?? 0 },
      told: { analysis, flows, problems: found, flow, tiles, contents: new Set(shown?.contents.map((one) => (typeof one === 'number' ? one : one.id))) },
    };
    return [next, {
      uri, view: name, version: document.version, ...(told === undefined ? {} : { from: sequence }), sequence: next.sequence, ...(looked === true ? { looked } : {}),
      ...(isAsBefore('flows', flows) ? {} : { flows }), ...(isAsBefore('problems', found) ? {} : { problems: found }), ...(shown === undefined ? {} : { shown }),
    }];
  };

  return {
    follow: ({ uri, view, options = standard, sight = firstSight }) => {
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
      const analysis = yield* document.work();
      const news: (readonly [name: string, before: View, next: View, Drawings])[] = [];
      for (const [name, view] of ofDocument(document.uri)) {
        if (view.told?.analysis === analysis && view.looked === undefined) continue;
        const [next, drawings] = yield* tellOne(name, view, document, analysis);
        news.push([name, view, next, drawings]);
      }
      return news.flatMap(([name, before, next, drawings]) => {
        // One that has begun anew in the meantime, or looks elsewhere, is told on its own.
        if (views.get(name) !== before) return [];
        views.set(name, next);
        return [drawings];
      });
    },
    nothing: (uri) => ofDocument(uri).map(([name, view]): Drawings => {
      const sequence = view.sequence + 1;
      views.set(name, { ...view, sequence, told: { flows: [], problems: noProblems, flow: -1, tiles: [], contents: new Set() } });
      return { uri, view: name, version: 0, sequence, flows: [], problems: noProblems };
    }),
  };
};

/** The flow that a view looks at: the one it has been told of, wherever it is now, or the one it wants; else the first. */
const flowInSight = ({ told, sight }: View, flows: readonly FlowPlace[]): number => {
  const wanted = told === undefined ? undefined : told.flows.findIndex(({ line }) => line === sight.line);
  if (told === undefined || wanted === undefined || wanted < 0) return Math.max(0, flows.findIndex(({ line }) => line === sight.line));
  const now = pairs(told.flows.map(({ title }) => title), flows.map(({ title }) => title)).indexOf(wanted);
  return now >= 0 ? now : Math.max(0, Math.min(flows.length - 1, wanted));
};
