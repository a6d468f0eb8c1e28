// Tests of the fixtures' own form: what is stripped is what was written, and no finding gets lost.
import assert from 'node:assert/strict';
import { say } from '../language-server/core/flow/message.ts';
import { annotate, strip } from './support/annotate.ts';

describe('annotated fixtures', () => {
  const finding = (line: number, start: number, end: number, code = 'some-rule') =>
    ({ line, span: { start, end }, severity: 'warning' as const, code, message: say`says ${7}` });

  it('mark the line above', () => {
    const findings = [finding(0, 6, 9), finding(0, 2, 5), finding(1, 2, 7)];
    const text = annotate(strip('  one two\n//= old\n  three'), findings, (line) => `state ${line}`);
    assert.equal(text, [
      '  one two', '//^^^ warning[some-rule]: says 7', '//    ^^^ warning[some-rule]: says 7', '//= state 0',
      '  three', '//^^^^^ warning[some-rule]: says 7',
    ].join('\n'));
    assert.equal(strip(text).text, '  one two\n  three');
    assert.deepEqual([...strip(text).revealed], [0]);
  });

  it('mark what a comment cannot point at by numbers', () => {
    const text = annotate(strip('one'), [finding(0, 0, 3), finding(0, 3, 3)]);
    assert.equal(text, 'one\n//@0-3 warning[some-rule]: says 7\n// ^ warning[some-rule]: says 7');
    assert.equal(strip(text).text, 'one');
  });

  it('keep findings on lines that do not exist', () => {
    const text = annotate(strip('one'), [finding(5, 0, 3)]);
    assert.equal(text, 'one\n//! line 5: //@0-3 warning[some-rule]: says 7');
    assert.equal(strip(text).text, 'one');
  });

  it('leave comments alone', () => {
    const text = '// ^ not a marker\n// error[x]: no\n/// doc\n//=no';
    assert.equal(strip(text).text, text);
  });

  it('tell what else a finding says', () => {
    const fixed = { ...finding(1, 2, 5), fix: 'six', related: [{ line: 0, span: { start: 0, end: 3 }, message: say`the first` }] };
    const whole = { ...finding(2, 2, 5), fix: '', fixSpan: { start: 0, end: 5 } };
    const text = annotate(strip('one\n//>\n  two\n//> old\n//> lines\n 3 four\n//>'), [fixed, whole]);
    assert.equal(text, [
      'one', '//>',
      '  two', '//^^^ warning[some-rule]: says 7', '//> instead: six', '//> 1 above, one: the first',
      ' 3 four', '//^^^ warning[some-rule]: says 7', '//> instead of  3 fo:',
    ].join('\n'));
    assert.equal(strip(text).text, 'one\n  two\n 3 four');
  });

  it('leave a reveal line empty when nothing is known', () => {
    assert.equal(annotate(strip('one\n//= x'), []), 'one\n//=');
  });
});
