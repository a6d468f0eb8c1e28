// Every word of the preview's own. English here; the panel hands over the extension's translations, keyed by the English text.
// Must not know where a word is shown.

export const english = {
  toolbar: 'Diagram',
  flow: 'Flow',
  untitled: 'Untitled flow',
  views: 'Views',
  zoom: 'Zoom',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  actualSize: 'Actual size',
  fit: 'Fit',
  fitWidth: 'Fit width',
  lock: 'Stay with this file',
  unlock: 'Follow the active editor',
  steps: 'Steps',
  first: 'First event',
  previous: 'Previous event',
  next: 'Next event',
  last: 'Last event',
  place: '{0} of {1}',
  numbers: 'Numbers',
  written: 'as written',
  relative: 'relative',
  absolute: 'absolute',
  allFields: 'All fields',
  allFieldsHint: 'Every field of every segment, also those that TCP determines; the number of each line, and the time since the event above',
  machine: 'States',
  machineHint: 'The state machine of RFC 9293 with both ends on it',
  ends: 'TCBs',
  endsHint: 'The variables of both ends at the line',
  table: 'Table',
  tableHint: 'The diagram as a table',
  problems: 'Problems ({0})',
  problemsHint: 'What is wrong in this file',
  noProblems: 'Nothing is wrong in this file.',
  moreProblems: '… and {0} more',
  onPurpose: 'on purpose',
  error: 'error',
  warning: 'warning',
  info: 'information',
  hint: 'hint',
  line: 'Line',
  event: 'Event',
  diagram: 'Sequence diagram',
  diagramOf: 'Sequence diagram: {0}',
  noConnection: 'No connection at this line. Choose an event of the flow.',
  isIn: '{0} is in {1}',
  moves: '{0} goes from {1} to {2}: {3}',
  changed: 'before: {0}',
  variable: 'Variable',
  empty: 'No flow here yet. Three lines make one:',
} as const;

export type Strings = { readonly [Name in keyof typeof english]: string };

/** The words in the language of the translations, each in English where it is missing. */
export const stringsFrom = (translations: unknown): Strings => translated(english, translations);

/** English words by name, looked up in translations that are keyed by the English text. */
export const translated = <Words extends Readonly<Record<string, string>>>(words: Words, translations: unknown): { readonly [Name in keyof Words]: string } => {
  const given = typeof translations === 'object' && translations !== null ? translations as Readonly<Record<string, unknown>> : {};
  return Object.fromEntries(Object.entries(words).map(([name, text]) => {
    const found = Object.hasOwn(given, text) ? given[text] : undefined;
    return [name, typeof found === 'string' ? found : text];
  })) as { readonly [Name in keyof Words]: string };
};

/** `{0} of {1}` with its values. */
export const fill = (template: string, ...values: readonly (string | number)[]): string =>
  template.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
