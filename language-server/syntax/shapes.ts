// Lines that differ in nothing but numbers have the same tree, but for these numbers: most lines of a capture need no parser of
// their own. Knows trees, not what they mean.
import type { Word } from '../core/flow/statement.ts';
import type * as Ast from './generated/ast.ts';
import type { Tree } from './parser.ts';

/** A whole number that stands alone behind `=`: a token of its own, whatever its digits are. Zero is another shape, since `0x` is. */
const number = /(?<==)[1-9][0-9]*(?=[ \t]|$)/g;

/** So many shapes are remembered. An editor meets every prefix of every line. */
const mostShapes = 1000;

export interface Shapes {
  /** The tree of a line, if one of its shape was remembered. */
  treeOf(line: string): Tree<Ast.Line> | undefined;
  /** Remembers the tree of a line in which nothing is wrong. */
  remember(line: string, tree: Tree<Ast.Line>): void;
}

export const shapes = (): Shapes => {
  const known = new Map<string, Tree<Ast.Line>>();
  const shapeOf = (line: string): string => line.replaceAll(number, (digits) => '1'.repeat(digits.length));
  return {
    treeOf: (line) => {
      const tree = known.get(shapeOf(line));
      return tree === undefined ? undefined : written(tree, line) as Tree<Ast.Line>;
    },
    remember: (line, tree) => {
      if (known.size >= mostShapes) known.clear();
      known.set(shapeOf(line), plain(tree) as Tree<Ast.Line>);
    },
  };
};

type Fields = Readonly<Record<string, unknown>>;

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
