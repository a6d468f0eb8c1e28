// `tflow export`: flows become captures that other tools read.
import { analyze } from '../core/analyze.ts';
import { captureOf } from '../core/pcap/export-capture.ts';
import { eachLine } from '../syntax/lines.ts';
import { Mistake, type Command } from './command.ts';
import { filesOf, linesOf, shownName } from './files.ts';

export const exportCommand: Command = {
  name: 'export',
  usage: 'export --format pcapng [-o FILE|-] FILE',
  summary: 'Turns a file of flows into a capture.',
  help: `  FILE              a .tcpflow file; - is standard input
  --format pcapng   a capture that Wireshark and others read
  -o FILE           where it is written; - is standard output (the default)

Every segment that is sent becomes a packet: with the addresses and ports that the flow names, else 192.0.2.1, 192.0.2.2, … and
ports of its own for each connection. Checksums are right, but for a segment that is corrupted. Data that the flow does not
spell out is zeros. A flow without times becomes a capture without times.

  tflow export --format pcapng flow.tcpflow -o flow.pcapng
  tflow export --format pcapng - < flow.tcpflow | tshark -r -

Exit code: 0 it is written, 2 it could not be read or written.
`,
  options: { format: { type: 'string' }, output: { type: 'string', short: 'o', default: '-' } },
  run: async (patterns, { format, output }, terminal) => {
    if (format !== 'pcapng') throw new Mistake(format === undefined ? 'which format? There is pcapng' : `there is no format ${String(format)}: there is pcapng`);
    const files = await filesOf(patterns, terminal);
    const [file] = files;
    if (file === undefined || files.length > 1) throw new Mistake('one file becomes one capture');
    const { timelines } = analyze(eachLine(await linesOf(file, terminal)));
    const blocks = [...captureOf(timelines)];
    const bytes = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const block of blocks) {
      bytes.set(block, at);
      at += block.length;
    }
    if (output === '-') terminal.stdout.write(bytes);
    else {
      await terminal.writeFile(String(output), bytes);
      terminal.stdout.write(`${shownName(file)}: ${blocks.length - 1} packets in ${String(output)}\n`);
    }
    return 0;
  },
};
