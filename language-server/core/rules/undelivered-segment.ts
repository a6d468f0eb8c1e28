// A delayed segment of which the flow never says what became of it.
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

export const undeliveredSegment = rule({
  code: 'undelivered-segment',
  severity: 'hint',
  summary: '`delayed`, but never delivered nor dropped',
  *timeline({ steps }) {
    const settled = new Set(steps.flatMap((step) => (step.kind === 'deliver' && step.segment !== undefined ? [step.segment] : [])));
    for (const [index, step] of steps.entries()) {
      if (step.kind !== 'segment' || step.fate !== 'delayed' || settled.has(index)) continue;
      const name = step.statement.name?.text;
      yield {
        line: step.line,
        span: step.statement.fate?.span ?? step.statement.flagsSpan,
        message: name === undefined
          ? say`this segment is delayed for ever: give it a name with \`as NAME\`, then \`deliver NAME\` or \`drop NAME\``
          : say`this segment is on its way for ever: \`deliver ${name}\` or \`drop ${name}\` is missing`,
      };
    }
  },
});
