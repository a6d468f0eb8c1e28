// Tests of the rules: the catalogue, the files and the pages name the same rules, and what the pages teach is so.
// A page's head, the message below its bad flow and the pages' index are made here; UPDATE=1 writes them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Finding, Severity } from '../language-server/core/flow/finding.ts';
import { format } from '../language-server/core/flow/message.ts';
import { rules, type Rule } from '../language-server/core/rules/index.ts';
import { check, findings } from './support/check.ts';
import { matchesFile } from './support/fixtures.ts';

const root = join(import.meta.dirname, '..');
const rulesFolder = join(root, 'language-server/core/rules');
const pagesFolder = join(root, 'docs/rules');
const fixturesFolder = join(root, 'test/fixtures/rules');
const codes = rules.map(({ code }) => code);

const severityNames: Record<Severity, string> = { error: 'Error', warning: 'Warning', info: 'Info', hint: 'Hint' };

const page = (rule: Rule): void => {
  const path = join(pagesFolder, `${rule.code}.md`);
  const text = readFileSync(path, 'utf8');
  const [bad, good, ...more] = flowsOf(text);

  it('has a page with a bad and a good flow', () => {
    assert.ok(bad !== undefined && good !== undefined && more.length === 0);
    assert.match(text, /^# .*\n\n.*\n\n[^]*\n## Bad\n\n```tcpflow\n[^]*\n## Good\n\n```tcpflow\n[^]*\n## In the RFC\n/);
    assert.ok(text.split('\n').length <= 75 && text.split('\n').every((line) => line.length <= 160), 'the page is too long to be read');
    for (const [, link] of text.matchAll(/\]\(([\w-]+)\.md\)/g)) assert.ok(link === 'README' || codes.includes(link!), link);
  });

  it('finds this fault, and nothing else, in the bad flow', () => {
    assert.deepEqual(check(bad!).findings.map(({ code, severity }) => ({ code, severity })), [{ code: rule.code, severity: rule.severity }]);
  });

  it('finds nothing in the good flow', () => {
    assert.deepEqual(findings(good!), []);
  });

  it('says on the page what it says in the editor', () => {
    matchesFile(rewritten(rule, text, bad!), path);
  });

  if (rule.segment === undefined) return;

  it('can be broken on purpose', () => {
    const [fault] = check(bad!).findings as [Finding];
    const after = check(violating(bad!, fault.line, rule.code)).findings.filter(({ line }) => line === fault.line);
    assert.deepEqual(
      after.map(({ code, severity, onPurpose, span }) => ({ code, severity, onPurpose, span })),
      [{ code: rule.code, severity: 'hint', onPurpose: true, span: fault.span }],
    );
  });

  it('is not broken by any line of the good flow', () => {
    const segments = good!.split('\n').flatMap((line, number) => (line.includes(' -> ') ? [number] : []));
    assert.ok(segments.length > 0);
    for (const line of segments) {
      const text = violating(good!, line, rule.code);
      const said = check(text).findings.filter((finding) => finding.line === line).map(({ code, severity }) => `${severity} ${code}`);
      assert.deepEqual(said, ['error rule-not-violated'], text.split('\n')[line]);
    }
  });
};

/** The flows of a page: the text of its code blocks. */
const flowsOf = (text: string): readonly string[] => [...text.matchAll(/\n```tcpflow\n([^]*?)\n```\n/g)].map(([, flow]) => flow!);

/** The flow with `violates CODE` at the end of a line, before its comment. */
const violating = (flow: string, line: number, code: string): string => {
  const lines = flow.split('\n');
  const [, statement, comment] = /^(.*?)( *\/\/.*)?$/.exec(lines[line]!)!;
  return lines.with(line, `${statement} violates ${code}${comment ?? ''}`).join('\n');
};

/** The page with the head of its rule, and below the bad flow what the editor says about it. */
const rewritten = (rule: Rule, text: string, bad: string): string => {
  const [finding] = check(bad).findings as [Finding];
  const { line, span: { start, end }, message } = finding;
  const quote = `> Line ${line + 1}, \`${bad.split('\n')[line]!.slice(start, end)}\`: ${format(message)}`;
  return text
    .replace(/^.*\n\n.*\n/, () => `# ${rule.code}\n\n${head(rule)}\n`)
    .replace(/(## Bad\n\n```tcpflow\n[^]*?\n```\n)\n(?:> .*\n\n)?/, (_, block: string) => `${block}\n${quote}\n\n`);
};

const head = ({ severity, rfc }: Rule): string => {
  const name = `**${severityNames[severity]}**`;
  if (rfc === undefined) return name;
  const [number, section] = rfc.split(' §');
  return `${name} · [RFC ${rfc}](https://www.rfc-editor.org/rfc/rfc${number}.html#section-${section})`;
};

const index = (): string => [
  '# Rules',
  '',
  'What the checker finds. A rule\'s name is the code of the diagnostic and the word after `violates`.',
  'Each page tells what the rule means, why TCP has it, a flow that breaks it and one that keeps it. A line that cannot be read has the',
  'code `syntax`.',
  '',
  '## About segments',
  '',
  'In the order in which a segment is judged: the first error is the only one.',
  '',
  ...table(rules.filter(({ segment }) => segment !== undefined)),
  '',
  '## About everything else',
  '',
  ...table(rules.filter(({ segment }) => segment === undefined)),
  '',
].join('\n');

const table = (some: readonly Rule[]): readonly string[] => [
  '| rule | severity | the fault | RFC |',
  '| --- | --- | --- | --- |',
  ...some.map(({ code, severity, summary, rfc = '' }) => `| [${code}](${code}.md) | ${severity} | ${summary} | ${rfc} |`),
];

describe('rules', () => {
  it('have one file each, named by the code', () => {
    const files = readdirSync(rulesFolder).filter((name) => readFileSync(join(rulesFolder, name), 'utf8').includes("\n  code: '"));
    assert.deepEqual(files.toSorted(), codes.map((code) => `${code}.ts`).toSorted());
    for (const code of codes) {
      assert.deepEqual([...readFileSync(join(rulesFolder, `${code}.ts`), 'utf8').matchAll(/\n {2}code: '(.*)'/g)].map(([, found]) => found), [code]);
    }
  });

  it('have one page each', () => {
    const pages = readdirSync(pagesFolder).filter((name) => name !== 'README.md').map((name) => basename(name, '.md'));
    assert.deepEqual(pages.toSorted(), codes.toSorted());
  });

  it('have fixtures each', () => {
    assert.deepEqual(readdirSync(fixturesFolder).toSorted(), codes.toSorted());
  });

  it('stand in the index of the pages', () => {
    matchesFile(index(), join(pagesFolder, 'README.md'));
  });

  for (const rule of rules) describe(rule.code, () => page(rule));
});

describe('an acknowledgment of what has not arrived', () => {
  it('points to the first segment that has not', () => {
    const text = 'A -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]\nA -> B: [ACK] len=10\nA -> B: [ACK] len=10 lost\nA -> B: [ACK] len=10 lost\nB -> A: [ACK] ack=31';
    const [{ line, related }] = check(text).findings as [Finding];
    assert.deepEqual([line, related?.map((place) => place.line)], [6, [4]]);
  });
});
