// tcpflow/export: a flow of a document in another form. Must not know where it goes.
import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import { flowsToDraw } from '../core/diagram/draw.ts';
import { exportFlow, exportFormats } from '../core/diagram/export.ts';
import { flowAt } from '../core/timeline/at-line.ts';
import type { Exported, ExportParams } from '../protocol.ts';
import type { FlowDocument } from './document.ts';

/**
 * The flow that has the line, else the next one, or the last; null where the document has no flow. In small steps. Throws for a format that
 * there is not: clients are other people's programs.
 */
export const exportOf = function* (document: FlowDocument, { line, format, theme, options }: ExportParams): Generator<undefined, Exported | null> {
  if (!Object.hasOwn(exportFormats, format)) throw new ResponseError(ErrorCodes.InvalidParams, `there is no format ${String(format)}`);
  const { timelines } = document.analysis();
  const flows = flowsToDraw(timelines);
  const timeline = flowAt(flows, line) ?? flows.find(({ flow }) => flow.line > line) ?? flows.at(-1);
  if (timeline === undefined) return null;
  const lines = document.lines.map((_, index) => document.lineText(index));
  const text = yield* exportFlow(timeline, timelines, lines, { format, theme, ...options, bundle: document.bundle });
  return { title: timeline.flow.title?.text ?? '', text };
};
