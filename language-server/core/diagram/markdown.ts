// Timeline → a Markdown table: a line for each event, with its numbers, both ends' states and what is wrong with it.
// Must not know how the diagram is drawn.
import { markdownText } from '../flow/markdown-text.ts';
import { format } from '../flow/message.ts';
import { ACK } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import type { State } from '../tcp/state.ts';
import { stateBefore } from '../timeline/moves.ts';
import { otherSide } from '../timeline/reading.ts';
import type { EndId, SegmentStep, Side, Step, Timeline } from '../timeline/timeline.ts';
import { duration } from '../flow/duration.ts';
import { each } from '../flow/turns.ts';
import type { Detail } from './cast.ts';
import { plainLine } from './plain.ts';
import { readEvent, type Words } from './reading.ts';
import { headText, numbersText } from './segment-text.ts';
import type { ShownNumbers } from './shown-numbers.ts';

interface TableWords extends Omit<Words, 'show'> {
  readonly numbers: ShownNumbers;
  readonly detail: Detail;
}

/** The flow as a heading and a table, in small steps. Every text of the flow stays text. */
export const markdown = function* (timeline: Timeline, { numbers, detail, ...others }: TableWords): Generator<undefined, string> {
  const words: Words = { ...others, show: numbers.show };
  const { say } = words;
  const { title } = timeline.flow;
  const timed = timeline.steps.some(({ at }) => at !== undefined);
  const [only] = timeline.connections.length === 1 ? timeline.connections : [];
  const head = [
    say('Line'), ...(timed ? [say('Time')] : []), say('From'), say('To'), say('Event'), 'seq', 'ack', 'len', say('More'),
    ...(only === undefined ? [say('States')] : ([0, 1] as const).map((side) => endText(timeline, { connection: only.id, side }))),
    say('Findings'),
  ];
  const states = new Map<string, State>();
  for (const { id, ends } of timeline.connections) for (const side of [0, 1] as const) states.set(key({ connection: id, side }), ends[side].initial.state);
  const line = (cells: readonly string[]): string => `| ${cells.map(text).join(' | ')} |`;
  const rows: string[] = [];
  if (only !== undefined) rows.push(line(['', ...(timed ? [''] : []), '', '', '', '', '', '', '', ...only.ends.map(({ initial }) => initial.state), '']));
  yield* each(timeline.steps, (step) => {
    const end = endOf(timeline, step);
    const moved = move(step, states);
    const shown = (one: EndId): string => moved.get(key(one)) ?? states.get(key(one)) ?? '';
    if (step.kind === 'segment') numbers.passed(step);
    const event = eventOf(timeline, step, words, detail);
    const unread = step.problem === undefined ? [] : [`${say('error')}: ${format(step.problem.message, words.bundle)} (syntax)`];
    const findings = [...unread, ...step.findings.map(({ code, severity, message, onPurpose }) => {
      const said = `${format(message, words.bundle)} (${code})`;
      return onPurpose ? say('on purpose: {0}', said) : `${say(severity)}: ${said}`;
    })];
    // Where blocks begin and end nothing is to be said, unless something arrives there.
    if (event.text === '' && moved.size === 0 && findings.length === 0) return;
    rows.push(line([
      String(step.line + 1),
      ...(timed ? [step.at === undefined ? '' : duration(step.at)] : []),
      end === undefined ? '' : endText(timeline, end),
      end === undefined || event.to === undefined ? '' : endText(timeline, { ...end, side: event.to }),
      event.text, event.seq, event.ack, event.len, event.more,
      ...(only === undefined
        ? [statesText(timeline, end, moved, shown)]
        : ([0, 1] as const).map((side) => shown({ connection: only.id, side }))),
      findings.join('; '),
    ]));
  });
  return [`### ${title === undefined || title.text.trim() === '' ? say('TCP flow') : text(title.text)}`, '', line(head), `|${' --- |'.repeat(head.length)}`, ...rows, ''].join('\n');
};

const text = (shown: string): string => markdownText(plainLine(shown));

const key = ({ connection, side }: EndId): string => `${connection} ${side}`;
/** `client`, and with its port where there are several connections. */
const endText = (timeline: Timeline, { connection, side }: EndId): string => {
  const end = timeline.connections[connection]?.ends[side];
  const label = timeline.endpoints[end?.endpoint ?? -1]?.label ?? '';
  return end?.port === undefined || timeline.connections.length === 1 ? label : `${label}:${end.port}`;
};

/** The end that a step happens at: of a segment the one that sends it. */
const endOf = (timeline: Timeline, step: Step): EndId | undefined => {
  if (step.kind === 'segment') return { connection: step.connection, side: step.side };
  if (step.kind === 'call' || step.kind === 'timeout') return step.end;
  const sent = step.kind === 'deliver' ? timeline.steps[step.segment ?? -1] : undefined;
  return sent?.kind === 'segment' ? { connection: sent.connection, side: sent.side } : undefined;
};

/** What becomes of the states in a step, as `SYN-SENT → ESTABLISHED`; `states` is brought up to date. */
const move = ({ changes }: Step, states: Map<string, State>): Map<string, string> => {
  const before = new Map<string, State>();
  for (const change of changes) {
    const end = key(change);
    if (!before.has(end)) before.set(end, stateBefore(change));
    states.set(end, change.after.state);
  }
  return new Map([...before].flatMap(([end, state]) => (states.get(end) === state ? [] : [[end, `${state} → ${states.get(end)}`]])));
};

/** Of both ends where the step is about a connection, else of those that have changed. */
const statesText = (timeline: Timeline, end: EndId | undefined, moved: ReadonlyMap<string, string>, shown: (one: EndId) => string): string => {
  const ends = timeline.connections.flatMap(({ id }) => ([0, 1] as const).map((side): EndId => ({ connection: id, side })))
    .filter((one) => one.connection === end?.connection || moved.has(key(one)));
  return ends.map((one) => `${endText(timeline, one)} ${shown(one)}`).join(', ');
};

interface Event {
  readonly text: string;
  /** The side that a segment goes to. */
  readonly to?: Side;
  readonly seq: string;
  readonly ack: string;
  readonly len: string;
  readonly more: string;
}

const eventOf = (timeline: Timeline, step: Step, words: Words, detail: Detail): Event => {
  const none = { seq: '', ack: '', len: '', more: '' };
  if (step.kind === 'segment') return segmentEvent(step, words, detail);
  const sent = step.kind === 'deliver' ? timeline.steps[step.segment ?? -1] : undefined;
  // At the end of `cross`.
  const what = step.kind === 'close' && step.changes.length > 0 ? words.say('they arrive') : readEvent(timeline, step, words);
  return { ...none, text: what, ...(sent?.kind === 'segment' ? { to: otherSide(sent.side) } : {}) };
};

const segmentEvent = (step: SegmentStep, { say, show, labels }: Words, detail: Detail): Event => {
  const { segment, side, connection, fate, statement } = step;
  const to = otherSide(side);
  const shown = (of: Side, seq: number): string => show(connection, of, seq);
  const own = ['seq=', 'ack=', 'len='];
  const what = [
    headText(step, undefined, labels, say).map(({ text }) => text.trim()).join(' '),
    fate === 'lost' ? say('lost') : fate === 'delayed' && statement.name !== undefined ? say('delayed as {0}', statement.name.text) : '',
  ];
  return {
    text: what.filter((part) => part !== '').join(', '),
    to,
    seq: shown(side, segment.seq),
    ack: has(segment, ACK) ? shown(to, segment.ack) : '',
    len: segment.len > 0 ? String(segment.len) : '',
    more: numbersText(step, shown, { window: statement.win !== undefined, everything: detail === 'full' }).filter((part) => !own.some((name) => part.startsWith(name))).join(' '),
  };
};
