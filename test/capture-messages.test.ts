// What the page of a capture and its editor take from each other, and nothing else.
import assert from 'node:assert/strict';

import { fromCapture, toCapture, type FromCapture, type ToCapture } from '../src/webview/capture-messages.ts';

describe('the messages of a capture', () => {
  it('reach the page as they are meant, and no others', () => {
    const counts = [{ errors: 1, warnings: 0, others: 2 }];
    const meant: readonly ToCapture[] = [
      { type: 'bytes', name: 'a.pcap', bytes: new Uint8Array(2) }, { type: 'settings', payload: true },
      { type: 'counts', counts }, { type: 'counts', counts: undefined }, { type: 'failure', message: 'no permission' },
    ];
    for (const message of meant) assert.deepEqual(toCapture({ ...message, more: 1 }), message);
    for (const wrong of [
      null, 'bytes', {}, { type: 'open' }, { type: 'bytes', name: 'a.pcap', bytes: [1, 2] }, { type: 'bytes', bytes: new Uint8Array(2) }, { type: 'settings', payload: 'yes' },
      { type: 'counts', counts: [{ errors: 1, warnings: 0 }] }, { type: 'counts', counts: [{ errors: -1, warnings: 0, others: 0 }] }, { type: 'counts', counts: {} }, { type: 'failure' },
    ]) assert.equal(toCapture(wrong), undefined, JSON.stringify(wrong));
  });

  it('reach the editor as they are meant, and no others', () => {
    const meant: readonly FromCapture[] = [{ type: 'ready' }, { type: 'count', texts: ['a', 'b'] }, { type: 'open', number: 3, text: 'A -> B: [SYN]' }];
    for (const message of meant) assert.deepEqual(fromCapture({ ...message, more: 1 }), message);
    for (const wrong of [
      null, undefined, 'ready', {}, { type: 'bytes' }, { type: 'count', texts: ['a', 1] }, { type: 'count', texts: 'a' },
      { type: 'open', text: 'a' }, { type: 'open', number: 3 }, { type: 'open', number: 0.5, text: 'a' }, { type: 'open', number: -1, text: 'a' },
    ]) assert.equal(fromCapture(wrong), undefined, JSON.stringify(wrong));
  });
});
