// Tests that docs/conformance.md has each requirement of RFC 9293 once, and names the rules that check it: those say so
// themselves. UPDATE=1 writes the names; a requirement that no rule checks needs a reason.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../language-server/core/rules/index.ts';
import { matchesFile } from './support/fixtures.ts';

const path = join(import.meta.dirname, '../docs/conformance.md');
const text = readFileSync(path, 'utf8');

const upTo = (kind: string, last: number): readonly string[] => Array.from({ length: last }, (_, index) => `${kind}-${index + 1}`);

/** Every id of appendix B. */
const ids = [...upTo('MUST', 69), 'REC-1', ...upTo('SHLD', 31), ...upTo('MAY', 18)];

const checkedBy = (id: string): string => rules.filter(({ requirements = [] }) => requirements.includes(id))
  .map(({ code }) => `[${code}](rules/${code}.md)`).toSorted().join(', ');

const row = /^\| ((?:MUST|SHLD|MAY|REC)-\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$/;

describe('the table of conformance', () => {
  it('has each requirement of RFC 9293, in order', () => {
    assert.deepEqual(text.split('\n').flatMap((line) => row.exec(line)?.[1] ?? []), ids);
  });

  it('names the rules that check them', () => {
    const written = text.split('\n').map((line) => line.replace(row, (_, id: string, section: string, meaning: string, status: string, why: string) => {
      const by = checkedBy(id);
      return `| ${id} | ${section} | ${meaning} | ${by === '' && status.startsWith('[') ? '' : by || status} | ${by === '' ? why : ''} |`;
    }));
    matchesFile(written.join('\n'), path);
  });

  it('says of all others why no rule checks them', () => {
    for (const line of text.split('\n')) {
      const [, id, , , status = '', why = ''] = row.exec(line) ?? [];
      if (id === undefined || status.startsWith('[')) continue;
      assert.match(status.trim(), /^(?:not visible|tolerated|not yet)$/, id);
      assert.ok(why.trim() !== '', id);
    }
  });

  it('knows all ids that rules name', () => {
    for (const { code, requirements = [] } of rules) for (const id of requirements) assert.ok(ids.includes(id), `${code}: ${id}`);
  });
});
