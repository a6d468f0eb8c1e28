// What the segments of a capture are in Wireshark's words: by us, and by tshark. The one way in which scripts ask both.
import { execFileSync } from 'node:child_process';

import { classify, type Term } from '../../language-server/core/timeline/classify.ts';
import type { ImportedConnection } from './captures.ts';
import { check } from './check.ts';

/** Our words, and tshark's field for each. */
const fields = {
  'Retransmission': 'retransmission', 'Fast Retransmission': 'fast_retransmission', 'Spurious Retransmission': 'spurious_retransmission',
  'Out-Of-Order': 'out_of_order', 'Dup ACK': 'duplicate_ack', 'ZeroWindow': 'zero_window', 'Window Full': 'window_full', 'Keep-Alive': 'keep_alive',
  'Keep-Alive ACK': 'keep_alive_ack', 'Window Update': 'window_update', 'ZeroWindowProbe': 'zero_window_probe', 'ZeroWindowProbeAck': 'zero_window_probe_ack',
  'Port numbers reused': 'reused_ports',
} as const satisfies Partial<Record<Term, string>>;
export type Word = keyof typeof fields;
export const words = Object.keys(fields) as Word[];

/** By the number of the packet. A flow is one connection, so that ports are reused where the next one of the same ends begins. */
export function* ourWords(connections: readonly ImportedConnection[]): Generator<readonly [number, ReadonlySet<Word>]> {
  const seen = new Set<string>();
  for (const { text, packets: all, summary: { client, server } } of connections) {
    const [timeline] = check(text).timelines;
    const found = classify(timeline!);
    const segments = timeline!.steps.flatMap((step, index) => (step.kind === 'segment' ? [index] : []));
    const ends = `${client.address} ${client.port} ${server.address} ${server.port}`;
    for (const [at, [{ number }]] of all.entries()) {
      const said = new Set((found.get(segments[at]!) ?? []).map(({ term }) => term).filter((term): term is Word => term in fields));
      if (at === 0 && seen.has(ends)) said.add('Port numbers reused');
      yield [number, said];
    }
    seen.add(ends);
  }
}

/** tshark's words for the TCP packets of a file, by the number of the packet, and `more` of its fields. */
export const tsharkPackets = (path: string, more: readonly string[] = []): ReadonlyMap<number, { readonly said: ReadonlySet<Word>; readonly more: readonly string[] }> => {
  const columns = ['frame.number', ...words.map((word) => `tcp.analysis.${fields[word]}`), ...more];
  const output = execFileSync('tshark', ['-r', path, '-Y', 'tcp', '-T', 'fields', ...columns.flatMap((column) => ['-e', column])],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });
  return new Map(output.split('\n').filter(Boolean).map((row) => {
    const [number, ...cells] = row.split('\t');
    const said = new Set(words.filter((_, column) => (cells[column] ?? '') !== ''));
    // Its narrower kinds are retransmissions too.
    if (said.has('Fast Retransmission') || said.has('Spurious Retransmission')) said.delete('Retransmission');
    return [Number(number), { said, more: cells.slice(words.length) }];
  }));
};
