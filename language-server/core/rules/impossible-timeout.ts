// A timer that is not running.
import { say, type Message } from '../flow/message.ts';
import type { TimerName } from '../flow/statement.ts';
import { isSynchronized, type State } from '../tcp/state.ts';
import { nameOf, sinceWhen } from './end-of-step.ts';
import { rule } from './rule.ts';

export const impossibleTimeout = rule({
  code: 'impossible-timeout',
  severity: 'error',
  rfc: '9293 §3.10.8',
  summary: 'a timer that is not running',
  requirements: ['MUST-26'],
  *passage(passage) {
    for (const step of passage.steps) {
      if (step.kind !== 'timeout' || step.running) continue;
      const name = nameOf(passage, step.end);
      yield {
        line: step.line, span: step.statement.timerSpan, message: notRunning(step.statement.timer, name, step.state),
        ...sinceWhen(name, step.state, step.since),
      };
    }
  },
});

const notRunning = (timer: TimerName, name: string, state: State): Message => {
  switch (timer) {
    case 'retransmission':
      return say`no retransmission timer runs: everything that ${name} has sent is acknowledged`;
    case 'persist':
      return isSynchronized(state)
        ? say`no persist timer runs: it probes a closed window, and ${name} has room to send`
        : say`no persist timer runs: it probes a closed window, and ${name} is in ${state}, which knows of no window yet`;
    case 'keepalive':
      return say`no keep-alive timer runs: ${name} is in ${state}, and keep-alives are for idle connections`;
    case 'time-wait':
      return say`no TIME-WAIT timer runs: ${name} is in ${state}`;
    case 'user':
      return say`no user timeout runs: ${name} is in ${state}`;
  }
};
