// A delayed segment of which the flow never says what became of it.
import { say } from '../flow/message.ts';
import { placeOf } from './place.ts';
import { rule } from './rule.ts';

export const undeliveredSegment = rule({
  code: 'undelivered-segment',
  severity: 'hint',
  summary: '`delayed`, but never delivered nor dropped',
  *ending({ undelivered }) {
    for (const { line, statement } of undelivered) {
      // Without a name it is a mistake of syntax already.
      const name = statement.name?.text;
      if (name === undefined) continue;
      yield {
        line,
        span: placeOf(statement, statement.fate),
        message: say`this segment is on its way for ever: \`deliver ${name}\` or \`drop ${name}\` is missing`,
      };
    }
  },
});
