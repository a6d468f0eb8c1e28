// tcpflow/moment: what is so at a line, as text.
import { format, type Bundle } from '../core/flow/message.ts';
import type { Block } from '../core/ide/block.ts';
import { moment } from '../core/ide/moment.ts';
import type { Moment, MomentBlock, MomentParams } from '../protocol.ts';
import type { FlowDocument } from './document.ts';
import { rfcLink, toProblem } from './to-lsp.ts';

export const provideMoment = (document: FlowDocument, { line }: MomentParams): Moment | null => {
  const { bundle } = document;
  const analysis = document.analysis();
  const found = moment(analysis, document.lines, line);
  if (found === undefined) return null;
  const problems = analysis.findings.filter((finding) => finding.line === line).map((finding) => toProblem(finding, bundle));
  return { line, problems, blocks: found.blocks.map((block) => plainBlock(block, bundle)), ends: found.ends, rows: found.rows };
};

const plainBlock = (block: Block, bundle: Bundle): MomentBlock => {
  if (block.kind !== 'text') return block;
  return {
    kind: 'text',
    text: format(block.text, bundle),
    ...(block.rfc === undefined ? {} : { link: { text: `RFC ${block.rfc}`, url: rfcLink(block.rfc) } }),
  };
};
