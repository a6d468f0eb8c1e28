// Each step as a sentence, for those who listen to a diagram. Must not know how it is drawn.
import { format, type Bundle } from '../flow/message.ts';
import { flagsText } from '../tcp/flags.ts';
import { stateBefore } from '../timeline/moves.ts';
import type { Change, EndId, ExpectResult, Step, Timeline } from '../timeline/timeline.ts';
import { wait } from '../flow/duration.ts';
import { plainLine } from './plain.ts';
import type { Say } from './say.ts';
import type { ShowNumber } from './shown-numbers.ts';
import { numbersText, type Labels } from './segment-text.ts';

export interface Words {
  readonly say: Say;
  readonly bundle: Bundle;
  readonly show: ShowNumber;
  readonly labels: Labels;
}

/** "client sends SYN to server, seq 0; server goes from LISTEN to SYN-RECEIVED". Empty where there is nothing to read. */
export const readStep = (timeline: Timeline, step: Step, words: Words): string => {
  const parts = [readEvent(timeline, step, words)];
  for (const change of step.changes) parts.push(changeText(timeline, change, words.say));
  if (step.problem !== undefined) parts.push(`${words.say('error')}: ${format(step.problem.message, words.bundle)}`);
  for (const finding of step.findings) {
    const message = format(finding.message, words.bundle);
    parts.push(finding.onPurpose ? words.say('on purpose: {0}', message) : `${words.say(finding.severity)}: ${message}`);
  }
  return plainLine(parts.filter((part) => part !== '').join('; '));
};

const endName = (timeline: Timeline, { connection, side }: EndId): string => {
  const end = timeline.connections[connection]?.ends[side];
  return timeline.endpoints[end?.endpoint ?? -1]?.label ?? '';
};

/** What happens in a step, without what comes of it. */
export const readEvent = (timeline: Timeline, step: Step, { say, show, labels }: Words): string => {
  switch (step.kind) {
    case 'segment': {
      const { connection, side } = step;
      const numbers = numbersText(step, (of, seq) => show(connection, of, seq), { window: step.statement.win !== undefined })
        .map((part) => part.replace('=', ' ')).join(', ');
      const flags = flagsText(step.segment.flags) || say('a segment without flags');
      const sent = say('{0} sends {1} to {2}, {3}',
        endName(timeline, step), flags, endName(timeline, { connection, side: side === 0 ? 1 : 0 }), numbers);
      const fate = step.fate === 'lost' ? say('it is lost') : step.fate === 'corrupted' ? say('it arrives corrupted and is discarded')
        : step.fate === 'delayed' ? say('it is delayed') : '';
      return [sent, ...labels.get(step) ?? [], fate].filter((part) => part !== '').join(', ');
    }
    case 'call':
      return say('{0} calls {1}', endName(timeline, step.end), step.statement.call);
    case 'timeout':
      return say('the {0} timer of {1} expires', step.statement.timer, endName(timeline, step.end));
    case 'deliver':
      return step.statement.kind === 'drop' ? say('{0} is dropped', step.statement.name.text) : say('{0} arrives', step.statement.name.text);
    case 'expect':
      return step.results.map((result) => expectText(endName(timeline, result.end), result, { say, show })).join('; ');
    case 'wait':
      return say('{0} passes', wait(step.statement.ms));
    case 'note':
      return say('note: {0}', step.statement.text.text);
    case 'section':
      return say('section: {0}', step.statement?.title?.text ?? '');
    case 'observed':
      return step.statement.at === undefined ? say('observed between') : say('observed at {0}', step.statement.at.text);
    case 'broken':
      return say('line {0} could not be read', step.line + 1);
    case 'cross':
    case 'close':
      return '';
  }
};

const expectText = (who: string, { end, holds, actual }: ExpectResult, { say, show }: Pick<Words, 'say' | 'show'>): string => {
  if ('state' in actual) return holds ? say('as expected, {0} is in {1}', who, actual.state) : say('not as expected, {0} is in {1}', who, actual.state);
  const value = valueText(end, actual, show);
  return holds ? say('as expected, {0} has {1}', who, value) : say('not as expected, {0} has {1}', who, value);
};

/** `snd.nxt = x+1`. RCV.NXT and IRS count in the peer's space, windows in none. */
const valueText = (end: EndId, { variable, value }: Extract<ExpectResult['actual'], { variable: unknown }>, show: ShowNumber): string => {
  if (value === undefined) return `${variable} = ?`;
  if (variable === 'snd.wnd' || variable === 'rcv.wnd') return `${variable} = ${value}`;
  const ofPeer = variable === 'rcv.nxt' || variable === 'irs';
  return `${variable} = ${show(end.connection, ofPeer === (end.side === 0) ? 1 : 0, value)}`;
};

const changeText = (timeline: Timeline, change: Change, say: Say): string => {
  const before = stateBefore(change);
  return before === change.after.state ? '' : say('{0} goes from {1} to {2}', endName(timeline, change), before, change.after.state);
};
