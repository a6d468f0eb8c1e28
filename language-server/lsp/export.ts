// tcpflow/export: a flow of a document in another form. Must not know where it goes.
import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import { flowsToDraw } from '../core/diagram/draw.ts';
import { exportFlow, exportFormats } from '../core/diagram/export.ts';
import type { Timeline } from '../core/timeline/timeline.ts';
import type { Exported, ExportParams } from '../protocol.ts';
import type { FlowDocument } from './document.ts';

/** Null where the document has no flow; in small steps. Throws for a format that there is not: clients are other people's programs. */
export const exportOf = function* (document: FlowDocument, { line, format, theme }: ExportParams): Generator<undefined, Exported | null> {
  if (!Object.hasOwn(exportFormats, format)) throw new ResponseError(ErrorCodes.InvalidParams, `there is no format ${String(format)}`);
  const { timelines } = document.analysis();
  const timeline = flowAt(flowsToDraw(timelines), line);
  if (timeline === undefined) return null;
  const lines = document.lines.map((_, index) => document.lineText(index));
  const text = yield* exportFlow(timeline, timelines, lines, { format, theme, bundle: document.bundle });
  return { title: timeline.flow.title?.text ?? '', text };
};

/** The flow that has the line, a titled one rather than the untitled one around it; else the next one, or the last. */
const flowAt = (flows: readonly Timeline[], line: number): Timeline | undefined => {
  const around = flows.filter(({ flow }) => flow.line <= line && line <= flow.endLine);
  const smallest = around.toSorted((a, b) => (a.flow.endLine - a.flow.line) - (b.flow.endLine - b.flow.line))[0];
  return smallest ?? flows.find(({ flow }) => flow.line > line) ?? flows.at(-1);
};
