// Text that stays text in Markdown: for hovers, tables and lists. Must not know where it is shown.
import { printable } from './printable.ts';

/**
 * Nothing that stands in a document is markup: not emphasis, link, HTML, a formula or a table's bar, nor a list, heading or address.
 * Nor does it turn the direction in which what stands beside it is read.
 */
export const markdownText = (text: string): string => printable(text.replaceAll(/\s+/g, ' ').trim())
  .replaceAll(/[\\`*_[\]<>&|~#@=$]|(?<=^\d*)[-+.)]|:(?=\/\/)|(?<=www)\./gi, '\\$&');
