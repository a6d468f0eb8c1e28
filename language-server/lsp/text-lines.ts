// The text of a document as its lines, and a client's change as one of whole lines. What one costs does not grow with the text, which
// is why the text is not kept in one piece. Knows positions as clients count them, not what the lines say.
import type { Position, Range } from 'vscode-languageserver';

/** Lines `from` up to but without `to` become `fresh`. */
export interface LineChange {
  readonly from: number;
  readonly to: number;
  readonly fresh: readonly string[];
}

/** The lines of a text with their ends: `\n`, `\r\n` or `\r`. The last one has none, and may be empty. */
export const textLines = (text: string): string[] => {
  const lines: string[] = [];
  let start = 0;
  let carriage = text.indexOf('\r');
  let feed = text.indexOf('\n');
  while (feed >= 0 || carriage >= 0) {
    const first = feed < 0 || (carriage >= 0 && carriage < feed) ? carriage : feed;
    const end = first === carriage && feed === carriage + 1 ? feed + 1 : first + 1;
    lines.push(text.slice(start, end));
    start = end;
    if (carriage >= 0 && carriage < end) carriage = text.indexOf('\r', end);
    if (feed >= 0 && feed < end) feed = text.indexOf('\n', end);
  }
  lines.push(text.slice(start));
  return lines;
};

export const withoutEnd = (line: string): string => line.slice(0, lengthOf(line));

/**
 * What a change does to the lines. Clients count beyond the end, before the beginning, or backwards: that is taken as it can be meant. A CR
 * and a LF that come together become one line end, so the line above may be a part of the change.
 */
export const lineChange = (lines: readonly string[], { start, end }: Range, inserted: string): LineChange => {
  const places = [within(lines, start), within(lines, end)] as const;
  const [first, last] = isBefore(places[1], places[0]) ? [places[1], places[0]] : places;
  const text = lines[first.line]!.slice(0, first.character) + inserted + lines[last.line]!.slice(last.character);
  const joins = first.character === 0 && text.startsWith('\n') && lines[first.line - 1]?.endsWith('\r') === true;
  const from = joins ? first.line - 1 : first.line;
  const fresh = textLines(joins ? lines[from] + text : text);
  // Where more lines follow, the text ends with a line end, and nothing stands behind it.
  if (last.line < lines.length - 1) fresh.pop();
  return { from, to: last.line + 1, fresh };
};

const within = (lines: readonly string[], { line, character }: Position): Position => {
  if (line < 0) return { line: 0, character: 0 };
  if (line >= lines.length) return { line: lines.length - 1, character: lines.at(-1)!.length };
  return { line, character: Math.min(Math.max(character, 0), lengthOf(lines[line]!)) };
};

const isBefore = (one: Position, other: Position): boolean => one.line < other.line || (one.line === other.line && one.character < other.character);

/** How many columns a line has. */
const lengthOf = (line: string): number => {
  const { length } = line;
  if (line.endsWith('\n')) return line.charCodeAt(length - 2) === 13 ? length - 2 : length - 1;
  return line.endsWith('\r') ? length - 1 : length;
};
