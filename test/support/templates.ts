// Every sentence that the product shows, as the English template that its translation is looked up by: found in the sources.
// Knows how sources say things (say`…`, say('…'), l10n.t('…'), the webview's table); not what they mean.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

const root = join(import.meta.dirname, '../..');

/** The templates of all sources, each with a place where it stands. */
export const templatesInSources = (): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const folder of ['language-server/core', 'language-server/lsp', 'language-server/syntax', 'src']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts') || name.includes('generated')) continue;
      const path = join(root, folder, name);
      const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
      for (const { text, at } of templatesIn(source)) found.set(text, `${folder}/${name}:${source.getLineAndCharacterOfPosition(at).line + 1}`);
    }
  }
  return found;
};

interface Found {
  readonly text: string;
  readonly at: number;
}

const templatesIn = (source: ts.SourceFile): readonly Found[] => {
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'say') found.push({ text: templateText(node.template), at: node.getStart() });
    // In the webview `say` takes the names of words, which stand in a table.
    const saying = source.fileName.includes('/src/webview/') ? /^l10n\.t$/ : /^(?:.*\.)?(?:say|l10n\.t)$/;
    if (ts.isCallExpression(node) && saying.test(node.expression.getText())) {
      const [first] = node.arguments;
      if (first !== undefined) found.push(...literalsIn(first));
    }
    // Sentences that wait in a table for being said, and what rules are in one line.
    if (ts.isVariableDeclaration(node) && saidTables.has(node.name.getText()) && node.initializer !== undefined) found.push(...literalsIn(node.initializer));
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'summary' && source.fileName.includes('/core/rules/')) found.push(...literalsIn(node.initializer));
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'text' && ts.isStringLiteralLike(node.initializer) && ts.isObjectLiteralExpression(node.parent)
      && node.parent.properties.some((one) => one.name?.getText() === 'values')) found.push(...literalsIn(node.initializer));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

/** Tables whose values are said later. */
const saidTables = new Set(['outcomeTexts', 'english', 'captureWords']);

/** The strings of an expression that may be one of several: `a ? 'x' : 'y'`, or a table's values. */
const literalsIn = (node: ts.Node): readonly Found[] => {
  if (ts.isStringLiteralLike(node)) return node.text === '' ? [] : [{ text: node.text, at: node.getStart() }];
  if (ts.isConditionalExpression(node)) return [...literalsIn(node.whenTrue), ...literalsIn(node.whenFalse)];
  if (ts.isObjectLiteralExpression(node)) return node.properties.flatMap((property) => (ts.isPropertyAssignment(property) ? literalsIn(property.initializer) : []));
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)) return literalsIn(node.expression);
  return [];
};

const templateText = (template: ts.TemplateLiteral): string =>
  (ts.isNoSubstitutionTemplateLiteral(template)
    ? template.text
    : template.head.text + template.templateSpans.map(({ literal }, index) => `{${index}}${literal.text}`).join(''));
