// No text of somebody else's becomes a link in a notification of VS Code.
import assert from 'node:assert/strict';

import { reasonOf, withoutLinks } from '../src/without-links.ts';

/** As VS Code finds links in notifications. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('a notification', () => {
  it('shows the name of a file and the reason of a failure as text', () => {
    const name = '[Open](command:workbench.action.terminal.new).svg';
    assert.match(name, link);
    assert.doesNotMatch(withoutLinks(name), link);
    assert.doesNotMatch(reasonOf(new Error(`cannot write ${name} ${name}`)), link);
    assert.doesNotMatch(reasonOf(name), link);
    assert.equal(reasonOf(new Error('no permission')), 'no permission');
  });
});
