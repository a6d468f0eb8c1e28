// Brings the generated grammar to life: its nodes know where they hang, and its references point to rules. Langium's own
// reader does the same with all of its services for documents, which a parser of lines has no use for.
import type { AstNode, Grammar } from 'langium';

type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && '$type' in value;

/** `{ "$ref": "#/rules@17" }` → the rule; the generator writes no other paths. */
const revive = (grammar: Node, value: unknown): unknown => {
  const path = typeof value === 'object' && value !== null && '$ref' in value ? String(value.$ref) : undefined;
  if (path === undefined) return value;
  const [, list, index] = /^#\/(\w+)@(\d+)$/.exec(path) ?? [];
  const ref = (grammar[list!] as Node[])[Number(index)]!;
  return { ref, $refText: String(ref['name']) };
};

/** The text is of our own making. */
export const loadGrammarFromJson = (json: string): Grammar => {
  const grammar = JSON.parse(json) as Node;
  const link = (node: Node, container: Node | undefined, property: string | undefined, index: number | undefined): void => {
    for (const [name, value] of Object.entries(node)) {
      if (Array.isArray(value)) {
        value.forEach((element: unknown, at) => {
          if (isNode(element)) link(element, node, name, at);
          else value[at] = revive(grammar, element);
        });
      } else if (isNode(value)) link(value, node, name, undefined);
      else node[name] = revive(grammar, value);
    }
    Object.assign(node, { $container: container, $containerProperty: property, $containerIndex: index });
  };
  link(grammar, undefined, undefined, undefined);
  return grammar as unknown as AstNode as Grammar;
};
