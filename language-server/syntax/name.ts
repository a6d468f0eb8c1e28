// Names of endpoints where they are declared and used. Knows how a name is written, not which there are.
import { say, type Message } from '../core/flow/message.ts';
import { callNames, type EndReference, type NumberField, type SegmentEnd, type Word } from '../core/flow/statement.ts';
import { flagNames } from '../core/tcp/flags.ts';
import { parseState } from '../core/tcp/state.ts';
import { columns } from './columns.ts';
import { readNumber } from './literal.ts';
import type { Problems } from './problems.ts';
import { statementKeywords } from './vocabulary.ts';

/** A name; one with hyphens is read and reported. */
export const readName = (word: Word, problems: Problems): Word => {
  if (word.text.includes('-')) problems.report(word.span, say`a name has no \`-\`; write \`${word.text.replaceAll('-', '_')}\``, word.text.replaceAll('-', '_'));
  return word;
};

/** Why a text cannot be a name; undefined where it can. */
export const nameProblem = (text: string): Message | undefined => {
  if (reserved.includes(text) || parseState(text) !== undefined) return say`\`${text}\` is a word of the language`;
  if (/^[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u.test(text)) return undefined;
  return say`\`${text}\` is no name: a name has letters, digits and \`_\`, and does not begin with a digit`;
};

// Where none of them may stand they are names as well; but who reads them there stumbles.
const reserved: readonly string[] = [...statementKeywords, 'over', 'at', 'between', 'as', 'violates', 'timeout', ...callNames, ...flagNames];

/** `A`, `A:443`: the words without the colon. */
export const readEnd = ([word, number]: readonly Word[] = [], problems: Problems): SegmentEnd | undefined => {
  if (!word) return undefined;
  const name = readName(word, problems);
  const port = number && readPort(number, problems);
  return port ? { name, port } : { name };
};

/** `A`, `A:443`, `A->B` */
export const readEndReference = (
  end: readonly Word[] | undefined, arrow: Word | undefined, peer: readonly Word[] | undefined, problems: Problems,
): EndReference | undefined => {
  const own = readEnd(end, problems);
  if (!own) return undefined;
  checkArrow(arrow, problems);
  const other = readEnd(peer, problems);
  if (other?.port) problems.report(other.port.span, say`a port may stand only behind the first endpoint here`, '', { start: other.port.span.start - 1, end: other.port.span.end });
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
  problems.report(arrow.span, message, backwards ? undefined : '->');
};

const readPort = (word: Word, problems: Problems): NumberField | undefined => {
  const value = readNumber(word, ':', problems);
  return value === undefined ? undefined : { value, span: word.span };
};
