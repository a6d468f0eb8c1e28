// tcpflow/drawings: the diagrams of a document for each view that shows them; after a change only what is different.
import { difference } from '../core/diagram/difference.ts';
import { drawAll } from '../core/diagram/draw.ts';
import type { Drawing } from '../core/diagram/drawing.ts';
import type { Finding } from '../core/flow/finding.ts';
import { incomplete } from '../core/flow/incomplete.ts';
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

/** `failed` hears why a document could not be drawn; its views are told as a problem, and show no drawing that is not true any more. */
export const drawingViews = (failed: (document: FlowDocument, problem: unknown) => void): DrawingViews => {
  const views = new Map<string, View>();
  const shownIn = (document: FlowDocument, options: DrawingOptions): Pick<View, 'drawings' | 'problems'> => {
    let findings: readonly Finding[] = [];
    try {
      const analysis = document.analysis();
      findings = analysis.findings;
      return { drawings: drawAll(analysis.timelines, { ...options, bundle: document.bundle }), problems: problemsOf(document, findings) };
    } catch (problem) {
      failed(document, problem);
      return { drawings: [], problems: problemsOf(document, [incomplete(problem), ...findings]) };
    }
  };
  return {
    follow: (document, { uri, view, options = standard }) => {
      const sequence = (views.get(view)?.sequence ?? 0) + 1;
      const { drawings, problems } = document === undefined ? { drawings: [], problems: nothing } : shownIn(document, options);
      views.set(view, { uri, options, sequence, drawings, problems });
      return { uri, view, version: document?.version ?? 0, sequence, drawings, problems };
    },
    unfollow: (view) => void views.delete(view),
    changes: (document) => {
      const { uri, version } = document;
      const drawn = new Map<string, Pick<View, 'drawings' | 'problems'>>();
      return [...views].filter(([, view]) => view.uri === uri).map(([name, before]) => {
        const key = JSON.stringify(before.options);
        const shown = drawn.get(key) ?? shownIn(document, before.options);
        drawn.set(key, shown);
        const { drawings, problems } = shown;
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

const problemsOf = ({ bundle }: FlowDocument, findings: readonly Finding[]): Problems =>
  ({ count: findings.length, shown: findings.slice(0, problemsAtMost).map((finding) => toProblem(finding, bundle)) });
