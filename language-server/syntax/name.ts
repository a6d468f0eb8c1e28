// Names of endpoints where they are declared and used. Knows how a name is written, not which there are.
import { say } from '../core/flow/message.ts';
import type { EndReference, NumberField, SegmentEnd, Word } from '../core/flow/statement.ts';
import { columns } from './columns.ts';
import type { End } from './generated/ast.ts';
import { readNumber } from './literal.ts';
import type { Tree } from './parser.ts';
import type { Problems } from './problems.ts';

/** A name; one with hyphens is read and reported. */
export const readName = (word: Word, problems: Problems): Word => {
  if (word.text.includes('-')) problems.report(word.span, say`a name has no \`-\`; write \`${word.text.replaceAll('-', '_')}\``);
  return word;
};

/** `A`, `A:443` */
export const readEnd = (end: Tree<End> | undefined, problems: Problems): SegmentEnd | undefined => {
  if (!end?.name) return undefined;
  const name = readName(end.name, problems);
  const port = end.port && readPort(end.port, problems);
  return port ? { name, port } : { name };
};

/** `A`, `A:443`, `A->B` */
export const readEndReference = (
  end: Tree<End> | undefined, arrow: Word | undefined, peer: Tree<End> | undefined, problems: Problems,
): EndReference | undefined => {
  const own = readEnd(end, problems);
  if (!own) return undefined;
  checkArrow(arrow, problems);
  const other = readEnd(peer, problems);
  if (other?.port) problems.report(other.port.span, say`a port may stand only behind the first endpoint here`);
  const last = other?.name ?? own.port ?? own.name;
  return { ...own, ...(other ? { peer: other.name } : undefined), span: columns(own.name.span.start, last.span.end) };
};

/** `A <- B`: it says who sends, but not in which order its author reads the two. */
export const pointsBack = (arrow: Word | undefined): boolean => arrow !== undefined && /^[<←⇐⟵]/.test(arrow.text);

/** Reports an arrow of another notation. */
export const checkArrow = (arrow: Word | undefined, problems: Problems): void => {
  if (!arrow || arrow.text === '->') return;
  const backwards = pointsBack(arrow);
  const message = backwards
    ? say`write \`->\` instead of \`${arrow.text}\`, with the sender on the left`
    : say`write \`->\` instead of \`${arrow.text}\``;
  problems.report(arrow.span, message);
};

const readPort = (word: Word, problems: Problems): NumberField | undefined => {
  const value = readNumber(word, ':', problems);
  return value === undefined ? undefined : { value, span: word.span };
};
