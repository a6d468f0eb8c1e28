// Options that only a SYN may carry, on another segment.
import { say } from '../flow/message.ts';
import { SYN } from '../tcp/flags.ts';
import { isSynchronized } from '../tcp/state.ts';
import { openingFlags } from './opening.ts';
import { rule } from './rule.ts';

export const optionNotOnSyn = rule({
  code: 'option-not-on-syn',
  severity: 'error',
  rfc: '9293 §3.2',
  summary: 'MSS, window scale, SACK-permitted or Fast Open outside a SYN',
  requirements: ['MUST-65'],
  form: true,
  segment: ({ statement, sender }) => {
    if ((statement.flags & SYN) !== 0) return undefined;
    const opening = openingFlags(sender);
    const cure = {
      // In a connection no SYN can be meant.
      ...(isSynchronized(sender.state) ? { fix: '' } : {}),
      ...(opening === undefined ? {} : { goOn: { kind: 'meant', flags: opening } as const }),
    };
    if (statement.mss !== undefined) return { at: statement.mss.span, says: say`the MSS option stands only on a SYN: both ends tell their MSS while they connect (MUST-65)`, ...cure };
    if (statement.ws !== undefined) return { at: statement.ws.span, says: say`the window scale option stands only on a SYN: elsewhere it is ignored (RFC 7323 §2.2)`, ...cure };
    if (statement.sackPermitted !== undefined) return { at: statement.sackPermitted, says: say`SACK-permitted stands only on a SYN (RFC 2018 §2)`, ...cure };
    if (statement.tfo !== undefined) {
      return { severity: 'warning', at: statement.tfo.span, says: say`the Fast Open option stands only on a SYN: elsewhere it is ignored (RFC 7413 §4.1.1)`, ...cure };
    }
    return undefined;
  },
});
