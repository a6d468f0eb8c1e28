// tcpflow/moment: what is so at a line, as text.
import { format, type Bundle } from '../core/flow/message.ts';
import type { Block, Row } from '../core/ide/block.ts';
import { moment } from '../core/ide/moment.ts';
import type { Moment, MomentBlock, MomentParams, Row as PlainRow } from '../protocol.ts';
import type { FlowDocument } from './document.ts';
import { inWords, toProblem } from './to-lsp.ts';

export const provideMoment = (document: FlowDocument, { line }: MomentParams): Moment | null => {
  const { bundle } = document;
  const analysis = document.analysis();
  const found = moment(analysis, document.lines, line);
  if (found === undefined) return null;
  const problems = analysis.findings.filter((finding) => finding.line === line).map((finding) => toProblem(finding, bundle));
  return { line, problems, blocks: found.blocks.map((block) => plainBlock(block, bundle)), ends: found.ends, rows: plainRows(found.rows, bundle) };
};

const plainBlock = (block: Block, bundle: Bundle): MomentBlock => {
  if (block.kind === 'table') return { ...block, rows: plainRows(block.rows, bundle) };
  if (block.kind !== 'text') return block;
  return { ...block, text: format(block.text, bundle) };
};

const plainRows = (rows: readonly Row[], bundle: Bundle): readonly PlainRow[] => rows.map(({ label, cells }) => ({ label: inWords(label, bundle), cells }));
