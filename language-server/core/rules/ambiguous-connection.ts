// An end of which nobody can tell to which connection it belongs, or that has none.
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

// Who has a thousand connections does not want to read them all.
const waysShown = 8;

export const ambiguousConnection = rule({
  code: 'ambiguous-connection',
  severity: 'error',
  summary: 'which of several connections is meant cannot be told',
  *passage({ nameProblems, connections, endpoints }) {
    for (const problem of nameProblems) {
      if (problem.kind !== 'ambiguous-connection') continue;
      const { word, line } = problem;
      if (problem.connections.length === 0) {
        const [other] = endpoints.filter(({ name }) => name !== word.text);
        yield { line, span: word.span, message: say`${word.text} has no connection, and ${endpoints.length - 1} endpoints may be its peer: say which, such as ${`${word.text}->${other!.name}`}` };
        continue;
      }
      const ways = problem.connections.slice(0, waysShown).map((id) => {
        const ends = connections[id]!.ends.map(({ endpoint, port }) => `${endpoints[endpoint]!.name}${port === undefined ? '' : `:${port}`}`);
        return ends[0]!.split(':')[0] === word.text ? `${ends[0]}->${ends[1]}` : `${ends[1]}->${ends[0]}`;
      });
      yield {
        line, span: word.span,
        message: say`${word.text} has ${problem.connections.length} connections: ${[...ways, ...(problem.connections.length > waysShown ? ['…'] : [])].join(', ')}; say which by the port or by the peer`,
      };
    }
  },
});
