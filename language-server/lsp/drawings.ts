// tcpflow/drawings: the diagrams of a document for each view that shows them; after a change only what is different.
import { difference } from '../core/diagram/difference.ts';
import { drawAll } from '../core/diagram/draw.ts';
import type { Drawing } from '../core/diagram/drawing.ts';
import type { DrawingOptions, Drawings, DrawingsChange, DrawingsParams, Problems } from '../protocol.ts';
import type { FlowDocument } from './document.ts';
import { toProblem } from './to-lsp.ts';

export interface DrawingViews {
  /** Begins to follow, anew if it did before. `document`: undefined when it is not open. */
  follow(document: FlowDocument | undefined, params: DrawingsParams): Drawings;
  unfollow(view: string): void;
  /** What the views of a document have to be told after a change. */
  changes(document: FlowDocument): DrawingsChange[];
}

interface View {
  readonly uri: string;
  readonly options: DrawingOptions;
  readonly sequence: number;
  readonly drawings: readonly Drawing[];
  readonly problems: Problems;
}

const standard: DrawingOptions = { numbers: 'written', detail: 'teaching' };
const nothing: Problems = { count: 0, shown: [] };
/** More problems than this nobody reads in a list. */
const problemsAtMost = 200;

export const drawingViews = (): DrawingViews => {
  const views = new Map<string, View>();
  return {
    follow: (document, { uri, view, options = standard }) => {
      const sequence = (views.get(view)?.sequence ?? 0) + 1;
      const drawings = document === undefined ? [] : drawAll(document.analysis().timelines, { ...options, bundle: document.bundle });
      const problems = document === undefined ? nothing : problemsOf(document);
      views.set(view, { uri, options, sequence, drawings, problems });
      return { uri, view, version: document?.version ?? 0, sequence, drawings, problems };
    },
    unfollow: (view) => void views.delete(view),
    changes: (document) => {
      const { uri, version } = document;
      const drawn = new Map<string, readonly Drawing[]>();
      return [...views].filter(([, view]) => view.uri === uri).map(([name, before]) => {
        const key = JSON.stringify(before.options);
        const drawings = drawn.get(key) ?? drawAll(document.analysis().timelines, { ...before.options, bundle: document.bundle });
        drawn.set(key, drawings);
        const problems = problemsOf(document);
        const next: View = { ...before, sequence: before.sequence + 1, drawings, problems };
        views.set(name, next);
        const areSame = JSON.stringify(problems) === JSON.stringify(before.problems);
        return {
          uri, view: name, version, from: before.sequence, sequence: next.sequence,
          drawings: difference(before.drawings, drawings), ...(areSame ? {} : { problems }),
        };
      });
    },
  };
};

const problemsOf = (document: FlowDocument): Problems => {
  const { findings } = document.analysis();
  return { count: findings.length, shown: findings.slice(0, problemsAtMost).map((finding) => toProblem(finding, document.bundle)) };
};
