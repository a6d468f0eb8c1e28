// The words of the language that the grammar leaves open: fields, options, modifiers, properties, statements.
// Flags, states, calls, timers and variables stand where their meaning is, in core.
import type { SegmentStatement, EndpointDeclaration } from '../core/flow/statement.ts';

/** Fields of a segment whose value may be a name: `seq=x+1`. */
export const valueFields = ['seq', 'ack'] as const satisfies readonly (keyof SegmentStatement)[];

/** Fields and options of a segment with a plain number. */
export const numberFields = [
  'len', 'win', 'urg', 'mss', 'ws', 'tsval', 'tsecr',
] as const satisfies readonly (keyof SegmentStatement)[];

/** Options of a segment with a value of their own kind. */
export const otherFields = ['sack', 'tfo', 'option'] as const;

export const ecnMarks = ['ect0', 'ect1', 'ce'] as const;
export const fates = ['lost', 'corrupted', 'delayed'] as const;

/** What may stand alone behind the flags. */
export const segmentWords = ['sack_perm', 'tfo', ...ecnMarks, ...fates, 'as', 'violates'] as const;

/** Everything that may stand behind the flags. */
export const segmentVocabulary = [...valueFields, ...numberFields, ...otherFields, ...segmentWords] as const;

/** Properties of an endpoint by the kind of their value. */
export const endpointValues = ['isn', 'seq', 'ack'] as const satisfies readonly (keyof EndpointDeclaration)[];
export const endpointNumbers = ['win', 'mss', 'ws', 'port'] as const satisfies readonly (keyof EndpointDeclaration)[];
export const endpointTexts = ['addr', 'label'] as const satisfies readonly (keyof EndpointDeclaration)[];
export const endpointWords = ['sack_perm', 'ts'] as const;
export const endpointVocabulary = [...endpointValues, ...endpointNumbers, ...endpointTexts, ...endpointWords] as const;

/** Words as code, for a message that lists what there is. */
export const quoted = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

/** The words that begin a statement. */
export const statementKeywords = [
  'endpoint', 'flow', 'section', 'cross', 'observed', 'deliver', 'drop', 'expect', 'wait', 'note', 'rule',
] as const;

/** Words that begin a line in other notations, and ours for them. */
export const foreignKeywords: Readonly<Record<string, string>> = {
  participant: 'endpoint', actor: 'endpoint', entity: 'endpoint', box: 'section', group: 'section', par: 'cross',
  assert: 'expect', sleep: 'wait', delay: 'wait', comment: 'note',
};
