// Text that stays text in Markdown: for hovers, tables and lists. Must not know where it is shown.

/** Nothing that stands in a document is markup: not emphasis, link, HTML, a formula or a table's bar, nor a list, heading or address. */
export const markdownText = (text: string): string => text
  .replaceAll(/\s+/g, ' ').trim()
  .replaceAll(/[\\`*_[\]<>&|~#@=$]|(?<=^\d*)[-+.)]|:(?=\/\/)|(?<=www)\./gi, '\\$&');
