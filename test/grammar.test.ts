// Tests of the colours: scopes of the TextMate grammar by VS Code's own engine, and the patterns of the editor's
// settings for the language. Knows no parser; what both must agree on is checked here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { flagNames } from '../language-server/core/tcp/flags.ts';
import { states } from '../language-server/core/tcp/state.ts';
import { callNames, tcbVariables, timerNames } from '../language-server/core/flow/statement.ts';
import { parseLine } from '../language-server/syntax/lines.ts';
import {
  endpointVocabulary, endpointWords, segmentVocabulary, segmentWords, statementKeywords,
} from '../language-server/syntax/vocabulary.ts';
import { strip } from './support/annotate.ts';
import { fixtures } from './support/fixtures.ts';

const repo = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(repo, path), 'utf8');

describe('colours', () => {
  let grammar: textmate.IGrammar;
  before(async () => {
    const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
    await oniguruma.loadWASM(wasm);
    const registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
      }),
      loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(read('syntaxes/tcpflow.tmLanguage.json'), 'tcpflow.tmLanguage.json')),
    });
    grammar = (await registry.loadGrammar('source.tcpflow'))!;
  });

  /** `text: innermost scope`, without what has no scope of its own. */
  const scopes = (line: string): string[] => grammar.tokenizeLine(line, textmate.INITIAL).tokens.flatMap((token) => {
    const [scope] = token.scopes.slice(1).reverse();
    const text = line.slice(token.startIndex, token.endIndex).trim();
    return scope !== undefined && text !== '' ? [`${text}  ${scope.replace('.tcpflow', '')}`] : [];
  });
  const scopeOf = (line: string, word: string): string | undefined =>
    scopes(line).find((each) => each.startsWith(`${word}  `))?.slice(word.length + 2);

  it('of a segment', () => {
    const head = '  @+1.5ms A:443 -> B: [SYN, ACK]';
    const fields = 'seq=x+1 sack=2-3 option=254:0xbe sack_perm "a\\n\\q"';
    assert.deepEqual(scopes(`${head} ${fields} delayed as late violates stale-ack // c`), [
      '@  keyword.operator.time', '+  keyword.operator.time', '1.5  constant.numeric.duration', 'ms  keyword.other.unit',
      'A  variable.other.endpoint', ':  punctuation.separator.port', '443  constant.numeric.port', '->  keyword.operator.arrow',
      'B  variable.other.endpoint', ':  punctuation.separator', '[  punctuation.section.brackets.begin', 'SYN  constant.language.flag',
      ',  punctuation.separator', 'ACK  constant.language.flag', ']  punctuation.section.brackets.end',
      'seq  support.type.property-name', '=  keyword.operator.assignment', 'x  variable.other.constant.isn',
      '+  keyword.operator.arithmetic', '1  constant.numeric.integer',
      'sack  support.type.property-name', '=  keyword.operator.assignment', '2  constant.numeric.integer',
      '-  keyword.operator.arithmetic', '3  constant.numeric.integer',
      'option  support.type.property-name', '=  keyword.operator.assignment', '254  constant.numeric.integer',
      ':  punctuation.separator', '0xbe  constant.numeric.hex',
      'sack_perm  support.type.property-name.option', '"  punctuation.definition.string.begin', 'a  string.quoted.double',
      '\\n  constant.character.escape',
      '\\q  invalid.illegal.escape', '"  punctuation.definition.string.end', 'delayed  storage.modifier.fate', 'as  keyword.other.as',
      'late  entity.name.label',
      'violates  keyword.other.violates', 'stale-ack  support.constant.rule', '//  punctuation.definition.comment',
      'c  comment.line.double-slash',
    ]);
  });

  it('of the other statements', () => {
    assert.deepEqual(scopes('endpoint client SYN-SENT isn=x label="Web", 서버 LISTEN ts'), [
      'endpoint  storage.type.endpoint', 'client  variable.other.endpoint.definition', 'SYN-SENT  constant.language.state',
      'isn  support.type.property-name',
      '=  keyword.operator.assignment', 'x  variable.other.constant.isn', 'label  support.type.property-name',
      '=  keyword.operator.assignment',
      '"  punctuation.definition.string.begin', 'Web  string.quoted.double', '"  punctuation.definition.string.end',
      ',  punctuation.separator',
      '서버  variable.other.endpoint.definition', 'LISTEN  constant.language.state', 'ts  support.type.property-name.option',
    ]);
    assert.deepEqual(scopes('expect LISTEN LISTEN, A->B FIN-WAIT-1, c:80.snd.nxt = x-1'), [
      'expect  keyword.control.expect', 'LISTEN  variable.other.endpoint', 'LISTEN  constant.language.state', ',  punctuation.separator',
      'A  variable.other.endpoint', '->  keyword.operator.arrow', 'B  variable.other.endpoint', 'FIN-WAIT-1  constant.language.state',
      ',  punctuation.separator',
      'c  variable.other.endpoint', ':  punctuation.separator.port', '80  constant.numeric.port', '.  punctuation.accessor',
      'snd.nxt  variable.language.tcb',
      '=  keyword.operator.comparison', 'x  variable.other.constant.isn', '-  keyword.operator.arithmetic', '1  constant.numeric.integer',
    ]);
    assert.equal(scopeOf('flow "A" {', 'flow'), 'keyword.control.block');
    assert.equal(scopeOf('  }', '}'), 'punctuation.section.block.end');
    assert.equal(scopeOf('note over client, server "x"', 'over'), 'keyword.other.over');
    assert.equal(scopeOf('note over client, server "x"', 'server'), 'variable.other.endpoint');
    assert.equal(scopeOf('observed at client', 'at'), 'keyword.other.observed');
    assert.deepEqual(scopes('rule seq-gap off // c').slice(0, 3), [
      'rule  keyword.control.rule', 'seq-gap  support.constant.rule', 'off  constant.language.severity',
    ]);
    assert.equal(scopeOf('wait 2MSL', 'MSL'), 'keyword.other.unit');
    assert.equal(scopeOf('deliver late', 'late'), 'entity.name.label');
    assert.equal(scopeOf('@10ms drop late', 'drop'), 'keyword.control.deliver');
    assert.equal(scopeOf('  /// doc', 'doc'), 'comment.line.documentation');
    assert.equal(scopeOf('  client.send(120)', 'send'), 'entity.name.function.call');
    assert.equal(scopeOf('  A->B.timeout(time-wait)', 'time-wait'), 'constant.language.timer');
  });

  it('of names that are keywords elsewhere', () => {
    for (const word of statementKeywords) {
      assert.equal(scopeOf(`${word} -> b: [SYN]`, word), 'variable.other.endpoint', word);
      assert.equal(scopeOf(`${word}.close()`, word), 'variable.other.endpoint', word);
    }
  });

  it('know all words of the language', () => {
    for (const flag of flagNames) assert.equal(scopeOf(`a -> b: [${flag}]`, flag), 'constant.language.flag', flag);
    for (const state of states) assert.equal(scopeOf(`expect a ${state}`, state), 'constant.language.state', state);
    for (const state of states) assert.equal(scopeOf(`endpoint a ${state}`, state), 'constant.language.state', state);
    for (const call of callNames) assert.equal(scopeOf(`a.${call}()`, call), 'entity.name.function.call', call);
    for (const timer of timerNames) assert.equal(scopeOf(`a.timeout(${timer})`, timer), 'constant.language.timer', timer);
    for (const variable of tcbVariables) assert.equal(scopeOf(`expect a.${variable} = 1`, variable), 'variable.language.tcb', variable);
    for (const field of segmentVocabulary) {
      const alone = (segmentWords as readonly string[]).includes(field);
      const value = field === 'as' || field === 'violates' ? ' x' : alone ? '' : '=1';
      assert.ok(scopeOf(`a -> b: [ACK] ${field}${value}`, field), field);
    }
    for (const property of endpointVocabulary) {
      const alone = (endpointWords as readonly string[]).includes(property);
      assert.ok(scopeOf(`endpoint a ${property}${alone ? '' : '=1'}`, property), property);
    }
  });

  it('never run on into the next line', () => {
    for (const { text } of fixtures('syntax')) {
      let state = textmate.INITIAL;
      for (const line of strip(text).lines) {
        const { ruleStack, stoppedEarly } = grammar.tokenizeLine(line, state);
        assert.equal(stoppedEarly, false);
        state = ruleStack;
        const fresh = grammar.tokenizeLine('client -> server: [SYN] // x', textmate.INITIAL).tokens;
        assert.deepEqual(grammar.tokenizeLine('client -> server: [SYN] // x', state).tokens, fresh, line);
      }
    }
  });
});

describe('the editor\'s settings for the language', () => {
  const settings = JSON.parse(read('language-configuration.json')) as {
    wordPattern: { pattern: string; flags: string };
    folding: { markers: { start: string; end: string } };
    indentationRules: { increaseIndentPattern: string; decreaseIndentPattern: string };
  };

  it('take names, states, rules and numbers for words', () => {
    const word = new RegExp(settings.wordPattern.pattern, `g${settings.wordPattern.flags}`);
    const words = (text: string): string[] => text.match(word) ?? [];
    assert.deepEqual(words('@10ms 서버->B: [SYN, ACK] seq=x-1 violates ack-of-unsent-data'), [
      '10ms', '서버', 'B', 'SYN', 'ACK', 'seq', 'x', '1', 'violates', 'ack-of-unsent-data',
    ]);
    assert.deepEqual(words('expect a FIN-WAIT-1, b.snd.nxt = 0x3e8'), ['expect', 'a', 'FIN-WAIT-1', 'b', 'snd', 'nxt', '0x3e8']);
  });

  it('indent what a block holds', () => {
    const increase = new RegExp(settings.indentationRules.increaseIndentPattern);
    for (const line of ['flow "a" {', '  cross {  // why', 'section "a // {" {']) {
      assert.ok(increase.test(line) && parseLine(line).statement, line);
    }
    for (const line of ['// flow {', 'note "{', 'note "{"', 'client.close() // {']) assert.ok(!increase.test(line), line);
    assert.ok(new RegExp(settings.indentationRules.decreaseIndentPattern).test('  }'));
  });

  it('fold what a block holds', () => {
    const { start, end } = settings.folding.markers;
    for (const line of ['flow "a" {', '  cross {  // why']) assert.ok(new RegExp(start).test(line), line);
    for (const line of ['client.close()', '// flow {', 'flowing -> b: [SYN]']) assert.ok(!new RegExp(start).test(line), line);
    assert.ok(new RegExp(end).test('  }'));
  });
});
