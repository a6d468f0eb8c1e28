// VS Code's Markdown preview: blocks of ```tcpflow become diagrams. What draws them is a bundle of its own, which is loaded
// with the first such block. Must not know how they are drawn.
import type { drawFence } from '../../language-server/markdown/main.ts';

export type DrawFence = typeof drawFence;

/** Of markdown-it, what is used here. */
export interface MarkdownIt {
  readonly renderer: { readonly rules: Record<string, Rule | undefined> };
}
interface Token {
  readonly info: string;
  readonly content: string;
}
interface Renderer {
  renderAttrs(token: Token): string;
  renderToken(tokens: readonly Token[], index: number, options: unknown): string;
}
type Rule = (tokens: readonly Token[], index: number, options: unknown, env: unknown, self: Renderer) => string;

/** `draw`: undefined while it is not there yet; then the block stands as its text. */
export const extendMarkdownIt = (draw: () => DrawFence | undefined) => <Markdown extends MarkdownIt>(markdown: Markdown): Markdown => {
  const { rules } = markdown.renderer;
  const others = rules['fence'];
  rules['fence'] = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    const drawn = /^tcpflow(?:\s|$)/.test(token.info.trim()) ? draw()?.(token.content) : undefined;
    if (drawn === undefined) return others?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
    // The preview's own attributes tie the block to its lines.
    return `<div${self.renderAttrs(token)}><div class="tcpflow-block">${drawn}</div></div>\n`;
  };
  return markdown;
};
