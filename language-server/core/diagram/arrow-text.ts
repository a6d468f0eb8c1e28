// The text above an arrow, broken into lines. Must not know where the arrow runs.
import type { Run } from './drawing.ts';
import { fonts } from './fonts.ts';
import type { Measure } from './measure.ts';
import type { Arrow } from './scene-types.ts';
import { runsWidth } from './shapes.ts';
import { shorten, shortenRuns } from './wrap.ts';

export interface ArrowText {
  readonly lines: readonly { readonly runs: readonly Run[]; readonly height: number }[];
  readonly width: number;
  readonly height: number;
  /** Everything, where something had to be shortened. */
  readonly full?: string;
}

/** Texts wrap here, so that the diagram fits into a narrow panel, and two that face each other do among many. */
const widestText = (lanes: number, isSlanted: boolean): number => (lanes <= 2 ? 380 : lanes === 3 ? 224 : isSlanted ? 126 : 168);
/** Data shows what the segment is about; flags and numbers matter more. */
const widestPayload = 210;

/** `lanes`: how many endpoints share the width. `isSlanted`: it arrives later than it is sent. */
export const arrowText = (arrow: Arrow, lanes: number, isSlanted: boolean, measure: Measure): ArrowText => {
  const widest = widestText(lanes, isSlanted);
  // As the language has it: by this name it arrives below.
  const name: Run[] = arrow.name === undefined ? [] : [{ text: ` as ${arrow.name}`, style: 'mark', tone: 'quiet' }];
  const head = arrow.head.toSpliced(1, 0, ...name);
  const heads = headLines(head.map((run) => (run.style === 'payload' ? { ...run, text: shorten(run.text, run.style, Math.min(widest, widestPayload), measure) } : run)), widest, measure);
  const lines = [
    ...heads.map((runs) => ({ runs: shortenRuns(runs, widest, measure), height: Math.max(...runs.map(({ style }) => fonts[style].lineHeight)) })),
    ...numberLines(arrow.numbers, widest, measure).map((text) => ({ runs: shortenRuns([{ text, style: 'numbers' }], widest, measure), height: fonts.numbers.lineHeight })),
  ];
  const width = Math.ceil(Math.max(...lines.map(({ runs }) => runsWidth(runs, measure))));
  const whole = [head.map(({ text }) => text).join(''), arrow.numbers.join(' ')].join('\n');
  const isCut = lines.some(({ runs }) => runs.some(({ text }) => text.endsWith('…')));
  return { lines, width, height: lines.reduce((sum, { height }) => sum + height, 0), ...(isCut ? { full: whole } : {}) };
};

/** Flags, tags and data, each whole on its line where that can be. */
const headLines = (head: readonly Run[], widest: number, measure: Measure): Run[][] => {
  const lines: Run[][] = [];
  for (const run of head) {
    const line = lines.at(-1);
    if (line !== undefined && runsWidth([...line, run], measure) <= widest) line.push(run);
    else lines.push([{ ...run, text: run.text.trimStart() }]);
  }
  return lines;
};

const isField = (part: string): boolean => /^(?:seq|ack|len|win|urg)=/.test(part);

/** Where one line is too short for all, the options begin another one: what one compares stays in its place. */
const numberLines = (parts: readonly string[], widest: number, measure: Measure): string[] => {
  const whole = parts.join(' ');
  if (measure(whole, 'numbers') <= widest) return [whole];
  const options = parts.filter((part) => !isField(part)).join(' ');
  return [parts.filter(isField).join(' '), options].filter((line) => line !== '').flatMap((line) => numbersWrapped(line, widest, measure));
};

/** Both timestamps stand together, if they can. */
const numbersWrapped = (line: string, widest: number, measure: Measure): string[] => {
  const lines: string[] = [];
  for (const part of line.split(/ (?!tsecr=)/).flatMap((one) => (measure(one, 'numbers') <= widest ? [one] : one.split(' ')))) {
    const longer = `${lines.at(-1)} ${part}`;
    if (lines.length > 0 && measure(longer, 'numbers') <= widest) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
};
