// The box with the name of a rule and its message. Must not know what the rules say.
import type { Run, Shape } from './drawing.ts';
import { fonts } from './fonts.ts';
import type { Measure } from './measure.ts';
import type { Fault } from './scene-types.ts';
import { path, round, text } from './shapes.ts';
import { balance } from './wrap.ts';

export interface Block {
  readonly width: number;
  readonly height: number;
  /** Its shapes with the left upper corner at x, y. */
  at(x: number, y: number): Shape[];
}

const padding = { left: 11, right: 8, top: 5, bottom: 5 };
const mostLines = 8;

/** One fault, wrapped to `width` pixels. A hint is text without a box: it is not to draw the eye. */
export const faultBox = (fault: Fault, width: number, measure: Measure, onPurpose: string): Block => {
  const inner = width - padding.left - padding.right;
  const code: Run[] = [{ text: fault.rule, style: 'rule', tone: fault.tone }];
  if (fault.onPurpose) code.push({ text: `  ${onPurpose}`, style: 'tag', tone: fault.tone });
  const codeWidth = code.reduce((sum, run) => sum + measure(run.text, run.style), 0);
  const tone = fault.tone === 'hint' ? { tone: fault.tone } : {};
  const lines: Run[][] = [];
  const whole = measure(`  ${fault.message}`, 'message');
  if (codeWidth + whole <= inner) lines.push([...code, { text: `  ${fault.message}`, style: 'message', ...tone }]);
  else {
    lines.push(code);
    for (const line of balance(fault.message, 'message', inner, measure, mostLines)) lines.push([{ text: line, style: 'message', ...tone }]);
  }
  const widest = Math.max(...lines.map((runs) => runs.reduce((sum, run) => sum + measure(run.text, run.style), 0)));
  const boxWidth = Math.min(width, Math.ceil(widest) + padding.left + padding.right);
  const lineHeight = fonts.message.lineHeight;
  const height = lines.length * lineHeight + padding.top + padding.bottom;
  const cut = lines.at(-1)?.at(-1)?.text.endsWith('…') ? `${fault.rule}: ${fault.message}` : undefined;
  return {
    width: boxWidth,
    height,
    at: (x, y) => [
      ...(fault.tone === 'hint' ? [] : [
        { shape: 'box', style: 'finding', tone: fault.tone, x: round(x), y: round(y), width: boxWidth, height, radius: 3 } as const,
        path('finding-edge', [x + 1.5, y + 1, x + 1.5, y + height - 1], fault.tone),
      ]),
      ...lines.map((runs, index) => text(runs, x + padding.left, y + padding.top + index * lineHeight + 12, 'start', measure, cut)),
    ],
  };
};
