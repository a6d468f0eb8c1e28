// Lines that differ in nothing but numbers have the same tree, but for these numbers: most lines of a capture need no parser of
// their own. Knows trees, not what they mean.
import type { Statement, Word } from '../core/flow/statement.ts';
import { same } from '../core/flow/same.ts';
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
      const statement = lower(written(shape.tree, line) as Tree<Ast.Line>);
      if (statement !== undefined && shape.latest !== undefined) share(statement, shape.latest);
      return (shape.latest = statement);
    },
    remember: (line, tree) => {
      if (known.size >= mostShapes) known.clear();
      known.set(shapeOf(line), { tree: plain(tree) as Tree<Ast.Line>, latest: undefined });
    },
  };
};

interface Shape {
  readonly tree: Tree<Ast.Line>;
  /** The last statement of this shape. */
  latest: Statement | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Takes from another statement what is the same there: of most lines little is their own, and a long file is held in half the memory. */
const share = (statement: Statement, other: Statement): void => {
  const [own, others] = [statement as unknown as Record<string, unknown>, other as unknown as Fields];
  for (const name in own) if (own[name] !== others[name] && same(own[name], others[name])) own[name] = others[name];
};

/** The tree without all that the parser keeps with it. */
const plain = (part: unknown): unknown => {
  if (Array.isArray(part)) return part.map(plain);
  if (typeof part !== 'object' || part === null || 'span' in part) return part;
  const { $type, $cstNode, ...fields } = part as Fields & Pick<Tree<Ast.Event>, '$cstNode'>;
  const own = Object.entries(fields).filter(([name]) => !name.startsWith('$')).map(([name, value]) => [name, plain(value)] as const);
  return { $type, ...($cstNode === undefined ? {} : { $cstNode: { offset: $cstNode.offset, end: $cstNode.end } }), ...Object.fromEntries(own) };
};

/** The tree with the words of this line; what has none of its own is shared. */
const written = (part: unknown, line: string): unknown => {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) {
    const all = part.map((one) => written(one, line));
    return all.some((one, index) => one !== part[index]) ? all : part;
  }
  const fields = part as Fields;
  if ('span' in fields) {
    const { text, span } = part as Word;
    const now = line.slice(span.start, span.end);
    return now === text ? part : { text: now, span };
  }
  let changed: Record<string, unknown> | undefined;
  for (const name in fields) {
    if (name === '$cstNode') continue;
    const value = written(fields[name], line);
    if (value !== fields[name]) (changed ??= { ...fields })[name] = value;
  }
  return changed ?? part;
};
