// An expectation that does not hold.
import type { Finding, Related } from '../flow/finding.ts';
import { say, type Message } from '../flow/message.ts';
import type { TcbVariable } from '../flow/statement.ts';
import { seqText } from '../timeline/numbers.ts';
import type { EndId, ExpectResult, Passage } from '../timeline/timeline.ts';
import { nameOf, sinceWhen } from './end-of-step.ts';
import { rule } from './rule.ts';

export const stateMismatch = rule({
  code: 'state-mismatch',
  severity: 'error',
  rfc: '9293 §3.3.2',
  summary: '`expect` does not hold',
  *passage(passage) {
    for (const step of passage.steps) {
      if (step.kind !== 'expect') continue;
      const wrong = step.results.filter(({ holds }) => !holds);
      for (const [index, result] of wrong.entries()) {
        const { actual, end: { connection }, since } = result;
        // What one line expects of one connection is one mistake: what else of it does not hold may well follow.
        const isOfConnection = ({ end }: ExpectResult): boolean => end.connection === connection;
        if (wrong.findIndex(isOfConnection) < index) continue;
        const others = wrong.slice(index + 1).filter(isOfConnection).map((other): Related => ({ line: step.line, ...place(passage, other) }));
        const because = 'state' in actual ? sinceWhen(nameOf(passage, result.end), actual.state, since).related ?? [] : [];
        const related = [...because, ...others];
        yield { line: step.line, ...place(passage, result), ...(related.length === 0 ? {} : { related }) };
      }
    }
  },
});

const place = (passage: Passage, result: ExpectResult): Pick<Finding, 'span' | 'message' | 'fix'> => {
  const { expectation, actual, end } = result;
  return {
    span: 'state' in expectation ? expectation.stateSpan : expectation.value.span,
    message: mismatch(passage, result),
    ...('state' in actual ? { fix: actual.state } : actual.value === undefined ? {} : { fix: shown(passage, end, actual.variable, actual.value) }),
  };
};

const mismatch = (passage: Passage, result: ExpectResult): Message => {
  const name = nameOf(passage, result.end);
  const { expectation, actual } = result;
  if ('state' in actual) return say`${name} is in ${actual.state}, not in ${'state' in expectation ? expectation.state : ''}`;
  const variable = actual.variable.toUpperCase();
  if (actual.untold === true) return say`the flow does not tell the ${variable} of ${name}, since it begins when the connection is open`;
  return actual.value === undefined ? say`${name} has no ${variable} yet` : say`${variable} of ${name} is ${shown(passage, result.end, actual.variable, actual.value)}`;
};

/** The real value: windows are bytes, the others are numbers of the sequence space that they count in. */
const shown = ({ endpoints, connections }: Passage, end: EndId, variable: TcbVariable, value: number): string => {
  if (variable === 'snd.wnd' || variable === 'rcv.wnd') return String(value);
  const own = variable.startsWith('snd') || variable === 'iss';
  const { ends } = connections[end.connection]!;
  return seqText(endpoints[ends[own ? end.side : 1 - end.side as 0 | 1].endpoint], value);
};
