// Translations: no sentence lacks its Korean one, none is stale, and each has the same places for the same values.
// UPDATE=1 sorts the file, drops what is stale and adds what is missing with an empty text, which fails until it is translated.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from '../language-server/core/flow/message.ts';
import { templatesInSources } from './support/templates.ts';

const root = join(import.meta.dirname, '..');
const read = (name: string): Record<string, string> => JSON.parse(readFileSync(join(root, name), 'utf8')) as Record<string, string>;

const bundlePath = 'l10n/bundle.l10n.ko.json';

/** The numbers of the places for values, as often as they stand. A particle belongs to its place. */
const places = (text: string): readonly string[] => [...text.matchAll(/\{(\d+)(?::[^/{}]+\/[^/{}]+)?\}/g)].map(([, index]) => index!).sort();

describe('translations into Korean', () => {
  const templates = templatesInSources();

  before(() => {
    if (process.env['UPDATE'] !== '1') return;
    const known = read(bundlePath);
    const texts = [...templates.keys()].sort((a, b) => (a < b ? -1 : 1)).map((text) => [text, known[text] ?? '']);
    writeFileSync(join(root, bundlePath), `${JSON.stringify(Object.fromEntries(texts), undefined, 2)}\n`);
  });

  it('has one for each sentence of the sources, and no other', () => {
    const known = read(bundlePath);
    assert.deepEqual([...templates].filter(([text]) => !known[text]).map(([text, place]) => `${place} ${text}`), [], 'not translated');
    assert.deepEqual(Object.keys(known).filter((text) => !templates.has(text)), [], 'stale');
  });

  it('keeps the places of values', () => {
    for (const [text, translation] of Object.entries(read(bundlePath))) assert.deepEqual(places(translation), places(text), text);
  });

  it('has all of the manifest, and what stands in backticks unchanged', () => {
    const [english, korean] = [read('package.nls.json'), read('package.nls.ko.json')];
    assert.deepEqual(Object.keys(korean).sort(), Object.keys(english).sort());
    for (const bundle of [korean, read(bundlePath)]) {
      for (const [key, translation] of Object.entries(bundle)) {
        const code = (text: string): readonly string[] => [...text.matchAll(/`[^`]*`/g)].map(([found]) => found).sort();
        assert.deepEqual(code(translation), code(english[key] ?? key), key);
        assert.match(translation, /[\p{Script=Hangul}]|^[^\p{L}]*$|^[\p{Script=Latin}\p{N}\s{}:,.()\-/[\]→✓]*$/u, key);
      }
    }
  });

  it('writes code in the walkthrough as VS Code reads it, in two backticks', () => {
    for (const file of ['package.nls.json', 'package.nls.ko.json']) {
      for (const [key, text] of Object.entries(read(file))) if (key.startsWith('walkthrough.')) assert.doesNotMatch(text.replace(/(?<!`)``[^`]+``(?!`)/g, ''), /`/, key);
    }
  });

  it('writes particles that fit the value', () => {
    const said = (value: string, text: string): string => format({ text: 'x', values: [value] }, { x: text });
    assert.equal(said('서버', '{0:이/가} 보냈습니다'), '서버가 보냈습니다');
    assert.equal(said('프록시 둘', '{0:은/는}'), '프록시 둘은');
    assert.equal(said('서울', '{0:으로/로}'), '서울로');
    assert.equal(said('집', '{0:으로/로}'), '집으로');
    assert.equal(said('client', '{0:을/를}'), 'client를');
    assert.equal(said('SYN', '{0:을/를}'), 'SYN을');
    assert.equal(said('x+1', '{0:이/가}'), 'x+1이');
    assert.equal(said('x+2', '{0:이/가}'), 'x+2가');
    assert.equal(said('[SYN, ACK]', '{0:과/와}'), '[SYN, ACK]와');
  });
});
