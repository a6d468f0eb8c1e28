// What stands beside the diagram: the state machine, the TCBs, the problems. Must not know where their facts come from.
import type { Moment, Problems } from '../../language-server/protocol.ts';
import type { Pane } from './messages.ts';
import { explanation, machineNodes, problemNode, tcbTable } from './moment-nodes.ts';
import { html } from './node.ts';
import { fill, type Strings } from './strings.ts';

export interface SidePanes {
  readonly node: HTMLElement;
  showMoment(moment: Moment | null): void;
  showProblems(problems: Problems): void;
  open(panes: readonly Pane[]): void;
}

/** `chosen`: a problem's line. */
export const sidePanes = (strings: Strings, chosen: (line: number) => void): SidePanes => {
  const pane = (title: string, className: string): HTMLElement => {
    const made = html('section', className);
    made.setAttribute('aria-label', title);
    // What scrolls can be reached by keyboard.
    made.tabIndex = 0;
    return made;
  };
  const machine = pane(strings.machine, 'machine-pane');
  const ends = pane(strings.ends, 'ends-pane');
  const problems = pane(strings.problemsHint, 'problems-pane');
  const node = html('aside', 'side', machine, ends, problems);
  node.setAttribute('aria-label', strings.views);

  return {
    node,
    showMoment: (moment) => {
      const isKnown = moment !== null && moment.ends.length > 0;
      machine.replaceChildren(...(isKnown ? machineNodes(moment, strings) : [html('p', 'none', strings.noConnection)]));
      const said = moment === null ? [] : explanation({ problems: moment.problems, blocks: moment.blocks.filter(({ kind }) => kind !== 'table') }, strings);
      ends.replaceChildren(...(isKnown ? [tcbTable(moment, strings)] : [html('p', 'none', strings.noConnection)]), ...said);
    },
    showProblems: ({ count, shown }) => {
      const list = html('ul', '', ...shown.map((problem) => {
        const go = html('button', '', html('span', 'line', `${strings.line} ${problem.line + 1}`), problemNode(problem, strings));
        go.type = 'button';
        go.addEventListener('click', () => chosen(problem.line));
        return html('li', '', go);
      }));
      const rest = count - shown.length;
      problems.replaceChildren(...(count === 0 ? [html('p', 'none', strings.noProblems)] : [list]),
        ...(rest > 0 ? [html('p', 'none', fill(strings.moreProblems, rest))] : []));
    },
    open: (open) => {
      machine.hidden = !open.includes('machine');
      ends.hidden = !open.includes('ends');
      problems.hidden = !open.includes('problems');
      node.hidden = [machine, ends, problems].every(({ hidden }) => hidden);
    },
  };
};
