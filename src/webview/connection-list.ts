// Which connections of a capture are listed, and in which order: what was typed, what was chosen, and the column that sorts.
// Must not know the DOM.
import type { FindingCounts } from '../../language-server/protocol.ts';

/** A connection as the list shows it. */
export interface Listed {
  /** From 1, in the order of the capture. */
  readonly number: number;
  readonly client: string;
  readonly server: string;
  readonly packets: number;
  /** Bytes of data. */
  readonly bytes: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly beginning: string;
  readonly ending: string;
  /** `unchecked`: nobody will say. */
  readonly findings: FindingCounts | 'waiting' | 'unchecked';
}

export const columns = ['number', 'client', 'server', 'packets', 'bytes', 'duration', 'beginning', 'ending', 'findings'] as const;
export type Column = (typeof columns)[number];

export interface Choice {
  /** Words, each of which stands somewhere in the row. */
  readonly filter: string;
  /** Only those in which an error or a warning was found. */
  readonly onlyFound: boolean;
  readonly by: Column;
  readonly descending: boolean;
}

export const everything: Choice = { filter: '', onlyFound: false, by: 'number', descending: false };

/** What is large is looked for more often than what is small. */
const largeFirst: ReadonlySet<Column> = new Set(['packets', 'bytes', 'duration', 'findings']);

/** The choice after a press on a column's head: another column, or the other direction. */
export const sortedBy = (choice: Choice, by: Column): Choice =>
  ({ ...choice, by, descending: choice.by === by ? !choice.descending : largeFirst.has(by) });

/** Connections of equal rank stand in the order of the capture. */
export const chosen = (all: readonly Listed[], { filter, onlyFound, by, descending }: Choice): readonly Listed[] => {
  const words = filter.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const shown = all.filter((one) => (!onlyFound || isFound(one)) && (words.length === 0 || hasWords(one, words)));
  const sign = descending ? -1 : 1;
  return shown.sort((a, b) => sign * compare(a, b, by) || a.number - b.number);
};

const isFound = ({ findings }: Listed): boolean => typeof findings === 'object' && findings.errors + findings.warnings > 0;

const hasWords = ({ number, client, server, beginning, ending }: Listed, words: readonly string[]): boolean => {
  const text = `${number} ${client} ${server} ${beginning} ${ending}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

const collator = new Intl.Collator('en', { numeric: true });

const compare = (a: Listed, b: Listed, by: Column): number => {
  if (by === 'findings') return weight(a) - weight(b);
  const [one, other] = [a[by], b[by]];
  return typeof one === 'number' && typeof other === 'number' ? one - other : collator.compare(String(one), String(other));
};

/** An error weighs more than any number of warnings, a warning more than any number of remarks; least weighs what is not known. */
const weight = ({ findings }: Listed): number => (typeof findings === 'object' ? (findings.errors * 1e6 + findings.warnings) * 1e6 + findings.others : -1);
