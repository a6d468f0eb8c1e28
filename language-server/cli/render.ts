// `tflow render`: draws the flows of a file as pictures, as other languages' diagrams, or as tables.
import { analyze } from '../core/analyze.ts';
import { details, type Detail } from '../core/diagram/cast.ts';
import { flowsToDraw } from '../core/diagram/draw.ts';
import { exportFlow, exportFormats, type ExportFormat, type ExportTheme } from '../core/diagram/export.ts';
import { numberings, type Numbers } from '../core/diagram/shown-numbers.ts';
import { printable } from '../core/flow/printable.ts';
import { toEnd } from '../core/flow/turns.ts';
import type { Timeline } from '../core/timeline/timeline.ts';
import { eachLine } from '../syntax/lines.ts';
import { Mistake, type Command } from './command.ts';
import { linesOf, reasonOf, shownName } from './files.ts';
import type { ExitCode, Terminal } from './terminal.ts';

const formats = Object.keys(exportFormats) as ExportFormat[];
const themes: readonly ExportTheme[] = ['light', 'dark'];

export const renderCommand: Command = {
  name: 'render',
  usage: 'render [--flow TITLE] [--format FORMAT] [--theme THEME] [--numbers NUMBERS] [--detail DETAIL] [-o OUT] FILE',
  summary: 'Draws the flows of a .tcpflow file.',
  help: `  FILE               the .tcpflow file; - is standard input
  --flow TITLE       only the flow with this title; '' is the untitled one
  --format svg       a picture that needs nothing else, with the flow's text inside (the default)
  --format mermaid   a sequence diagram for Mermaid
  --format plantuml  a sequence diagram for PlantUML
  --format markdown  a table: each event with its numbers, both ends' states and what is wrong
  --theme light      the picture's colours: light (the default) or dark
  --numbers written  sequence numbers as the flow has them (the default), relative to the ISN, or absolute
  --detail full      every field of every segment, line numbers, and the time since the event above
  -o, --output OUT   the file to write; without it, standard output.
                     Its ending tells the format where --format does not: ${Object.values(exportFormats).map((ending) => `.${ending}`).join(', ')}

Of a file with several flows, plantuml and markdown hold all of them, one after the other; svg and mermaid hold
one, and take the first. '-o NAME-{flow}.svg' writes a file for each flow, {flow} being its title.

Exit code: 0 drawn, whatever is wrong in the flow; 2 nothing could be drawn.
`,
  options: { flow: { type: 'string' }, format: { type: 'string' }, theme: { type: 'string', default: 'light' }, numbers: { type: 'string', default: 'written' }, detail: { type: 'string', default: 'teaching' }, output: { type: 'string', short: 'o' } },
  run: (files, { flow, format, theme, numbers, detail, output }, terminal) => {
    const [file] = files;
    if (file === undefined || files.length > 1) throw new Mistake('which one file shall be drawn?');
    const out = typeof output === 'string' ? output : undefined;
    return render(file, terminal, {
      flow: typeof flow === 'string' ? flow : undefined,
      format: format === undefined ? formatOf(out) : one(formats, format, 'format'),
      theme: one(themes, theme, 'theme'),
      numbers: one(numberings, numbers, 'numbering'),
      detail: one(details, detail, 'detail'),
      out,
    });
  },
};

const one = <Word extends string>(words: readonly Word[], word: unknown, what: string): Word => {
  const found = words.find((known) => known === word);
  if (found === undefined) throw new Mistake(`there is no ${what} ${String(word)}`);
  return found;
};

const formatOf = (out = ''): ExportFormat => formats.find((format) => out.toLowerCase().endsWith(`.${exportFormats[format]}`)) ?? 'svg';

interface Wanted {
  readonly flow: string | undefined;
  readonly format: ExportFormat;
  readonly theme: ExportTheme;
  readonly numbers: Numbers;
  readonly detail: Detail;
  readonly out: string | undefined;
}

/** A file of these has one flow. */
const single: ReadonlySet<ExportFormat> = new Set(['svg', 'mermaid']);

const render = async (file: string, terminal: Terminal, { flow, format, out, ...shown }: Wanted): Promise<ExitCode> => {
  const name = shownName(file);
  const lines = await linesOf(file, terminal).catch(about(name));
  const { timelines } = analyze(eachLine(lines));
  const all = flowsToDraw(timelines);
  const flows = flow === undefined ? all : all.filter((timeline) => titleOf(timeline) === flow).slice(0, 1);
  const [first] = flows;
  if (first === undefined) throw new Error(all.length === 0 ? `${name}: there is no flow in it` : `${name}: there is no flow “${printable(flow ?? '')}”; there are ${list(all)}`);
  const draw = (timeline: Timeline): string => toEnd(exportFlow(timeline, timelines, lines, { format, ...shown }));

  if (out?.includes('{flow}')) {
    for (const [index, words] of fileWords(flows).entries()) {
      const path = out.replaceAll('{flow}', words);
      await write(path, draw(flows[index]!), terminal);
      terminal.stdout.write(`${path}\n`);
    }
    return 0;
  }
  const drawn = single.has(format) ? [first] : flows;
  const drawing = drawn.map(draw).join('\n');
  if (out === undefined) terminal.stdout.write(drawing);
  else await write(out, drawing, terminal);
  if (drawn.length < flows.length) {
    terminal.stderr.write(`tflow: ${name}: drew the first of ${flows.length} flows; --flow picks another one, and {flow} in OUT draws them all: ${list(all)}\n`);
  }
  return 0;
};

/** Failures tell which file they are about. */
const about = (name: string) => (problem: unknown): never => {
  throw new Error(`${name}: ${reasonOf(problem)}`, { cause: problem });
};
const write = (path: string, text: string, terminal: Terminal): Promise<void> => terminal.writeFile(path, text).catch(about(path));

const titleOf = ({ flow }: Timeline): string => flow.title?.text ?? '';
const list = (flows: readonly Timeline[]): string => flows.map((timeline) => `“${printable(titleOf(timeline))}”`).join(', ');

/** A file's name has 255 bytes in most file systems, a letter up to 4. */
const longestWords = 60;

/** Titles as parts of file names: letters and digits, and no two alike, whatever the file system thinks of upper case. */
const fileWords = (flows: readonly Timeline[]): string[] => {
  const taken = new Set<string>();
  return flows.map((timeline) => {
    const words = [...titleOf(timeline).replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-|-$/g, '')].slice(0, longestWords).join('') || 'untitled';
    let unique = words;
    for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${words}-${count}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
};
