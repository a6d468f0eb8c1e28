// The style sheet of diagrams in VS Code's Markdown preview: the theme's colours, by the classes that VS Code gives the page.
import { dark, light } from '../../language-server/core/diagram/palettes.ts';
import { stylesheet } from '../../language-server/core/diagram/stylesheet.ts';
import { themePalette } from './palette.ts';

/** CSS for the whole page; the build writes it into a file. */
export const markdownStyle = (): string => `${stylesheet(themePalette(light))}
.vscode-dark, .vscode-high-contrast:not(.vscode-high-contrast-light) {${stylesheet(themePalette(dark))}}
.tcpflow-block { margin: 1em 0; }
.tcpflow-block figure { margin: 0 0 1em; overflow-x: auto; }
.tcpflow-block figcaption { font-weight: 600; margin-bottom: .5em; }
.tcpflow-block svg.tcpflow { display: block; max-width: 100%; height: auto; }
.tcpflow-findings { margin: .5em 0; padding-left: 1.5em; }
.tcpflow-findings .error b { color: ${themePalette(light).error}; }
.tcpflow-findings .warning b { color: ${themePalette(light).warning}; }
.tcpflow-findings .on-purpose b { color: ${themePalette(light).onPurpose}; }
`;
