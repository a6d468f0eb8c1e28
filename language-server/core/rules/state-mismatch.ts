// An expectation that does not hold.
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
      for (const result of step.results) {
        if (result.holds) continue;
        const { expectation, actual, end, since } = result;
        yield {
          line: step.line,
          span: 'state' in expectation ? expectation.stateSpan : expectation.value.span,
          message: mismatch(passage, result),
          ...('state' in actual ? { ...sinceWhen(nameOf(passage, end), actual.state, since), fix: actual.state } : actual.value === undefined ? {} : { fix: shown(passage, end, actual.variable, actual.value) }),
        };
      }
    }
  },
});

const mismatch = (passage: Passage, result: ExpectResult): Message => {
  const name = nameOf(passage, result.end);
  const { expectation, actual } = result;
  if ('state' in actual) return say`${name} is in ${actual.state}, not in ${'state' in expectation ? expectation.state : ''}`;
  const variable = actual.variable.toUpperCase();
  return actual.value === undefined ? say`${name} has no ${variable} yet` : say`${variable} of ${name} is ${shown(passage, result.end, actual.variable, actual.value)}`;
};

/** The real value: windows are bytes, the others are numbers of the sequence space that they count in. */
const shown = ({ endpoints, connections }: Passage, end: EndId, variable: TcbVariable, value: number): string => {
  if (variable === 'snd.wnd' || variable === 'rcv.wnd') return String(value);
  const own = variable.startsWith('snd') || variable === 'iss';
  const { ends } = connections[end.connection]!;
  return seqText(endpoints[ends[own ? end.side : 1 - end.side as 0 | 1].endpoint], value);
};
