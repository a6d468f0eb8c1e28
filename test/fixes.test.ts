// Each quick fix that is offered for any finding of any fixture and page cures it and brings nothing new; each rule has
// a cure, or a reason why not.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Finding } from '../language-server/core/flow/finding.ts';
import { format } from '../language-server/core/flow/message.ts';
import { edited } from '../language-server/core/ide/edit.ts';
import { fixAll, fixes, type Fix, type Patient } from '../language-server/core/ide/fixes.ts';
import { analyze } from '../language-server/core/analyze.ts';
import { rules } from '../language-server/core/rules/index.ts';
import { parseLines } from '../language-server/syntax/lines.ts';
import { check, findings } from './support/check.ts';
import { fixtures } from './support/fixtures.ts';
import { strip } from './support/annotate.ts';
import { pageFlows, ruleFixtures } from './support/flows.ts';
import { chanceOf } from './support/honest/chance.ts';
import { faultKinds } from './support/honest/faults.ts';
import { decisions, honestFlow } from './support/honest/honest-flow.ts';
import { longRun } from './support/long-run.ts';

const patientOf = (text: string): Patient & { readonly tryOut: NonNullable<Patient['tryOut']> } => {
  const lines = parseLines(text);
  return { lines, texts: text.split('\n'), analysis: analyze(lines), tryOut: (texts) => check(texts.join('\n')).findings };
};

const isOpen = ({ onPurpose }: Finding): boolean => onPurpose !== true;
const isGrave = (finding: Finding): boolean => isOpen(finding) && (finding.severity === 'error' || finding.severity === 'warning');

/** Findings by code, as a sorted list: what stands there twice is two. */
const codes = (found: readonly Finding[], wanted: (finding: Finding) => boolean): readonly string[] => found.filter(wanted).map(({ code }) => code).sort();

const without = (all: readonly string[], one: string): readonly string[] => all.toSpliced(all.indexOf(one), all.includes(one) ? 1 : 0);

/** What a fix leaves of a code's findings, and what it brings that was not there. */
const checkFix = (text: string, finding: Finding, fix: Fix): void => {
  const after = check(edited(text.split('\n'), fix.edits).join('\n')).findings;
  const before = check(text).findings;
  const what = `${finding.line + 1} ${finding.code}: ${format(fix.title)}`;
  if (finding.code === 'syntax') {
    const next = after.find(({ code, line }) => code === 'syntax' && line === finding.line);
    assert.ok(next === undefined || next.span.start > finding.span.start || next.message.text !== finding.message.text, what);
  } else {
    assert.ok(codes(after, (one) => isOpen(one) && one.code === finding.code).length < codes(before, (one) => isOpen(one) && one.code === finding.code).length, what);
  }
  // What a flow leaves unanswered is not told while something in it is wrong: mending that may bring it to light.
  // A line that can be read again is judged again.
  const isNew = (one: Finding): boolean => isGrave(one) && !(finding.code === 'syntax' && one.line === finding.line);
  const left = codes(before, isGrave).reduce(without, codes(after, isNew)).filter((code) => code !== 'unanswered-segment');
  assert.deepEqual(left, [], what);
  if (/^Say that/.test(format(fix.title))) assert.ok(after.some(({ line, code, onPurpose }) => line === finding.line && code === finding.code && onPurpose === true), what);
};

/** To say that it is meant is always possible, and no cure. */
const isCure = ({ title }: Fix): boolean => !/^Say that/.test(format(title));

/** Rules whose findings have no cure: TCP leaves no one value that would be right, and nothing in the flow tells which of many was meant. */
const withoutCure: Readonly<Record<string, string>> = {
  'early-keep-alive': 'any later time would do',
  'late-ack': 'any earlier time would do',
  'probe-not-backed-off': 'any later time would do',
  'repeated-isn': 'any other number would do',
  'rto-not-backed-off': 'any later time would do',
};

const cured = new Set<string>();
const uncured: string[] = [];

describe('quick fixes', function () {
  this.timeout(120_000);
  for (const { name, text } of [...pageFlows(), ...ruleFixtures(), ...fixtures('syntax').map((one) => ({ name: one.name, text: strip(one.text).text }))]) {
    it(name, () => {
      const patient = patientOf(text);
      const found = patient.analysis.findings.filter(isOpen);
      // Of the many findings of a long fixture, each third tells as much.
      for (const [index, finding] of found.entries()) {
        if (found.length > 30 && index % 3 !== 0) continue;
        const offered = fixes(patient, finding);
        for (const fix of offered) checkFix(text, finding, fix);
        if (offered.some(isCure)) cured.add(finding.code);
        else uncured.push(`${name}:${finding.line + 1} ${finding.code}: ${patient.texts[finding.line]}`);
        if (process.env['SHOW']) console.log(`${name}:${finding.line + 1} ${finding.code} ${patient.texts[finding.line]!.trim()}\n${offered.map((fix) => `      ${fix.certain === true ? '!' : '-'} ${format(fix.title)}`).join('\n')}`);
      }
    });
  }

  for (const { name, codes: [code], put } of faultKinds) {
    it(`of a single fault: ${name}`, () => {
      const { numRuns, seed } = longRun(1);
      let found = 0;
      for (const chosen of fc.sample(decisions, { numRuns: 300 * numRuns, seed })) {
        if (found === numRuns) break;
        const faulty = put(honestFlow(chosen), chanceOf(chosen.slice(-3)));
        if (faulty === undefined) continue;
        const patient = patientOf(faulty.text);
        const finding = patient.analysis.findings.find(({ line, severity }) => line === faulty.line && (severity === 'error' || severity === 'warning'))!;
        const offered = fixes(patient, finding);
        for (const fix of offered) checkFix(faulty.text, finding, fix);
        assert.ok(offered.some(isCure), `${code}: no cure for line ${faulty.line + 1}\n${faulty.text}`);
        found++;
      }
      assert.ok(found > 0);
    });
  }

  it('mend a file at once where each cure is certain', () => {
    const analyzed = (texts: readonly string[]) => {
      const lines = parseLines(texts.join('\n'));
      return { lines, analysis: analyze(lines) };
    };
    const all = (text: string): string | undefined => fixAll(patientOf(text), analyzed)?.join('\n');
    const wrong = [
      'endpoint client isn=x', 'endpoint server isn=y', 'client -> server: [SYN] seq=x', 'server -> client: [SYN, ACK] seq=y ack=x+2   // one too many',
      'client -> server: [ACK] seq=x+1 ack=y', 'client -> server: [PSH] seq=x+3 ack=y+1 len=3 "four"', 'server -> client: [ACK] ack=x+5',
    ].join('\n');
    const right = all(wrong)!;
    assert.deepEqual(findings(right), []);
    assert.deepEqual(right.split('\n').slice(3), [
      'server -> client: [SYN, ACK] seq=y ack=x+1   // one too many', 'client -> server: [ACK] seq=x+1 ack=y+1',
      'client -> server: [PSH, ACK] seq=x+1 ack=y+1 len=4 "four"', 'server -> client: [ACK] ack=x+5',
    ]);
    assert.equal(all(right), undefined);
    // A guess is not certain, nor is what the author expects, nor what is wrong on purpose.
    assert.equal(all('endpoint client\nendpoint server\nclient -> sever: [SYN]\nexpect client CLOSED'), undefined);
    assert.equal(all('A -> B: [SYN]\nB -> A: [SYN, ACK] ack=5 violates ack-of-unsent-data'), undefined);
  });

  const mended: readonly (readonly [string, string])[] = [
    ['A => B: SYN, ACK', 'A -> B: [SYN, ACK]'],
    ['A -> B [S.] seq:1,000', 'A -> B: [SYN, ACK] seq=1_000'],
    ['A ->> B: [SYN-ACK], seq=0;', 'A -> B: [SYN, ACK] seq=0'],
    ['A -> B: [PSH, ACK “hello”', 'A -> B: [PSH, ACK] "hello"'],
    ['A -> B: [SYN] sack_perm=1 mss=1460 mss=1460', 'A -> B: [SYN] sack_perm mss=1460'],
    ['wait 5', 'wait 5ms'],
    ['# a comment', '// a comment'],
    ['client.close', 'client.close()'],
    ['note \'why\'', 'note "why"'],
    ['A - B: [SYN]', 'A -> B: [SYN]'],
  ];
  for (const [wrong, right] of mended) {
    it(`turn what other tools write into ours: ${wrong}`, () => {
      let text = wrong;
      for (let round = 0; round < 8; round++) {
        const [finding] = check(text).findings.filter(({ code }) => code === 'syntax');
        if (finding === undefined) break;
        const [fix] = fixes(patientOf(text), finding);
        assert.ok(fix !== undefined, text);
        text = edited([text], fix.edits).join('\n');
      }
      assert.equal(text, right);
    });
  }

  /** What is offered for the first finding, or for that with a code: the titles, and the text after one of them. */
  const offered = (text: string, code?: string) => {
    const patient = patientOf(text);
    const finding = patient.analysis.findings.find((one) => code === undefined || one.code === code)!;
    const cures = fixes(patient, finding);
    return { titles: cures.map(({ title }) => format(title)), after: (title: string) => edited(patient.texts, cures.find((one) => format(one.title) === title)!.edits).join('\n') };
  };

  it('put a line where it is right', () => {
    const early = offered('A -> B: [SYN]\nA -> B: [ACK] // too early\n\n// an answer\nB -> A: [SYN, ACK]\n');
    assert.equal(early.titles[0], 'Move this line below B -> A: [SYN, ACK]');
    assert.equal(early.after(early.titles[0]!), 'A -> B: [SYN]\n\n// an answer\nB -> A: [SYN, ACK]\nA -> B: [ACK] // too early\n');
    const open = 'endpoint A ESTABLISHED\nendpoint B ESTABLISHED\nflow "late" {\n';
    const late = offered(`${open}  A -> B: [FIN, ACK]\n  A -> B: [PSH, ACK] len=10\n  B -> A: [ACK]\n}`);
    assert.equal(late.after('Move this line above A -> B: [FIN, ACK]'), `${open}  A -> B: [PSH, ACK] len=10\n  A -> B: [FIN, ACK]\n  B -> A: [ACK]\n}`);
    // The last line of a file has no end.
    const last = offered('A -> B: [SYN]\nB -> A: [SYN, ACK] delayed as late\ndeliver late\nexpect A SYN-SENT');
    assert.equal(last.after('Move this line above deliver late'), 'A -> B: [SYN]\nB -> A: [SYN, ACK] delayed as late\nexpect A SYN-SENT\ndeliver late');
    const call = offered('A -> B: [SYN]\nB.abort()\nA.connect()');
    assert.ok(call.titles.includes('Move this line above A -> B: [SYN]'), call.titles.join('; '));
    // Not out of its block, nor into another one; one place is enough.
    assert.deepEqual(offered('A -> B: [SYN]\nsection "a" {\nA -> B: [ACK]\n}\nB -> A: [SYN, ACK]').titles.filter((title) => title.startsWith('Move')), []);
    assert.equal(early.titles.filter((title) => title.startsWith('Move')).length, 1);
  });

  it('mark as lost what the lines below say has not arrived', () => {
    const middle = 'endpoint A ESTABLISHED\nendpoint B ESTABLISHED\n';
    const data = offered(`${middle}A -> B: [ACK] seq=1 len=10 // gone\nA -> B: [ACK] seq=11 len=10\nB -> A: [ACK] ack=1\nA -> B: [ACK] seq=1 len=10\nB -> A: [ACK] ack=21`);
    assert.equal(data.after('Mark A -> B: [ACK] seq=1 len=10 as lost').split('\n')[2], 'A -> B: [ACK] seq=1 len=10 lost // gone');
    const answer = offered(`${middle}A -> B: [PSH, ACK] seq=1 len=10\nB -> A: [ACK] ack=11\nA.timeout(retransmission)\nA -> B: [PSH, ACK] seq=1 len=10\nB -> A: [ACK] ack=11`);
    assert.equal(answer.after('Mark B -> A: [ACK] ack=11 as lost').split('\n')[3], 'B -> A: [ACK] ack=11 lost');
  });

  it('give an end the port that its segments have', () => {
    assert.equal(offered('A:1 -> B: [SYN]\nB -> A:1: [RST, ACK]\nexpect A:11 CLOSED').after('Replace with A:1'), 'A:1 -> B: [SYN]\nB -> A:1: [RST, ACK]\nexpect A:1 CLOSED');
  });

  it('take out all of a value', () => {
    assert.equal(offered('endpoint A\nendpoint B\nA -> B: [SYN]\nB -> A: [SYN, ACK] ack=y+1 win=5', 'unknown-name').after('Leave out ack=y+1'), 'endpoint A\nendpoint B\nA -> B: [SYN]\nB -> A: [SYN, ACK] win=5');
  });

  it('do not give a fault another name', () => {
    assert.deepEqual(offered('A -> B: [SYN, ACK]\nB -> A: [SYN]\nA -> B: [ACK]').titles.filter((title) => title === 'Replace with [ACK]'), []);
  });

  it('of a long file are those that are certain', () => {
    const { tryOut: _, ...patient } = patientOf('A -> B: [SYN]\nB -> A: [SYN, ACK] ack=5\nA.close()\nA.close()');
    assert.deepEqual(patient.analysis.findings.flatMap((finding) => fixes(patient, finding).map(({ title }) => format(title))), ['Replace with ack=1']);
  });

  it('are first what a rule leaves as the only way', () => {
    const preferred = (text: string): string | undefined => patientOf(text).analysis.findings.map(({ fix }) => fix)[0];
    const middle = 'endpoint A ESTABLISHED\nendpoint B ESTABLISHED\n';
    assert.equal(preferred(`${middle}A -> B: [ACK] mss=1460`), '');
    assert.equal(preferred(`${middle}A -> B: [PSH, ACK] len=2 "four"`), 'len=4');
    assert.equal(preferred('A -> B: [SYN] ack=7'), '');
    // The flag may be what is missing.
    assert.equal(preferred(`${middle}A -> B: [RST] seq=1 ack=1`), undefined);
    assert.equal(preferred('A -> B: [ACK] mss=1460'), undefined);
  });

  it('mend a name that is misspelt where none is declared', () => {
    const titles = (text: string): readonly string[] => {
      const patient = patientOf(text);
      return fixes(patient, patient.analysis.findings[0]!).map(({ title }) => format(title));
    };
    assert.ok(titles('client -> server: [SYN]\nsever -> client: [SYN, ACK]\nclient -> server: [ACK]').includes('Replace with server'));
    assert.ok(titles('client -> server: [SYN]\nserver -> cleint: [SYN, ACK]\nclient -> server: [ACK]').includes('Replace with client'));
    assert.ok(!titles('client -> server: [SYN]\nclient -> server: [ACK]\nsever -> client: [SYN]').some((title) => title.startsWith('Replace with se')));
    assert.ok(!titles('endpoint host1\nendpoint host2\nendpoint server\nhost1 -> server: [SYN]\nhost2 -> server: [ACK]\nhost1 -> server: [SYN]').some((title) => title.startsWith('Replace with host')));
  });

  it('are there for each rule, or it is said why not', () => {
    assert.deepEqual(rules.map(({ code }) => code).filter((code) => !cured.has(code)).sort(), Object.keys(withoutCure).sort());
    if (process.env['SHOW']) console.log(uncured.join('\n'));
  });
});
