// A tree of plain elements, and its text as XML. What it draws is up to svg.ts; the webview makes nodes of the same tree.

export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Element | string)[];
}

export const element = (tag: string, attributes: Element['attributes'], children: Element['children'] = []): Element =>
  ({ tag, attributes, children });

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

// What XML 1.0 does not allow, not even escaped.
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const escape = (text: string): string => text.replace(notXml, '\ufffd').replace(/[&<>"']/g, (character) => entities[character]!);

/** The element as XML; every text and every value is escaped. */
export const toMarkup = ({ tag, attributes, children }: Element): string => {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escape(String(value))}"`).join('');
  if (children.length === 0) return `<${tag}${written}/>`;
  return `<${tag}${written}>${children.map((child) => (typeof child === 'string' ? escape(child) : toMarkup(child))).join('')}</${tag}>`;
};
