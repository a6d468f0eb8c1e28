// Makes keywords contextual: a keyword is one only where a statement may have it, and a name anywhere else, so that
// an endpoint may be called `note` or `flow`. Knows the places of the keywords, nothing of what they mean.
import { DefaultTokenBuilder, type GrammarAST } from 'langium';

type TokenType = ReturnType<DefaultTokenBuilder['buildTokens']> extends infer Vocabulary
  ? Extract<Vocabulary, readonly unknown[]>[number] : never;
type Token = { readonly image: string; readonly tokenType: { readonly name: string } };

/** Keywords that follow another keyword. All others but `as` and `violates` begin a statement. */
const follows: Readonly<Record<string, string>> = { over: 'note', at: 'observed', between: 'observed' };
const behindFlags = new Set(['as', 'violates']);
const wantOperand = new Set(['as', 'violates', '=', '+', '-', ':']);

export class ContextualTokenBuilder extends DefaultTokenBuilder {
  protected override buildKeywordToken(keyword: GrammarAST.Keyword, terminals: TokenType[], ignoreCase: boolean): TokenType {
    if (!/^\w+$/.test(keyword.value)) return super.buildKeywordToken(keyword, terminals, ignoreCase);
    const pattern = keywordPattern(keyword.value);
    return {
      name: keyword.value,
      PATTERN: (text: string, offset: number, before: Token[]) => {
        pattern.lastIndex = offset;
        const found = pattern.exec(text);
        return found !== null && mayStand(keyword.value, before) ? found : null;
      },
      LINE_BREAKS: false,
      START_CHARS_HINT: [keyword.value[0]!],
    };
  }

  // The lexer looks up its patterns by the next character, which it cannot find out itself for Unicode patterns.
  protected override buildTerminalToken(terminal: GrammarAST.TerminalRule): TokenType {
    const token = super.buildTerminalToken(terminal);
    const first = firstCharacters[terminal.name];
    return first ? { ...token, LINE_BREAKS: false, START_CHARS_HINT: first() } : token;
  }
}

const mayStand = (keyword: string, before: readonly Token[]): boolean => {
  const last = before.at(-1);
  if (behindFlags.has(keyword)) {
    return !wantOperand.has(last?.tokenType.name ?? '') && before.some((token) => token.tokenType.name === 'FLAGS');
  }
  if (follows[keyword]) return last?.tokenType.name === follows[keyword];
  const behindTime = before.length <= 3 && before[0]?.image === '@' && last?.tokenType.name === 'NUMBER';
  return last === undefined || behindTime;
};

/** The word alone, not before what makes it a name: `note -> server`, `note:443`, `note.send(1)`, `as=`. */
const keywordPattern = (keyword: string): RegExp =>
  new RegExp(`${keyword}(?![\\p{L}\\p{M}\\p{Nd}_]|-[\\p{L}_])(?!\\s*(?:[:.=→⇒⟶➔➜←⇐⟵]|[-=~–—]+>|<[-=~–—]))`, 'uy');

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const letters = (): number[] => [...range(0x41, 0x5a), 0x5f, ...range(0x61, 0x7a), ...range(0x80, 0xffff)];
const firstCharacters: Readonly<Record<string, () => (string | number)[]>> = {
  NAME: letters,
  HYPHENATED: letters,
  NUMBER: () => range(0x30, 0x39),
  FLAGS: () => ['['],
  ARROW: () => [...'-=~–—<→⇒⟶➔➜←⇐⟵'],
};
