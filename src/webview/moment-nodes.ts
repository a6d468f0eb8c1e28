// What is so at a line, as nodes: what happens there, the TCBs, the state machine. Must not know where they are put.
import { element } from '../../language-server/core/diagram/element.ts';
import { endSigns, machineSize, stateMachine, type MachineEnd } from '../../language-server/core/diagram/state-machine.ts';
import type { Moment, MomentBlock, Problem, Row } from '../../language-server/protocol.ts';
import { html, toNode } from './node.ts';
import { fill, type Strings } from './strings.ts';

/** As the editor's hover has it: what is wrong, then what happens. */
export const explanation = ({ problems, blocks }: Pick<Moment, 'problems' | 'blocks'>, strings: Strings): HTMLElement[] => [
  ...problems.map((problem) => problemNode(problem, strings)),
  ...blocks.map((block) => blockNode(block, strings)),
];

const severitySigns: Readonly<Record<Problem['severity'], string>> = { error: '✕', warning: '⚠', info: 'ℹ', hint: '·' };

/** What is wrong in a line, told by sign and word. */
export const problemNode = ({ severity, code, message, onPurpose }: Problem, strings: Strings): HTMLElement => {
  const sign = html('span', 'sign', severitySigns[severity]);
  sign.setAttribute('role', 'img');
  sign.setAttribute('aria-label', strings[severity]);
  return html('p', `problem ${onPurpose ? 'on-purpose' : severity}`, sign, html('code', '', code), ' ', ...(onPurpose ? [html('em', '', strings.onPurpose), ' '] : []), message);
};

const blockNode = (block: MomentBlock, strings: Strings): HTMLElement => {
  switch (block.kind) {
    case 'title':
      return html('p', 'name', block.text);
    case 'code':
      return html('code', 'segment', block.text);
    case 'plain':
      return html('p', 'plain', block.text);
    case 'text':
      return html('p', '', block.text, ...(block.rfc === undefined ? [] : [' ', html('span', 'rfc', `RFC ${block.rfc}`)]));
    case 'table':
      return tableNode(block.head, block.rows, strings);
  }
};

/** Two ends side by side; what the line changes is marked, and says what it was. */
export const tcbTable = ({ ends, rows }: Moment, strings: Strings): HTMLElement =>
  tableNode([strings.variable, ...ends.map(({ name }, side) => `${endSigns[side]!} ${name}`)], rows, strings);

const tableNode = (head: readonly string[], rows: readonly Row[], strings: Strings): HTMLElement => {
  const headings = head.map((text, index) => {
    const cell = html('th', '', text === '' && index === 0 ? strings.variable : text);
    cell.scope = 'col';
    return cell;
  });
  return html('table', 'tcb', html('thead', '', html('tr', '', ...headings)), html('tbody', '', ...rows.map(({ label, cells }) => {
    const name = html('th', '', label);
    name.scope = 'row';
    return html('tr', '', name, ...cells.map(({ before, after }) => {
      if (before === after) return html('td', '', after);
      const was = html('del', '', before);
      was.title = fill(strings.changed, before);
      return html('td', 'changed', was, ' → ', html('strong', '', after));
    }));
  })));
};

/** The machine with both ends on it, and the same in words. */
export const machineNodes = ({ ends }: Moment, strings: Strings): Element[] => {
  const { width, height } = machineSize;
  const words = ends.map((end, side) => `${endSigns[side]!} ${machineText(end, strings)}`);
  const picture = toNode(element('svg', {
    class: 'tcpflow', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': ends.map((end) => machineText(end, strings)).join('; '),
  }, [stateMachine(ends)]));
  return [html('ul', 'presence', ...words.map((text) => html('li', '', text))), picture];
};

// As the picture has it: "active OPEN".
const machineText = ({ name, state, moves }: MachineEnd, strings: Strings): string =>
  (moves.length === 0 ? fill(strings.isIn, name, state)
    : moves.map(({ from, to, event }) => fill(strings.moves, name, from, to, (event ?? '').replace(/^OPEN (.*)/, '$1 OPEN'))).join('; '));
