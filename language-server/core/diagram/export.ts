// A flow on its way out of the editor: as a picture of its own, as another language's diagram, or as a table.
import { sourceOf } from '../flow/source.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { castOf, type SceneOptions } from './cast.ts';
import { markdown } from './markdown.ts';
import { mermaid } from './mermaid.ts';
import { dark, light } from './palettes.ts';
import { painter, wholeOf } from './picture.ts';
import { plantuml } from './plantuml.ts';
import { sayIn } from './say.ts';
import { sceneInTurns } from './scene.ts';
import { labelsOf } from './segment-text.ts';
import { shownNumbers } from './shown-numbers.ts';
import { stylesheet } from './stylesheet.ts';
import { svgFile } from './svg.ts';

/** What a flow can be exported as, with the ending of such a file's name. */
export const exportFormats = { svg: 'svg', mermaid: 'mmd', plantuml: 'puml', markdown: 'md' } as const;
export type ExportFormat = keyof typeof exportFormats;

/** The paper that a picture is meant for. */
export type ExportTheme = 'light' | 'dark';
const palettes = { light, dark } as const;

export interface ExportOptions extends SceneOptions {
  readonly format: ExportFormat;
  /** For pictures; the other formats leave colours to whoever draws them. */
  readonly theme: ExportTheme;
}

/** The text of a file with the flow, in small steps. `timelines`: of the whole file; `lines`: the texts of its lines. */
export const exportFlow = function* (
  timeline: Timeline, timelines: readonly Timeline[], lines: readonly string[], options: ExportOptions,
): Generator<undefined, string> {
  const { format, theme, numbers = 'written', detail = 'teaching', bundle = {} } = options;
  const say = sayIn(bundle);
  // The timeline keeps the steps that it was asked for: to play them is most of the work.
  for (let index = 0; index < timeline.length; index++) {
    timeline.step(index);
    if (index % 64 === 63) yield;
  }
  switch (format) {
    case 'markdown':
      return yield* markdown(timeline, { say, bundle, labels: yield* labelsOf(timeline), numbers: shownNumbers(timeline, numbers), detail });
    case 'mermaid':
      return yield* mermaid(yield* sceneInTurns(timeline, options));
    case 'plantuml':
      return yield* plantuml(yield* sceneInTurns(timeline, options));
    case 'svg': {
      const picture = yield* painter(options, say('on purpose')).paint(timeline);
      const drawing = yield* wholeOf(picture);
      const file = {
        stylesheet: stylesheet(palettes[theme]),
        description: say('Sequence diagram of TCP segments: {0}', castOf(timeline, options).lanes.map(({ label }) => label).join(', ')),
        source: sourceOf(timeline.flow, timelines.map(({ flow }) => flow), lines),
      };
      return yield* svgFile(drawing, file);
    }
  }
};
