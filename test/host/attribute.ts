// Knows how text stands in an attribute of HTML. Must not know which.

export const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
