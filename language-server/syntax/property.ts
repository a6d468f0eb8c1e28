// `name=value` behind flags and behind an endpoint's name: from the tree to values. Knows the kinds of values, not
// which names there are.
import { say } from '../core/flow/message.ts';
import type { Field, NumberField, SackField, Span, Text, Value, Word } from '../core/flow/statement.ts';
import { columns, wordAt } from './columns.ts';
import type { Property } from './generated/ast.ts';
import { readNumber, readString } from './literal.ts';
import type { Tree } from './parser.ts';
import type { Problems } from './problems.ts';

/** A property in the tree, an endpoint's or a segment's. */
export type PropertyTree = Tree<Property>;
type Operator = '+' | '-' | ':';
type Operands = { readonly operands?: Word[]; readonly operators?: Operator[] };

/** The columns of the whole property. */
export const propertySpan = (property: PropertyTree): Span =>
  columns(property.name!.span.start, property.$cstNode?.end ?? property.name!.span.end);

/** `seq=x+1` */
export const readField = (property: PropertyTree, problems: Problems): Field | undefined => {
  if (!hasOperands(property, problems)) return undefined;
  const value = readValue(property, `${property.name!.text}=`, problems);
  return value && { value, span: propertySpan(property) };
};

/** `win=64240` */
export const readNumberField = (property: PropertyTree, problems: Problems): NumberField | undefined => {
  if (!hasOperands(property, problems)) return undefined;
  const what = `${property.name!.text}=`;
  const value = readNumber(property.operands![0]!, what, problems);
  if (value === undefined) return undefined;
  refuseMore(property.operands!, 1, what, problems);
  return { value, span: propertySpan(property) };
};

/** `label="Web browser"` */
export const readTextField = (property: PropertyTree, problems: Problems): Text | undefined => {
  if (property.string) return readString(property.string, problems);
  const name = property.name!;
  if (!property.equals) return problems.report(name.span, say`expected \`=\` and a string after \`${name.text}\``);
  const found = property.operands?.[0];
  if (!found) return undefined;
  return problems.report(found.span, say`expected a string after \`${name.text}=\`; write \`"${found.text}"\``, `"${found.text}"`);
};

/** `sack_perm`: a word that has no value. */
export const readWord = (property: PropertyTree, problems: Problems): Span => {
  const name = property.name!;
  if (property.equals) problems.report(propertySpan(property), say`\`${name.text}\` has no value`, name.text);
  return name.span;
};

/** Reports a property that the line has already had. */
export const refuseTwice = (property: PropertyTree, problems: Problems): void => {
  const { text, span } = property.name!;
  problems.report(span, say`\`${text}\` stands twice`, '', propertySpan(property));
};

/** A number, a name, or either with `+n` or `-n`. */
export const readValue = ({ operands = [], operators = [] }: Operands, what: string, problems: Problems): Value | undefined => {
  const [first, second] = operands;
  if (!first) return undefined;
  const isName = /^[\p{L}_]/u.test(first.text);
  if (isName && first.text.includes('-')) {
    return problems.report(first.span, say`expected a number or a name after \`${what}\`, found \`${first.text}\``);
  }
  const start = isName ? 0 : readNumber(first, what, problems);
  if (start === undefined) return undefined;
  const sign = operators[0];
  if (second && sign === ':') return problems.report(second.span, say`\`${what}\` has one value, without \`:\``);
  const step = second ? readNumber(second, sign!, problems) : 0;
  if (step === undefined) return undefined;
  refuseMore(operands, 2, what, problems);
  const offset = sign === '-' ? start - step : start + step;
  const span = second ? columns(first.span.start, second.span.end) : first.span;
  return isName ? { base: first, offset, span } : { offset, span };
};

/** `sack=2000-3000`, `sack=x+1-x+100`: two values with a `-` between them. */
export const readSack = (property: PropertyTree, problems: Problems): SackField | undefined => {
  if (property.equals && !hasOperands(property, problems)) return undefined;
  const span = propertySpan(property);
  const { operands, operators } = splitNames(property);
  const cut = middle(operands, operators);
  if (cut === undefined) return problems.report(span, say`\`sack\` wants a left and a right edge, such as \`sack=2000-3000\``);
  const left = readValue({ operands: operands.slice(0, cut + 1), operators: operators.slice(0, cut) }, 'sack=', problems);
  const right = readValue({ operands: operands.slice(cut + 1), operators: operators.slice(cut + 1) }, '-', problems);
  return left && right && { left, right, span };
};

// `x-y` is one token, as `SYN-SENT` is; between two edges it is two names.
const splitNames = ({ operands = [], operators = [] }: Operands): Required<Operands> => {
  const split: { operands: Word[]; operators: Operator[] } = { operands: [], operators: [] };
  operands.forEach((operand, index) => {
    if (index > 0) split.operators.push(operators[index - 1]!);
    let { start } = operand.span;
    operand.text.split('-').forEach((text, part) => {
      if (part > 0) split.operators.push('-');
      split.operands.push(wordAt(text, start));
      start += text.length + 1;
    });
  });
  return split;
};

/** The `-` between the edges: the one before a name, or the only one that leaves a value on both sides. */
const middle = (operands: readonly Word[], operators: readonly string[]): number | undefined => {
  const cuts = operators.flatMap((operator, index) => (operator === '-' && index < 2 && operators.length - index <= 2 ? [index] : []));
  return cuts.find((cut) => /^[\p{L}_]/u.test(operands[cut + 1]!.text)) ?? (cuts.length === 1 ? cuts[0] : undefined);
};

/** Whether there is a value to read. A `=` with nothing behind it is the parser's to tell. */
const hasOperands = (property: PropertyTree, problems: Problems): boolean => {
  const name = property.name!;
  if (!property.equals) reportMissingValue(property, name, problems);
  else if (property.string) problems.report(property.string.span, say`expected a number after \`${name.text}=\`, found a string`);
  return (property.operands?.length ?? 0) > 0;
};

const reportMissingValue = (property: PropertyTree, name: Word, problems: Problems): undefined => {
  // `seq 100` and `seq:100`
  const behind = property.$cstNode?.root.fullText.slice(name.span.end) ?? '';
  const [whole = '', value] = /^\s*:?\s*([0-9]\w*)/.exec(behind) ?? [];
  if (value === undefined) return problems.report(name.span, say`expected \`=\` and a number after \`${name.text}\``);
  return problems.report(name.span, say`write \`${name.text}=${value}\``, `${name.text}=${value}`, { start: name.span.start, end: name.span.end + whole.length });
};

const refuseMore = (operands: readonly Word[], count: number, what: string, problems: Problems): void => {
  const more = operands[count];
  if (more) problems.report(more.span, say`unexpected \`${more.text}\` after the value of \`${what}\``);
};
