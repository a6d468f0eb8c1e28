// An end of which nobody can tell to which connection it belongs.
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

export const ambiguousConnection = rule({
  code: 'ambiguous-connection',
  severity: 'error',
  summary: 'which of several connections is meant cannot be told',
  *timeline({ nameProblems, connections, endpoints }) {
    for (const problem of nameProblems) {
      if (problem.kind !== 'ambiguous-connection') continue;
      const { word, line } = problem;
      const ways = problem.connections.map((id) => {
        const ends = connections[id]!.ends.map(({ endpoint, port }) => `${endpoints[endpoint]!.name}${port === undefined ? '' : `:${port}`}`);
        return ends[0]!.split(':')[0] === word.text ? `${ends[0]}->${ends[1]}` : `${ends[1]}->${ends[0]}`;
      });
      yield {
        line, span: word.span,
        message: say`${word.text} has ${problem.connections.length} connections: ${ways.join(', ')}; say which by the port or by the peer`,
      };
    }
  },
});
