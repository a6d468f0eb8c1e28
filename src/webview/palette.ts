// The diagram in the colours of the editor's theme. Texts in chart colours are mixed with the foreground, so that they
// can be read on every background.
import type { Palette } from '../../language-server/core/diagram/stylesheet.ts';

/** `fallback`: for what a theme leaves out. */
export const themePalette = (fallback: Palette): Palette => {
  const theme = (name: string, otherwise: string): string => `var(--vscode-${name}, ${otherwise})`;
  const mix = (colour: string, percent: number, other: string): string => `color-mix(in srgb, ${colour} ${percent}%, ${other})`;
  const background = theme('editor-background', fallback.background);
  const foreground = theme('editor-foreground', fallback.foreground);
  const border = (colour: string): string => theme('contrastBorder', colour);
  const readable = (colour: string, percent = 60): string => mix(colour, percent, foreground);
  const tint = (colour: string, percent: number): string => mix(colour, percent, background);
  const error = theme('editorError-foreground', fallback.error);
  const warning = theme('editorWarning-foreground', fallback.warning);
  const purple = theme('charts-purple', fallback.onPurpose);
  const green = theme('charts-green', fallback.good);
  const yellow = theme('charts-yellow', fallback.states.opening.fill);
  const orange = theme('charts-orange', fallback.states.closingFirst.fill);
  const blue = theme('charts-blue', fallback.states.closingSecond.fill);
  const grey = mix(foreground, 78, background);
  const state = (fill: string): { fill: string; text: string } => ({ fill, text: readable(fill, 55) });
  return {
    sans: theme('font-family', fallback.sans),
    mono: theme('editor-font-family', fallback.mono),
    background,
    foreground,
    quiet: grey,
    lifeline: mix(foreground, 40, background),
    arrow: mix(foreground, 85, background),
    tag: theme('textLink-foreground', fallback.tag),
    payload: readable(orange),
    error: readable(error, 85),
    errorBackground: tint(error, 9),
    warning: readable(warning, 58),
    warningBackground: tint(warning, 11),
    onPurpose: readable(purple, 75),
    onPurposeBackground: tint(purple, 9),
    good: readable(green, 65),
    headBackground: theme('editorWidget-background', fallback.headBackground),
    headBorder: border(mix(foreground, 35, background)),
    headForeground: theme('editorWidget-foreground', foreground),
    noteBackground: tint(yellow, 13),
    noteBorder: border(tint(yellow, 50)),
    noteForeground: foreground,
    frame: border(mix(foreground, 28, background)),
    sectionBackground: mix(foreground, 9, background),
    states: {
      none: { fill: grey, text: grey },
      waiting: { fill: mix(blue, 65, background), text: readable(mix(blue, 60, background), 50) },
      opening: state(yellow),
      open: state(green),
      closingFirst: state(orange),
      closingSecond: state(blue),
      lingering: state(purple),
    },
  };
};
