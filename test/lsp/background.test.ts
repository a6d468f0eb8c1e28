// Work in turns: what is begun anew takes the place of what was begun before, and a failure ends nothing but its own work.
import assert from 'node:assert/strict';

import { background } from '../../language-server/lsp/background.ts';
import { soon, whenQuiet } from '../../language-server/lsp/when-quiet.ts';

/** Work that takes several turns: it tells when it is at its end. */
const work = function* (milliseconds: number, told: string[], name: string): Generator<undefined, void> {
  for (const until = performance.now() + milliseconds; performance.now() < until;) yield;
  told.push(name);
};

describe('work in the background', () => {
  it('lets others have their turn, and ends', async () => {
    const told: string[] = [];
    const { start, idle, isBusy } = background((name) => told.push(`${name} done`));
    start('long', work(60, told, 'long'));
    assert.equal(isBusy('long'), true);
    setImmediate(() => told.push('message'));
    await idle('long');
    assert.deepEqual(told, ['message', 'long', 'long done']);
    assert.equal(isBusy('long'), false);
  });

  it('is given up for newer work, and nobody hears that the older one is done', async () => {
    const told: string[] = [];
    const { start, idle } = background((name) => told.push(`${name} done`));
    start('file', work(60, told, 'older'));
    start('file', work(60, told, 'newer'));
    await idle('file');
    assert.deepEqual(told, ['newer', 'file done']);
  });

  it('keeps nobody waiting when it is given up', async () => {
    const { start, cancel, idle } = background(() => assert.fail('nothing is done'));
    start('file', work(60, [], 'file'));
    const waiting = idle('file');
    cancel('file');
    await waiting;
  });

  it('is waited for from when it is announced', async () => {
    const told: string[] = [];
    const { announce, start, idle, isBusy } = background((name) => told.push(`${name} done`));
    announce('file');
    assert.equal(isBusy('file'), true);
    const waiting = idle('file').then(() => told.push('answer'));
    setImmediate(() => start('file', work(20, told, 'file')));
    await waiting;
    assert.deepEqual(told, ['file', 'file done', 'answer']);
  });

  it('is done when it fails: who asks for its result hears why', async () => {
    const told: string[] = [];
    const { start, idle } = background((name) => told.push(`${name} done`));
    start('file', (function* () { yield; throw new Error('no such luck'); })());
    await idle('file');
    start('other', work(0, told, 'other'));
    assert.deepEqual(told, ['file done', 'other', 'other done']);
  });
});

describe('work that waits until it is quiet', () => {
  it('is done once for all that have asked', async () => {
    const done: string[] = [];
    const ask = whenQuiet((name) => void done.push(name));
    for (const name of ['a', 'b', 'a']) ask(name);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(done, ['a', 'b']);
  });

  it('is done though somebody asks all the time', async () => {
    let done = 0;
    const ask = whenQuiet(() => void done++);
    const until = Date.now() + 5000;
    await new Promise<void>((resolve) => {
      const again = (): void => {
        if (done > 0 || Date.now() > until) return resolve();
        ask('file');
        soon(again);
      };
      again();
    });
    assert.equal(done, 1);
  });
});
