// Where in a line the cursor stands, told from the text before it alone: the line is most often not finished.
// Knows how each statement is written; not what its words mean.
import type { Span } from '../flow/statement.ts';

/** What may stand at the cursor. `typed`: what is already there of it. */
export type Place = { readonly typed: Span } & (
  | { readonly kind: 'statement' }
  /** The sender's name is there, its arrow not yet. */
  | { readonly kind: 'sender'; readonly from: string }
  | { readonly kind: 'receiver' | 'flags'; readonly from: string; readonly to?: string }
  /** Inside brackets, behind a comma. */
  | { readonly kind: 'more-flags'; readonly from: string; readonly to: string; readonly flags: string }
  /** Behind the flags; `before` is what stands between. */
  | { readonly kind: 'field'; readonly from: string; readonly to: string; readonly flags: string; readonly before: string }
  | { readonly kind: 'field-value'; readonly from: string; readonly to: string; readonly flags: string; readonly before: string; readonly field: string }
  | { readonly kind: 'rule' | 'any-rule' | 'setting' | 'delivered' | 'note' | 'noted' | 'observed' | 'observer' | 'duration' | 'time' | 'expected' | 'delayed' | 'label' | 'declared' }
  | { readonly kind: 'call' | 'timer' | 'state' | 'variable'; readonly end: string }
  | { readonly kind: 'variable-value'; readonly end: string; readonly variable: string }
  | { readonly kind: 'property'; readonly before: string }
  | { readonly kind: 'property-value'; readonly field: string }
);

const name = String.raw`[\p{L}_][\p{L}\p{M}\p{Nd}_]*`;
const port = String.raw`(?::\d+)?`;
const end = `${name}${port}`;
const reference = String.raw`${end}(?:\s*->\s*${name})?`;
const head = String.raw`(?<from>${end})\s*->\s*(?<to>${end})\s*:\s*`;
const word = String.raw`[\p{L}\p{M}\p{Nd}_-]*`;

/**
 * From the beginning of the statement to the cursor; what is `typed` ends there. The first that fits counts: what stands before
 * an arrow or a dot is an endpoint, whatever it is called.
 */
const forms: readonly (readonly [Place['kind'], string])[] = [
  ['receiver', `(?<from>${end})\\s*->\\s*(?<typed>(?:${end}\\s*)?)`],
  ['flags', `${head}(?<typed>(?:\\[[^\\],]*)?)`],
  ['more-flags', `${head}\\[(?<flags>[^\\]]*,)\\s*(?<typed>[A-Za-z]*)`],
  ['rule', `${head}\\[[^\\]]*\\].*\\sviolates\\s+(?<typed>${word})`],
  ['label', `${head}\\[[^\\]]*\\].*\\sas\\s+(?<typed>${word})`],
  ['delayed', `${head}\\[[^\\]]*\\].*\\sdelayed\\s+(?<typed>${word})`],
  ['field-value', `${head}\\[(?<flags>[^\\]]*)\\](?<before>.*)\\s(?<field>[a-z]+)=(?<typed>[^\\s"]*)`],
  ['field', `${head}\\[(?<flags>[^\\]]*)\\](?<before>(?:.*\\s)?)(?<typed>${word})`],
  ['timer', `(?<end>${reference})\\.timeout\\((?<typed>${word})`],
  ['call', `(?<end>${reference})\\.(?<typed>${word})`],
  ['state', `expect\\s(?:.*,)?\\s*(?<end>${reference})\\s+(?<typed>${word})`],
  ['variable-value', `expect\\s(?:.*,)?\\s*(?<end>${reference})\\.(?<variable>[a-z.]+)\\s*=\\s*(?<typed>[^\\s,]*)`],
  ['variable', `expect\\s(?:.*,)?\\s*(?<end>${reference})\\.(?<typed>[a-z.]*)`],
  ['expected', `expect\\s(?:.*,)?\\s*(?<typed>${word})`],
  ['any-rule', `rule\\s+(?<typed>${word})`],
  ['setting', `rule\\s+${word}\\s+(?<typed>${word})`],
  ['delivered', `(?:deliver|drop)\\s+(?<typed>${word})`],
  ['note', `note\\s+(?<typed>${word})`],
  ['noted', `note\\s+over\\s(?:.*,)?\\s*(?<typed>${word})`],
  ['observer', `observed\\s+at\\s+(?<typed>${word})`],
  ['observed', `observed\\s+(?<typed>${word})`],
  ['duration', `wait\\s+(?<typed>${word})`],
  ['property', `endpoint\\s(?:.*,)?\\s*${name}\\s(?<before>(?:.*\\s)?)(?<typed>${word})`],
  ['property-value', `endpoint\\s(?:.*,)?\\s*${name}\\s(?:.*\\s)?(?<field>[a-z]+)=(?<typed>[^\\s,"]*)`],
  ['declared', `endpoint\\s(?:.*,)?\\s*(?<typed>${word})`],
  ['time', `(?<typed>@\\+?[\\d._]*\\w*)`],
  ['sender', `(?<typed>(?<from>${end})(?:\\s+|\\s*-))`],
  ['statement', `(?<typed>${word}(?::\\d*)?)`],
];
// Made when they are asked for: a server answers before it has completed anything.
let patterns: readonly (readonly [Place['kind'], RegExp])[] | undefined;

const timePrefix = /^\s*@\+?[\d._]+(?:[A-Za-z]\w*)?\s+/u;

/** Undefined in comments and strings, and where nothing can be said. Columns are those of the line. */
export const placeAt = (text: string, column: number): Place | undefined => {
  const before = text.slice(0, column).replace(/^\uFEFF/, ' ');
  if (isInside(before)) return undefined;
  const start = timePrefix.exec(before)?.[0].length ?? before.length - before.trimStart().length;
  const statement = before.slice(start);
  patterns ??= forms.map(([kind, form]) => [kind, new RegExp(`^${form}$`, 'du')]);
  for (const [kind, pattern] of patterns) {
    const match = pattern.exec(statement);
    const typed = match?.indices?.groups?.['typed'];
    if (match === null || typed === undefined) continue;
    return { kind, ...match.groups, typed: { start: start + typed[0], end: column } } as unknown as Place;
  }
  return undefined;
};

/** Inside a string, or behind `//`. */
const isInside = (before: string): boolean => {
  const rest = before.replaceAll(/"(?:\\.|[^"\\])*"/gu, '""');
  return rest.includes('//') || (rest.match(/"/g)?.length ?? 0) % 2 === 1;
};
