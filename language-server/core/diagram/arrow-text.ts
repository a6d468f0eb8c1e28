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

/** Texts wrap here, so that two endpoints fit into a narrow panel. */
const widest = 380;
/** Data shows what the segment is about; flags and numbers matter more. */
const widestPayload = 210;

export const arrowText = (arrow: Arrow, measure: Measure): ArrowText => {
  const shortened = fit(arrow.head, measure);
  const lines: ArrowText['lines'][0][] = [{ runs: shortened, height: fonts.flags.lineHeight }];
  let line = '';
  for (const part of arrow.numbers) {
    const longer = line === '' ? part : `${line} ${part}`;
    if (line !== '' && measure(longer, 'numbers') > widest) {
      lines.push(numbersLine(line));
      line = part;
    } else line = longer;
  }
  if (line !== '') lines.push(numbersLine(line));
  const cut = lines.map((one) => ({ ...one, runs: fit(one.runs, measure) }));
  const width = Math.ceil(Math.max(...cut.map(({ runs }) => runsWidth(runs, measure))));
  const whole = [arrow.head.map(({ text }) => text).join(''), arrow.numbers.join(' ')].join('\n');
  const isCut = cut.some(({ runs }) => runs.some(({ text }) => text.endsWith('…')));
  return { lines: cut, width, height: cut.reduce((sum, { height }) => sum + height, 0), ...(isCut ? { full: whole } : {}) };
};

const numbersLine = (text: string): { runs: Run[]; height: number } => ({ runs: [{ text, style: 'numbers' }], height: fonts.numbers.lineHeight });

/** The runs, the last ones shortened where the line is too long. */
const fit = (runs: readonly Run[], measure: Measure): Run[] => {
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
