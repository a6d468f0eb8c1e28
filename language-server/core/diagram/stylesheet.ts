// The colours of a diagram: which class takes which of a palette's colours. Must not know any colour itself.

/** CSS colours (or expressions that give one). */
export interface Palette {
  readonly background: string;
  readonly foreground: string;
  readonly quiet: string;
  readonly lifeline: string;
  readonly arrow: string;
  readonly tag: string;
  readonly payload: string;
  readonly error: string;
  readonly errorBackground: string;
  readonly warning: string;
  readonly warningBackground: string;
  readonly onPurpose: string;
  readonly onPurposeBackground: string;
  readonly good: string;
  readonly headBackground: string;
  readonly headBorder: string;
  readonly headForeground: string;
  readonly noteBackground: string;
  readonly noteBorder: string;
  readonly noteForeground: string;
  readonly frame: string;
  readonly sectionBackground: string;
  readonly states: Readonly<Record<StateGroup, { readonly fill: string; readonly text: string }>>;
  readonly sans: string;
  readonly mono: string;
}

/** States of one colour: the names tell them apart. */
export type StateGroup = keyof typeof stateGroups;

export const stateGroups = {
  none: ['state-closed'],
  waiting: ['state-listen'],
  opening: ['state-syn-sent', 'state-syn-received'],
  open: ['state-established'],
  closingFirst: ['state-fin-wait-1', 'state-fin-wait-2', 'state-closing'],
  closingSecond: ['state-close-wait', 'state-last-ack'],
  lingering: ['state-time-wait'],
} as const;

/** CSS for an element of class `tcpflow` and all in it. Without ligatures: what is written as `->` is read as `->`. */
export const stylesheet = (p: Palette): string => `
.tcpflow .background { fill: ${p.background}; }
.tcpflow .sans { font-family: ${p.sans}; }
.tcpflow .mono { font-family: ${p.mono}; }
.tcpflow text { fill: ${p.foreground}; unicode-bidi: plaintext; font-variant-ligatures: none; }
.tcpflow .item text { paint-order: stroke; stroke: ${p.background}; stroke-width: 4px; stroke-linejoin: round; }
.tcpflow .heads text, .tcpflow .frame text, .tcpflow .item .text-note, .tcpflow .item :is(.text-rule, .text-message):not(.hint),
.tcpflow .item tspan.on-purpose { stroke: none; }
.tcpflow .band { fill: transparent; }
.tcpflow .lifeline { stroke: ${p.lifeline}; stroke-width: 1; }
.tcpflow .rail { stroke: ${p.background}; stroke-width: 1; }
.tcpflow .path { fill: none; stroke: ${p.arrow}; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; }
.tcpflow .arrowhead { fill: ${p.arrow}; stroke: ${p.background}; stroke-width: 2; paint-order: stroke; }
.tcpflow .corrupted { stroke-dasharray: 2 4; }
.tcpflow .cross { stroke-width: 2.2; }
.tcpflow .mark { stroke-width: 1.6; }
.tcpflow .rule-line { stroke-width: 1; stroke-dasharray: 1 5; }
.tcpflow .unacknowledged, .tcpflow .time-wait { stroke: ${p.quiet}; stroke-width: 1; }
.tcpflow .time-wait { stroke: ${p.states.lingering.text}; stroke-dasharray: 2 3; }
.tcpflow .finding-edge { stroke-width: 3; stroke-linecap: butt; }
.tcpflow .finding-edge.on-purpose { stroke-dasharray: 4 3; }
${tones.map(([tone, colour]) => `.tcpflow .path.${tone} { stroke: ${p[colour]}; }
.tcpflow .arrowhead.${tone} { fill: ${p[colour]}; stroke: ${p.background}; }
.tcpflow text.${tone}, .tcpflow tspan.${tone} { fill: ${p[colour]}; }`).join('\n')}
.tcpflow .bracket .arrowhead { stroke: none; }
.tcpflow .arrow.on-purpose { stroke-dasharray: 7 4; }
.tcpflow .box { fill: ${p.background}; stroke: ${p.frame}; stroke-width: 1; }
.tcpflow .box.head { fill: ${p.headBackground}; stroke: ${p.headBorder}; }
.tcpflow .text-head { fill: ${p.headForeground}; }
.tcpflow .text-address { fill: ${p.headForeground}; opacity: .8; }
.tcpflow .box.note { fill: ${p.noteBackground}; stroke: ${p.noteBorder}; }
.tcpflow .text-note { fill: ${p.noteForeground}; }
.tcpflow .box.frame { fill: none; }
.tcpflow .box.section-title { fill: ${p.sectionBackground}; }
.tcpflow .box.finding.error { fill: ${p.errorBackground}; stroke: ${p.error}; stroke-opacity: .4; }
.tcpflow .box.finding.warning { fill: ${p.warningBackground}; stroke: ${p.warning}; stroke-opacity: .4; }
.tcpflow .box.finding.on-purpose { fill: ${p.onPurposeBackground}; stroke: ${p.onPurpose}; stroke-opacity: .6; stroke-dasharray: 4 3; }
.tcpflow .box.knot { stroke: ${p.arrow}; }
.tcpflow .box.knot.quiet { stroke: ${p.quiet}; }
.tcpflow .text-numbers, .tcpflow .text-time { fill: ${p.quiet}; }
.tcpflow .text-tag { fill: ${p.tag}; }
.tcpflow .text-tag.on-purpose { fill: ${p.onPurpose}; }
.tcpflow .text-payload { fill: ${p.payload}; }
${Object.entries(stateGroups).map(([group, classes]) => {
  const { fill, text } = p.states[group as StateGroup];
  return `${classes.map((name) => `.tcpflow .rail.${name}`).join(', ')} { fill: ${fill}; }
${classes.map((name) => `.tcpflow .text-state.${name}`).join(', ')} { fill: ${text}; }`;
}).join('\n')}
.tcpflow .rail.state-closed { fill: ${p.background}; stroke: ${p.states.none.fill}; }
`;

/** CSS for the picture of the state machine in an element of class `tcpflow`. */
export const machineStylesheet = (p: Palette): string => `
.tcpflow .machine text { paint-order: stroke; stroke: ${p.background}; stroke-width: 3px; stroke-linejoin: round; }
.tcpflow .machine .box { fill: ${p.background}; stroke: ${p.headBorder}; }
.tcpflow .machine .state text { stroke: none; }
.tcpflow .machine .present .box { fill: ${p.headBackground}; stroke: ${p.foreground}; stroke-width: 1.5; }
.tcpflow .machine .ring { fill: none; stroke: ${p.foreground}; stroke-width: 1.5; }
.tcpflow .machine .move text { fill: ${p.quiet}; }
.tcpflow .machine .move .path { stroke: ${p.lifeline}; stroke-width: 1; }
.tcpflow .machine .move .arrowhead { fill: ${p.lifeline}; stroke: none; }
.tcpflow .machine .passed .path { stroke: ${p.foreground}; stroke-width: 1.8; }
.tcpflow .machine .passed .arrowhead { fill: ${p.foreground}; }
.tcpflow .machine .taken .path { stroke: ${p.tag}; stroke-width: 3; }
.tcpflow .machine .taken .arrowhead { fill: ${p.tag}; }
.tcpflow .machine .taken text { fill: ${p.tag}; font-weight: 700; }
`;

const tones = [
  ['error', 'error'], ['warning', 'warning'], ['on-purpose', 'onPurpose'], ['hint', 'quiet'], ['good', 'good'], ['quiet', 'quiet'],
] as const;
