// Builds Langium's parser for one line, and makes its trees carry columns. The only file that configures Langium;
// knows the grammar, not what its statements mean.
import {
  createLangiumParser, DefaultLexer, DefaultLexerErrorMessageProvider, DefaultValueConverter, inject,
  type AstNode, type CstNode, type LangiumCoreServices, type LexerResult, type Module, type ParseResult, type TypeMetaData,
} from 'langium';
import type { Word } from '../core/flow/statement.ts';
import { wordAt } from './columns.ts';
import { TcpflowAstReflection, type Line } from './generated/ast.ts';
import { TcpflowGeneratedModule } from './generated/module.ts';
import { ContextualTokenBuilder } from './token-builder.ts';

/**
 * What a parser of single lines needs of Langium's services. Those for documents, references and workspaces would be an
 * eighth of the server, and are never asked for anything.
 */
const services = (): LangiumCoreServices => inject({
  ...TcpflowGeneratedModule,
  parser: {
    ...TcpflowGeneratedModule.parser,
    LangiumParser: createLangiumParser,
    Lexer: (all: LangiumCoreServices) => new DefaultLexer(all),
    LexerErrorMessageProvider: () => new DefaultLexerErrorMessageProvider(),
    TokenBuilder: () => new ContextualTokenBuilder(),
    ValueConverter: () => new WordConverter(),
    ParserErrorMessageProvider: () => terseErrors,
  },
  // The grammar has no cross-references.
  references: { Linker: () => ({}) },
  shared: () => ({ AstReflection: sparseTrees(), profilers: {} }),
} as unknown as Module<LangiumCoreServices>);

/** A parser for lines, and nothing else of Langium. `parseTree` throws only where the parser has a fault. */
export const createTcpflowParser = (): TcpflowParser => {
  const { LangiumParser: parser, Lexer: lexer } = services().parser;
  return {
    parseTree: (line) => withoutStacks(() => parser.parse(line, { rule: 'Line' }) as ParseResult<AstNode> as ParseResult<Tree<Line>>),
    tokenize: (line) => lexer.tokenize(line).tokens,
  };
};

export interface TcpflowParser {
  readonly parseTree: (line: string) => ParseResult<Tree<Line>>;
  /** The tokens of a line without spaces and comments. */
  readonly tokenize: (line: string) => Token[];
}

export type Token = LexerResult['tokens'][number];

/**
 * The generated type of a tree node as it is in fact: terminals are words with their columns, and after a syntax error
 * any property may be missing; an empty list always is. Keywords stay strings.
 */
export type Tree<T> =
  T extends boolean ? T
  : T extends string ? (string extends T ? Word : T)
  : T extends readonly (infer Element)[] ? Tree<Element>[]
  : { [Key in keyof T as Key extends `$${string}` ? never : Key]?: Tree<T[Key]> } & {
    readonly $type: T extends { $type: infer Type } ? Type : never;
    readonly $cstNode?: CstNode;
  };

/** Every terminal becomes a `Word`, so that no one has to look for its columns. */
class WordConverter extends DefaultValueConverter {
  override convert(text: string, cstNode: CstNode): never {
    return wordAt(text, cstNode.offset) as never;
  }
}

// Langium would give every node an empty list for each list that it could have: an eighth of the time for a line.
const sparseTrees = (): TcpflowAstReflection => new (class extends TcpflowAstReflection {
  override getTypeMetaData(type: string): TypeMetaData {
    return { name: type, properties: {}, superTypes: [] };
  }
})();

// The parser throws and catches a line's errors itself: their stacks, which no one reads, are a third of the time.
const withoutStacks = <Result>(parse: () => Result): Result => {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = limit;
  }
};

// The words are made in syntax-errors.ts; all it needs from here is the name of the token that was expected.
const terseErrors: LangiumCoreServices['parser']['ParserErrorMessageProvider'] = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNotAllInputParsedMessage: () => '',
  buildNoViableAltMessage: () => '',
  buildEarlyExitMessage: () => '',
};
