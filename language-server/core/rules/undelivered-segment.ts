// A delayed segment of which the flow never says what became of it.
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

export const undeliveredSegment = rule({
  code: 'undelivered-segment',
  severity: 'hint',
  summary: '`delayed`, but never delivered nor dropped',
  *timeline({ steps }) {
    const deliveries = steps.filter((step) => step.kind === 'deliver');
    const settled = new Set(deliveries.flatMap(({ segment }) => (segment === undefined ? [] : [segment])));
    const named = new Set(deliveries.map(({ statement }) => statement.name.text));
    for (const [index, step] of steps.entries()) {
      if (step.kind !== 'segment' || step.fate !== 'delayed' || settled.has(index)) continue;
      // Without a name it is a mistake of syntax already.
      const name = step.statement.name?.text;
      if (name === undefined || named.has(name)) continue;
      yield {
        line: step.line,
        span: step.statement.fate?.span ?? step.statement.flagsSpan,
        message: say`this segment is on its way for ever: \`deliver ${name}\` or \`drop ${name}\` is missing`,
      };
    }
  },
});
