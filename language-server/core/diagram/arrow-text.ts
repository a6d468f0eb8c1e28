// The text above an arrow, broken into lines. Must not know where the arrow runs.
import type { Run } from './drawing.ts';
import { fonts } from './fonts.ts';
import type { Measure } from './measure.ts';
import type { Arrow } from './scene-types.ts';
import { runsWidth } from './shapes.ts';
import { shorten } from './wrap.ts';

export interface ArrowText {
  readonly lines: readonly { readonly runs: readonly Run[]; readonly height: number }[];
  readonly width: number;
  readonly height: number;
  /** Everything, where something had to be shortened. */
  readonly full?: string;
}

/** Texts wrap here, so that the diagram fits into a narrow panel. */
const widestOfTwo = 380;
const widestOfMany = 224;
/** Data shows what the segment is about; flags and numbers matter more. */
const widestPayload = 210;

/** `lanes`: how many endpoints share the width. */
export const arrowText = (arrow: Arrow, lanes: number, measure: Measure): ArrowText => {
  const widest = lanes > 2 ? widestOfMany : widestOfTwo;
  // As the language has it: by this name it arrives below.
  const name: Run[] = arrow.name === undefined ? [] : [{ text: ` as ${arrow.name}`, style: 'mark', tone: 'quiet' }];
  const head = arrow.head.toSpliced(1, 0, ...name);
  const payload = lanes > 2 && runsWidth(head, measure) > widest ? head.filter(({ style }) => style === 'payload') : [];
  const lines: ArrowText['lines'][0][] = [
    { runs: head.filter((run) => !payload.includes(run)), height: fonts.flags.lineHeight },
    ...payload.map((run) => ({ runs: [{ ...run, text: run.text.trimStart() }], height: fonts.payload.lineHeight })),
  ];
  let line = '';
  for (const part of arrow.numbers) {
    const longer = line === '' ? part : `${line} ${part}`;
    if (line !== '' && measure(longer, 'numbers') > widest) {
      lines.push(numbersLine(line));
      line = part;
    } else line = longer;
  }
  if (line !== '') lines.push(numbersLine(line));
  const cut = lines.map((one) => ({ ...one, runs: fit(one.runs, widest, measure) }));
  const width = Math.ceil(Math.max(...cut.map(({ runs }) => runsWidth(runs, measure))));
  const whole = [head.map(({ text }) => text).join(''), arrow.numbers.join(' ')].join('\n');
  const isCut = cut.some(({ runs }) => runs.some(({ text }) => text.endsWith('…')));
  return { lines: cut, width, height: cut.reduce((sum, { height }) => sum + height, 0), ...(isCut ? { full: whole } : {}) };
};

const numbersLine = (text: string): { runs: Run[]; height: number } => ({ runs: [{ text, style: 'numbers' }], height: fonts.numbers.lineHeight });

/** The runs, the last ones shortened where the line is too long. */
const fit = (runs: readonly Run[], widest: number, measure: Measure): Run[] => {
  const fitting: Run[] = [];
  let left = widest;
  for (const run of runs) {
    const text = shorten(run.text, run.style, Math.max(0, run.style === 'payload' ? Math.min(left, widestPayload) : left), measure);
    left -= measure(text, run.style);
    fitting.push({ ...run, text });
    if (text !== run.text) break;
  }
  return fitting;
};
