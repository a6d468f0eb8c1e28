// Breaks text into lines of a given width, and shortens what does not fit. Must not know what the text says.
import type { Run, TextStyle } from './drawing.ts';
import type { Measure } from './measure.ts';

const ellipsis = '…';

/** The characters as a reader counts them: a letter and its accents are one. */
const graphemes = (text: string): string[] =>
  Array.from(new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text), ({ segment }) => segment);

/** The text if it fits into `width` pixels, else its beginning with an ellipsis. */
export const shorten = (text: string, style: TextStyle, width: number, measure: Measure): string => {
  if (measure(text, style) <= width) return text;
  // No need to look at more than could ever fit: what is narrowest is wider than a pixel.
  const letters = graphemes(text.slice(0, Math.ceil(width) * 4));
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(letters.slice(0, middle).join('').trimEnd() + ellipsis, style) <= width) low = middle;
    else high = middle - 1;
  }
  return letters.slice(0, low).join('').trimEnd() + ellipsis;
};

/** The runs of a line in `width` pixels: the first one that does not fit is shortened, and those behind it are left out. */
export const shortenRuns = (runs: readonly Run[], width: number, measure: Measure): Run[] => {
  const fitting: Run[] = [];
  let left = width;
  for (const run of runs) {
    const text = shorten(run.text, run.style, Math.max(0, left), measure);
    left -= measure(text, run.style);
    fitting.push({ ...run, text });
    if (text !== run.text) break;
  }
  return fitting;
};

/** The lines of a text in `width` pixels, at most `most` of them; the last one is shortened when there were more. */
export const wrap = (text: string, style: TextStyle, width: number, measure: Measure, most = Infinity): string[] => {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (measure(longer, style) <= width) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      line = word;
      // A word wider than the line breaks where it must. Korean has spaces, Chinese and Japanese break anywhere.
      while (measure(line, style) > width && lines.length <= most) {
        const head = breakWord(line, style, width, measure);
        if (head.length >= line.length) break;
        lines.push(head);
        line = line.slice(head.length);
      }
    }
    lines.push(line);
    if (lines.length > most) break;
  }
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  kept[most - 1] = shorten(`${kept[most - 1]}${ellipsis}${ellipsis}`, style, width, measure).replace(/…+$/, ellipsis);
  return kept;
};

/** As `wrap`, with lines about equally long: as narrow as the same number of lines allows. */
export const balance = (text: string, style: TextStyle, width: number, measure: Measure, most = Infinity): string[] => {
  const widest = wrap(text, style, width, measure, most);
  if (widest.length === 1 || widest.length >= most || text.includes('\n')) return widest;
  let low = width / 2;
  let high = width;
  while (high - low > 6) {
    const middle = (low + high) / 2;
    if (wrap(text, style, middle, measure, most).length <= widest.length) high = middle;
    else low = middle;
  }
  return wrap(text, style, high, measure, most);
};

/** As much of a word as fits, at least one letter. */
const breakWord = (word: string, style: TextStyle, width: number, measure: Measure): string => {
  let head = '';
  for (const letter of graphemes(word.slice(0, Math.ceil(width) * 4))) {
    if (head !== '' && measure(head + letter, style) > width) break;
    head += letter;
  }
  return head;
};
