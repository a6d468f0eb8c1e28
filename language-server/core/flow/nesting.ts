// Where each line stands among the blocks: the braces pair as in flows.ts. Knows no line's meaning but that of its brace.
import { isOpening, type Line } from './statement.ts';
import { each } from './turns.ts';

export interface Nesting {
  /** How many blocks are open around the line. A line that opens or closes one stands outside it. */
  readonly depth: number;
  /** Which flow the line belongs to, counted from 1 in the order of the file; 0: the file's own. Its first and last line belong to it. */
  readonly flow: number;
}

/** Of each line, in small steps. */
export const nesting = function* (lines: readonly Line[]): Generator<undefined, readonly Nesting[]> {
  let depth = 0;
  let flow = 0;
  let flows = 0;
  const all: Nesting[] = [];
  yield* each(lines, (line) => {
    const { statement } = line;
    // A flow stands at the top, whatever was left open before it.
    if (statement?.kind === 'flow') [depth, flow] = [0, ++flows];
    if (statement?.kind === 'close') depth = Math.max(0, depth - 1);
    all.push({ depth, flow });
    if (opensBlock(line)) depth++;
    else if (statement?.kind === 'close' && depth === 0) flow = 0;
  });
  return all;
};

/** Whether the line opens a block, be it by mistake. */
export const opensBlock = ({ statement, opens }: Line): boolean => opens === true || isOpening(statement);
