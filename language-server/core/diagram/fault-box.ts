// The box with the name of a rule and its message. Must not know what the rules say.
import type { Run, Shape } from './drawing.ts';
import { fonts } from './fonts.ts';
import type { Measure } from './measure.ts';
import type { Fault } from './scene-types.ts';
import { path, round, runsWidth, text } from './shapes.ts';
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
  const tone = fault.tone === 'hint' ? { tone: fault.tone } : {};
  const lines = codeLines(fault, inner, measure, onPurpose);
  const message: Run = { text: `  ${fault.message}`, style: 'message', ...tone };
  if (lines.length === 1 && runsWidth([...lines[0]!, message], measure) <= inner) lines[0]!.push(message);
  else for (const line of balance(fault.message, 'message', inner, measure, mostLines)) lines.push([{ text: line, style: 'message', ...tone }]);
  const widest = Math.max(...lines.map((runs) => runsWidth(runs, measure)));
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

/** The rule's name, which breaks behind its hyphens, and that it is broken on purpose. */
const codeLines = ({ rule, tone, onPurpose: isOnPurpose }: Fault, width: number, measure: Measure, onPurpose: string): Run[][] => {
  const names = rule.split(/(?<=-)/).reduce<string[]>((lines, part) => {
    const longer = (lines.at(-1) ?? '') + part;
    return lines.length > 0 && measure(longer, 'rule') > width ? [...lines, part] : [...lines.slice(0, -1), longer];
  }, []);
  const lines = names.map((text): Run[] => [{ text, style: 'rule', tone }]);
  if (!isOnPurpose) return lines;
  const tag: Run = { text: `  ${onPurpose}`, style: 'tag', tone };
  if (runsWidth([...lines.at(-1)!, tag], measure) <= width) lines.at(-1)!.push(tag);
  else lines.push([{ ...tag, text: onPurpose }]);
  return lines;
};
