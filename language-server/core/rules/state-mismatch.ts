// An expectation that does not hold.
import { say, type Message } from '../flow/message.ts';
import { seqText } from '../timeline/numbers.ts';
import type { ExpectResult, Timeline } from '../timeline/timeline.ts';
import { sinceOf } from './end-of-step.ts';
import { rule } from './rule.ts';

export const stateMismatch = rule({
  code: 'state-mismatch',
  severity: 'error',
  rfc: '9293 §3.3.2',
  summary: '`expect` does not hold',
  *timeline(timeline) {
    for (const step of timeline.steps) {
      if (step.kind !== 'expect') continue;
      for (const result of step.results) {
        if (result.holds) continue;
        const { expectation, actual } = result;
        yield {
          line: step.line,
          span: 'state' in expectation ? expectation.stateSpan : expectation.value.span,
          message: mismatch(timeline, result),
          ...('state' in actual ? { ...sinceOf(timeline, result.end, step.line), fix: actual.state } : actual.value === undefined ? {} : { fix: shown(timeline, result) }),
        };
      }
    }
  },
});

const mismatch = (timeline: Timeline, result: ExpectResult): Message => {
  const name = timeline.endpoints[timeline.connections[result.end.connection]!.ends[result.end.side].endpoint]!.name;
  const { expectation, actual } = result;
  if ('state' in actual) return say`${name} is in ${actual.state}, not in ${'state' in expectation ? expectation.state : ''}`;
  const variable = actual.variable.toUpperCase();
  return actual.value === undefined ? say`${name} has no ${variable} yet` : say`${variable} of ${name} is ${shown(timeline, result)}`;
};

/** The real value: windows are bytes, the others are numbers of the sequence space that they count in. */
const shown = (timeline: Timeline, { actual, end }: ExpectResult): string => {
  if ('state' in actual || actual.value === undefined) return '';
  if (actual.variable === 'snd.wnd' || actual.variable === 'rcv.wnd') return String(actual.value);
  const own = actual.variable.startsWith('snd') || actual.variable === 'iss';
  const { ends } = timeline.connections[end.connection]!;
  return seqText(timeline.endpoints[ends[own ? end.side : 1 - end.side as 0 | 1].endpoint], actual.value);
};
