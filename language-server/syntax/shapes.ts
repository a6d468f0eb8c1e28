// Lines that differ in nothing but numbers have the same tree, but for these numbers: most lines of a capture need no parser of
// their own. Knows trees, not what they mean.
import type { Statement, Word } from '../core/flow/statement.ts';
import type * as Ast from './generated/ast.ts';
import type { Tree } from './parser.ts';

/** A whole number that stands alone behind `=`: a token of its own, whatever its digits are. Zero is another shape, since `0x` is. */
const number = /(?<==)[1-9][0-9]*(?=[ \t]|$)/g;

/** So many shapes are remembered. An editor meets every prefix of every line. */
const mostShapes = 1000;

export interface Shapes {
  /** The statement of a line, if one of its shape was remembered. `lower`: from its tree to the statement. */
  statementOf(line: string, lower: (tree: Tree<Ast.Line>) => Statement | undefined): Statement | undefined;
  /** Remembers the tree of a line in which nothing is wrong. */
  remember(line: string, tree: Tree<Ast.Line>): void;
}

export const shapes = (): Shapes => {
  const known = new Map<string, Shape>();
  const shapeOf = (line: string): string => line.replaceAll(number, (digits) => '1'.repeat(digits.length));
  return {
    statementOf: (line, lower) => {
      const shape = known.get(shapeOf(line));
      if (shape === undefined) return undefined;
      for (const word of shape.numbers) word.text = line.slice(word.span.start, word.span.end);
      const statement = lower(shape.tree);
      if (statement !== undefined && shape.latest !== undefined) share(statement, shape.latest);
      return (shape.latest = statement);
    },
    remember: (line, tree) => {
      if (known.size >= mostShapes) known.clear();
      const numbers: OwnWord[] = [];
      known.set(shapeOf(line), { tree: plain(tree, numbers) as Tree<Ast.Line>, numbers, latest: undefined });
    },
  };
};

interface Shape {
  /** Lowered anew for each line, with that line's numbers in it. */
  readonly tree: Tree<Ast.Line>;
  readonly numbers: readonly OwnWord[];
  /** The last statement of this shape. */
  latest: Statement | undefined;
}

/** A number of the line that is looked at. */
interface OwnWord extends Word {
  text: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The tree without all that the parser keeps with it. Its numbers are found on the way. */
const plain = (part: unknown, numbers: OwnWord[]): unknown => {
  if (Array.isArray(part)) return part.map((one) => plain(one, numbers));
  if (typeof part !== 'object' || part === null) return part;
  if ('span' in part) {
    if (!/^[1-9]/.test((part as Word).text)) return part;
    const word = { ...part as Word };
    numbers.push(word);
    return word;
  }
  const { $type, $cstNode, ...fields } = part as Fields & Pick<Tree<Ast.Event>, '$cstNode'>;
  const own = Object.entries(fields).filter(([name]) => !name.startsWith('$')).map(([name, value]) => [name, plain(value, numbers)] as const);
  return { $type, ...($cstNode === undefined ? {} : { $cstNode: { offset: $cstNode.offset, end: $cstNode.end } }), ...Object.fromEntries(own) };
};

/** Takes from another statement what is the same there: of most lines little is their own, and a long file is held in half the memory. */
const share = (statement: Statement, other: Statement): void => {
  const [own, others] = [statement as unknown as Record<string, unknown>, other as unknown as Fields];
  for (const name in own) if (own[name] !== others[name] && isAlike(own[name], others[name])) own[name] = others[name];
};

/** Of two statements of one shape only the numbers may differ. */
const isAlike = (one: unknown, other: unknown): boolean => {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  for (const name in one) if (!isAlike((one as Fields)[name], (other as Fields)[name])) return false;
  return true;
};
