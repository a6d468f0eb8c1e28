// How much is played, and drawn, again after an edit: the part that was edited, and what is elsewhere only as far as anything is different there.
// Counts steps and parts; measures no time. Parts have four lines here.
import assert from 'node:assert/strict';
import type { TimelinePart } from '../language-server/core/timeline/timeline.ts';
import { openDocument, type OpenDocument } from '../language-server/lsp/document.ts';
import { changeOf } from './support/random-edits.ts';

type Lines = readonly string[];

const handshake = ['client -> server: [SYN]', 'server -> client: [SYN, ACK]', 'client -> server: [ACK]'];
/** Twenty segments with data and their acknowledgments, with all numbers: lines 4 to 43. */
const exchanges = Array.from({ length: 20 }, (_, index) => [
  `client -> server: [PSH, ACK] seq=${1 + index * 10} ack=1 len=10`, `server -> client: [ACK] seq=1 ack=${11 + index * 10}`,
]).flat();
const flow = [...handshake, ...exchanges];

const opened = (lines: Lines): OpenDocument => openDocument('u', 1, lines.join('\n'), undefined, undefined, 4);

/** A file becomes each of these, one after the other: what is new each time, as told by what was `seen` of the file before and what is now. */
const afterEdits = <Seen, New>(files: readonly Lines[], seen: (document: OpenDocument) => Seen, newly: (before: Seen, now: Seen) => New): readonly New[] => {
  const document = opened(files[0]!);
  let before = seen(document);
  return files.slice(1).map((lines, index) => {
    document.change([changeOf({ kind: 'undo' }, files[index]!.join('\n'), lines.join('\n')).change], index + 2);
    const now = seen(document);
    const found = newly(before, now);
    before = now;
    return found;
  });
};

/** A line is added below that one, and goes again. */
const added = (lines: Lines, below: number, line: string): readonly Lines[] => [lines, lines.toSpliced(below, 0, line), lines];

const stepsPlayed = (document: OpenDocument): number => {
  document.analysis();
  return document.played;
};

/** How many steps are played each time. */
const played = (files: readonly Lines[]): readonly number[] => afterEdits(files, stepsPlayed, (before, now) => now - before);

const wrong = 'client -> server: [PSH, ACK] seq=7 ack=1 len=10';
const twoWrong = flow.with(7, wrong).with(30, wrong);
const another = ['C -> D: [SYN]', 'D -> C: [SYN, ACK]', 'C -> D: [ACK]'];
const old = ['endpoint client', 'endpoint server', 'endpoint old TIME-WAIT', 'old -> server: [ACK]'];
const misspelt = [...flow, 'note over clent "n"'];

const cases: Readonly<Record<string, readonly [lines: Lines, below: number, line: string, played: readonly number[]]>> = {
  'a note: its part': [flow, 20, 'note "n"', [5, 2]],
  'half a line: its part, since the numbers of the next lines tell where both ends are': [flow, 20, 'client -> server: [PSH, ACK', [5, 2]],
  'half a line above the first: its part, since it tells nothing': [flow, 0, 'client -> server: [', [5, 4]],
  'data above the first line: all, in two ways': [flow, 0, 'client -> server: [PSH, ACK', [85, 43]],
  'half a line above a connection that opens: what follows, since it may have opened that': [[...flow, ...another], 20, 'client -> server: [', [25, 24]],
  'half a line below a connection that is open: what follows, since what it did there no line tells': [[...another, ...flow], 20, 'client -> server: [', [27, 26]],
  'a wrong line: what follows, since it may have been sent': [flow, 20, wrong, [24, 23]],
  'a note far below a wrong line: its part, twice where another reading is told': [flow.with(7, wrong), 35, 'note "n"', [9, 5]],
  'a note between wrong lines: its part': [twoWrong, 20, 'note "n"', [5, 2]],
  'a note below wrong lines: its part': [twoWrong, 40, 'note "n"', [4, 3]],
  'a note above a TIME-WAIT that ends: its part': [[...old, ...flow, 'wait 300s'], 20, 'note "n"', [5, 2]],
  'a note below a TIME-WAIT that has ended: its part': [[...old, 'wait 300s', ...flow], 20, 'note "n"', [5, 2]],
  'a wait: what follows, since all is later': [flow, 20, 'wait 1s', [24, 23]],
  'a name that is misspelt below too: its part': [misspelt, 20, 'note over clent "n"', [5, 2]],
};
describe('after an edit is played again', () => {
  for (const [what, [lines, below, line, steps]] of Object.entries(cases)) it(what, () => assert.deepEqual(played(added(lines, below, line)), steps));
});

const partsOf = (document: OpenDocument): readonly TimelinePart[] => document.analysis().timelines[0]!.parts;

/** Which parts of the picture say something new each time, and how many there are. */
const drawn = (files: readonly Lines[]): readonly string[] => afterEdits(
  files, (document) => partsOf(document).map(({ content }) => content),
  (before, now) => `${now.flatMap((content, part) => (before.includes(content) ? [] : [part])).join(', ')} of ${now.length}`,
);

const short = flow.slice(0, 27);
const delayed = short.with(5, `${short[5]!} delayed as late`);
const gap = 'client -> server: [PSH, ACK] seq=800 ack=1 len=10';

describe('for the picture', () => {
  /** How many lines each part of the picture has where `late` is sent by the sixth line and comes below some lines more. */
  const cut = (between: Lines, landing = 'deliver late'): string => {
    const parts = partsOf(opened([...delayed.slice(0, 6), ...between, landing]));
    return parts.map(({ lines }) => lines.length).join(' ');
  };
  const notes = (count: number): Lines => Array.from({ length: count }, () => 'note "n"');

  it('what is on its way for some lines is in one part with what it comes to', () => {
    assert.equal(cut(notes(7)), '4 10');
    assert.equal(cut(notes(7), 'drop late'), '4 10');
  });
  it('for more lines it is not', () => assert.equal(cut(notes(8)), '4 4 4 3'));
  it('lines that only open or close a block do not count', () => assert.equal(cut([...notes(5), 'cross {', '}', ...notes(2)]), '4 12'));
});

const pictures: Readonly<Record<string, readonly [lines: Lines, below: number, line: string, drawn: readonly string[]]>> = {
  'a note: its part': [short, 12, 'note "n"', ['3, 4 of 8', '3 of 8']],
  'a comment at the top: its part': [short, 0, '// n', ['0, 1 of 8', '0, 1 of 8']],
  'a comment above a line that cannot be read: that one too, since its number is shown': [[...short, 'client ->'], 0, '// n', ['0, 1, 7 of 8', '0, 1, 7 of 8']],
  'a comment above a wrong line: its part': [short.with(17, gap), 3, '// n', ['0, 1, 2 of 8', '1, 2 of 8']],
  'what comes far below: where it was sent too': [delayed, 24, 'deliver late', ['1, 6 of 7', '1, 6 of 7']],
  'what is dropped far below: where it was sent too': [delayed, 24, 'drop late', ['1, 6 of 7', '1, 6 of 7']],
  'what comes twice: where it was sent too': [[...delayed.slice(0, 24), 'deliver late', ...delayed.slice(24)], 26, 'deliver late', ['1, 6, 7 of 8', '1, 6 of 7']],
  'what is dropped near: its flight, which is one part': [delayed, 8, 'drop late', ['1, 2 of 7', '1, 2, 3 of 8']],
  'the last ACK: where nothing is unanswered any more': [short.slice(0, -1), 26, short[26]!, ['6 of 7', '6 of 7']],
};
describe('after an edit is drawn again', () => {
  for (const [what, [lines, below, line, parts]] of Object.entries(pictures)) it(what, () => assert.deepEqual(drawn(added(lines, below, line)), parts));

  it('a wrong line whose rule weighs less now', () => {
    const weighing = (severity: string): Lines => [`rule seq-gap ${severity}`, ...short.with(17, gap)];
    assert.deepEqual(drawn([weighing('error'), weighing('hint'), weighing('error')]), ['0, 4 of 7', '0, 4 of 7']);
  });

  it('an ACK that is missing at the end: far above, where what it would acknowledge is told', () => {
    const unanswered = [...handshake, 'client -> server: [PSH, ACK] len=10', ...Array.from({ length: 20 }, () => 'note "n"')];
    assert.deepEqual(drawn(added(unanswered, unanswered.length, 'server -> client: [ACK] ack=11')), ['0, 5, 6 of 7', '0, 6 of 7']);
  });
});
