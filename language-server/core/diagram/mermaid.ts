// Scene → a Mermaid sequence diagram (mermaid.js.org/syntax/sequenceDiagram). Must not know the timeline.
import { each } from '../flow/turns.ts';
import type { Scene } from './scene-types.ts';
import { telling, type Act, type Telling } from './telling.ts';

/** The flow as text that Mermaid draws, in small steps; every text of the flow stays text. */
export const mermaid = function* (scene: Scene): Generator<undefined, string> {
  const told = yield* telling(scene, reserved);
  const lines = [
    ...(scene.title === '' ? [] : [`title ${escape(scene.title)}`]),
    ...told.participants.map(({ id, text }) => (text.length === 1 && text[0] === id ? `participant ${id}` : `participant ${id} as ${write(text)}`)),
  ];
  let depth = 0;
  yield* each(told.acts, (act) => {
    if (act.act === 'end') depth--;
    for (const line of statements(act, told)) lines.push(`${'  '.repeat(act.act === 'and' ? depth - 1 : depth)}${line}`);
    if (act.act === 'section' || act.act === 'cross') depth++;
  });
  return ['sequenceDiagram', ...lines.map((line) => `  ${line}`), ''].join('\n');
};

// Mermaid's lexer takes these, in any case, for its own words at the beginning of a name too.
const reserved = new RegExp(`^(${[
  'acc', 'activate', 'actor', 'alt', 'and', 'as', 'autonumber', 'box', 'break', 'create', 'critical', 'deactivate', 'destroy', 'details', 'else', 'end',
  'left', 'link', 'loop', 'note', 'off', 'opt', 'over', 'par', 'properties', 'rect', 'right', 'sequence', 'title',
].join('|')})`, 'i');

const statements = (act: Act, { participants }: Telling): readonly string[] => {
  const id = (lane: number): string => participants[lane]?.id ?? participants[0]!.id;
  switch (act.act) {
    case 'arrow': {
      const head = act.later ? '-)' : act.lost ? act.broken ? '--x' : '-x' : act.broken ? '-->>' : '->>';
      return [`${id(act.from)}${head}${id(act.to)}: ${write(act.text)}`];
    }
    case 'beside':
      return [`Note ${act.side} of ${id(act.lane)}: ${write(act.text)}`];
    case 'over':
      return [`Note over ${act.first === act.last ? id(act.first) : `${id(act.first)},${id(act.last)}`}: ${write(act.text)}`];
    case 'pause':
      return [note(participants, act.text)];
    case 'section':
      // A rect is Mermaid's only frame that says nothing about what is in it; it has no title of its own.
      return ['rect rgba(128, 128, 128, 0.1)', `  ${note(participants, act.title)}`];
    case 'cross':
      return ['par'];
    case 'and':
    case 'end':
      return [act.act];
  }
};

const note = (participants: Telling['participants'], text: string): string => {
  const [first, last] = [participants[0]!.id, participants.at(-1)!.id];
  return `Note over ${first === last ? first : `${first},${last}`}: ${escape(text)}`;
};

const write = (lines: readonly string[]): string => lines.map(escape).join('<br/>');

/**
 * Letters, digits and what has no meaning in Mermaid stay; all else becomes a character code such as `#59;`. Among the rest
 * are `;` and `#` (end of a statement, comments), `%` (comments, directives), `$` (formulas), `<`, `&`, `:` and quotes.
 */
const escape = (text: string): string => (text.trim() === '' ? '#160;' : text.replace(/[^\p{L}\p{M}\p{N} ,.()[\]+=_/'…✓✗⚠✎ℹ⏱→-]|[ﬂß]/gu, (character) => `#${character.codePointAt(0)};`));
