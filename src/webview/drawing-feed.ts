// What this page has of the drawings of a file, and what it has asked for: it is told differences, for the part that it looks at.
// Must not know how it is shown.
import { applied, nothingShown, type Extent, type Shown } from '../../language-server/core/diagram/shown.ts';
import type { FlowPlace, Sight } from '../../language-server/protocol.ts';
import { chart, type Chart } from './chart.ts';
import type { PreviewState, ToHost, ToWebview } from './messages.ts';

export interface DrawingFeed {
  /** The document; empty before anything was told. */
  readonly uri: string;
  /** Whether anything was told. */
  readonly isTold: boolean;
  readonly flows: readonly FlowPlace[];
  /** The flow that is shown: its place among them, and its line. Flows are told apart by it while they are edited. */
  readonly flow: number;
  readonly line: number;
  /** What is there of its drawing; undefined where the file has no flow. */
  readonly chart: Chart | undefined;
  /** Another flow than the one that is shown was asked for. */
  readonly isLeaving: boolean;
  /** Asks for what is in sight of a flow, the one that is shown when left out; `then` is run when it is there. */
  look(extent: Extent, line?: number, then?: () => void): void;
  /** Takes what comes; undefined where something was missed, and all has to be asked for. */
  take(message: Extract<ToWebview, { type: 'drawings' }>): Taken | undefined;
}

/** What a message has brought. */
export interface Taken {
  readonly isOtherFile: boolean;
  /** It is of another flow, or of another file. */
  readonly isOtherFlow: boolean;
  /** To be called when it is shown: goes on with what has waited for it, or asks again for what it did not bring. False where nothing has waited. */
  goOn(): boolean;
}

export const drawingFeed = (post: (message: ToHost) => void, restored: PreviewState | undefined): DrawingFeed => {
  let uri = restored?.uri ?? '';
  let flows: readonly FlowPlace[] = [];
  let there: Shown = nothingShown;
  let drawing: Chart | undefined;
  /** Of what was told: what a change must come from. */
  let sequence = -1;
  let line = restored?.flow ?? 0;
  /** What was asked for last, and what waits for it. */
  let looked: Sight | undefined;
  let waiting: (() => void) | undefined;

  const look: DrawingFeed['look'] = ({ top, bottom }, at = line, then = undefined) => {
    waiting = then ?? waiting;
    const sight = { line: at, top: Math.round(top), bottom: Math.round(bottom) };
    if (JSON.stringify(sight) === JSON.stringify(looked)) return;
    looked = sight;
    post({ type: 'sight', sequence, sight });
  };

  const take: DrawingFeed['take'] = (message) => {
    const isNew = message.from === undefined;
    const next = message.shown === undefined ? nothingShown : applied(isNew ? nothingShown : there, message.shown);
    if (next === undefined || (!isNew && message.from !== sequence)) return undefined;
    const isOtherFile = message.uri !== uri;
    const before = flows;
    const pending = looked;
    const isOtherFlow = isOtherFile || (message.looked === true && pending !== undefined && pending.line !== line);
    const isShown = pending?.line === line;
    ({ uri, sequence } = message);
    if (message.flows !== undefined) flows = message.flows;
    there = next;
    drawing = flows.length === 0 ? undefined : chart(there);
    // An edit above moves the flow's line, but not what is in sight.
    line = flows[there.flow]?.line ?? line;
    looked = undefined;
    const goOn = (): boolean => {
      // An edit moves lines. An answer may be to an older question, about another flow.
      const isMoved = isShown && (message.looked !== true || message.flows !== undefined);
      const asked = pending === undefined ? undefined : isMoved ? line : flows[before.findIndex((flow) => flow.line === pending.line)]?.line;
      if (message.looked === true && (asked === undefined || asked === line)) {
        const then = waiting;
        waiting = undefined;
        then?.();
        return true;
      }
      if (pending === undefined || isNew) return false;
      // What was looked at meanwhile was part of what is no more.
      if (asked !== undefined) look(pending, asked);
      return true;
    };
    return { isOtherFile, isOtherFlow, goOn };
  };

  return {
    look, take,
    get uri() { return uri; },
    get isTold() { return sequence >= 0; },
    get flows() { return flows; },
    get flow() { return there.flow; },
    get line() { return line; },
    get chart() { return drawing; },
    get isLeaving() { return looked !== undefined && looked.line !== line; },
  };
};
