// Scene → a PlantUML sequence diagram (plantuml.com/sequence-diagram). Must not know the timeline.
import { each } from '../flow/turns.ts';
import type { Scene } from './scene-types.ts';
import { telling, type Act, type Telling } from './telling.ts';

/** The flow as text that PlantUML draws, in small steps; every text of the flow stays text. */
export const plantuml = function* (scene: Scene): Generator<undefined, string> {
  const told = yield* telling(scene, reserved);
  const lines = [
    ...(scene.title === '' ? [] : [`title ${escape(scene.title)}`]),
    ...told.participants.map(({ id, text }) => (text.length === 1 && text[0] === id ? `participant ${id}` : `participant "${write(text)}" as ${id}`)),
  ];
  let depth = 0;
  yield* each(told.acts, (act) => {
    if (act.act === 'end') depth--;
    lines.push(`${'  '.repeat(act.act === 'and' ? depth - 1 : depth)}${statement(act, told)}`);
    if (act.act === 'section' || act.act === 'cross') depth++;
  });
  return ['@startuml', ...lines, '@enduml', ''].join('\n');
};

// Words that PlantUML takes for the beginning of another statement.
const reserved = new RegExp(`^(${[
  'activate', 'actor', 'alt', 'also', 'as', 'autoactivate', 'autonumber', 'boundary', 'box', 'break', 'caption', 'collections', 'control', 'create',
  'critical', 'database', 'deactivate', 'destroy', 'else', 'end', 'endif', 'entity', 'footer', 'group', 'header', 'hide', 'hnote', 'ignore', 'legend',
  'loop', 'mainframe', 'newpage', 'note', 'of', 'on', 'opt', 'order', 'over', 'par', 'par2', 'participant', 'partition', 'queue', 'ref', 'return',
  'rnote', 'rotate', 'scale', 'show', 'skin', 'skinparam', 'title', 'x', 'o',
].join('|')})$`, 'i');

const statement = (act: Act, { participants }: Telling): string => {
  const id = (lane: number): string => participants[lane]?.id ?? participants[0]!.id;
  switch (act.act) {
    case 'arrow': {
      const body = act.broken ? '--' : '-';
      return `${id(act.from)} ${body}${act.lost ? '>x' : act.later ? '>>' : '>'} ${id(act.to)} : ${write(act.text)}`;
    }
    case 'beside':
      return `note ${act.side} of ${id(act.lane)} : ${write(act.text)}`;
    case 'over': {
      const colour = act.fault === undefined ? '' : ` ${faultColours[act.fault] ?? ''}`.trimEnd();
      return `note over ${act.first === act.last ? id(act.first) : `${id(act.first)}, ${id(act.last)}`}${colour} : ${write(act.text)}`;
    }
    case 'pause':
      return `...${escape(act.text)}...`;
    case 'section':
      // Behind brackets a group has a second title.
      return `group ${escape(act.title).replace(/[[\]]/g, code)}`;
    case 'cross':
      return 'par';
    case 'and':
      return 'else';
    case 'end':
      return 'end';
  }
};

const faultColours: Readonly<Partial<Record<string, string>>> = { error: '#FFD6D6', warning: '#FFF0C2', 'on-purpose': '#EBDDF7', hint: '#EEEEEE' };

const write = (lines: readonly string[]): string => lines.map(escape).join('\\n');

const code = (character: string): string => `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`;

/**
 * Letters, digits and what has no meaning in PlantUML stay; all else becomes a character code such as `<U+0025>`. Among the
 * rest are quotes, `\` (line breaks), `%` and `!` (functions, the preprocessor) and all that Creole, its markup, is made of.
 * Of a text of punctuation only, such as `+`, nothing stays: it could be the sign of another statement.
 */
const escape = (text: string): string => {
  if (text.trim() === '') return code('\u00a0');
  if (!/[\p{L}\p{N}]/u.test(text)) return Array.from(text, code).join('');
  return text.replace(/[^\p{L}\p{M}\p{N} ,;:()+?`…✓✗⚠✎ℹ⏱→]/gu, (character, at: number) => (keeps(character, at, text) ? character : code(character)));
};

/** Only doubled, or at the beginning of a line, are these markup. */
const keeps = (character: string, at: number, text: string): boolean => {
  const single = text[at - 1] !== character && text[at + 1] !== character;
  return single && (/[[\]]/.test(character) || (/[-=_./]/.test(character) && text.slice(0, at).trim() !== ''));
};
