// What one is told at each line of a flow: the hover's words, what changes at both ends, and the path of each of them. The snapshot lies beside the
// flow: read the diff line by line.
import assert from 'node:assert/strict';
import { join } from 'node:path';

import { format, type Message } from '../language-server/core/flow/message.ts';
import type { Block } from '../language-server/core/ide/block.ts';
import { moment } from '../language-server/core/ide/moment.ts';
import { parseLines, splitLines } from '../language-server/syntax/lines.ts';
import { check } from './support/check.ts';
import { fixtures, matchesFile } from './support/fixtures.ts';

const worded = (text: string | Message): string => (typeof text === 'string' ? text : format(text));

/** A block in a line or some; of a table what is not as it was, of each end. */
const blockText = (block: Block): readonly string[] => {
  switch (block.kind) {
    case 'text':
      return [`${format(block.text)}${block.rfc === undefined ? '' : ` (RFC ${block.rfc})`}`];
    case 'table':
      return block.head.slice(1).flatMap((name, at) => {
        const changes = block.rows.filter(({ cells }) => cells[at]!.before !== cells[at]!.after).map(({ label, cells }) => `${worded(label)} ${cells[at]!.before} → ${cells[at]!.after}`);
        return [`${name}: ${changes.length === 0 ? 'as before' : changes.join(', ')}`];
      });
    default:
      return block.text.split('\n');
  }
};

/** Each line with what is said there, and how both ends came to where they are. */
const told = (text: string): string => {
  const analysis = check(text);
  const lines = parseLines(text);
  return splitLines(text).flatMap((line, at) => {
    const here = lines[at]?.statement === undefined ? undefined : moment(analysis, lines, at);
    if (here === undefined || here.blocks.length === 0) return [line];
    const paths = here.ends.filter(({ moves }) => moves.length > 0).map(({ name, path, ended }) => `${name} ${path.map(({ from, to, event = 'as is said' }) => `${from} (${event}) ${to}`).join(', ')}${ended ? ', ended' : ''}`);
    return [line, ...[...here.blocks.flatMap(blockText), ...paths].map((said) => `  | ${said}`)];
  }).join('\n');
};

const figures = fixtures('flows').filter(({ name }) => name === 'rfc9293-figures.tcpflow');

describe('at each line', () => {
  for (const { name, text } of [...fixtures('hover'), ...figures]) {
    it(`of ${name} is told what happens there`, () => {
      const said = told(text);
      assert.doesNotMatch(said, /undefined|NaN|\[object/);
      matchesFile(said, join(import.meta.dirname, 'fixtures/hover', name.replace(/tcpflow$/, 'txt')));
    });
  }
});
