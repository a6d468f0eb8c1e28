// Combinations of control bits that no TCP sends.
import { say } from '../flow/message.ts';
import { ACK, FIN, flagsText, PSH, RST, SYN, URG, type Flags } from '../tcp/flags.ts';
import { openingFlags } from './opening.ts';
import { rule } from './rule.ts';

export const illegalFlags = rule({
  code: 'illegal-flags',
  severity: 'error',
  rfc: '9293 §3.10.7',
  summary: 'a combination of flags that no TCP sends',
  form: true,
  segment: ({ segment: { flags, len, options }, sender, statement: { flagsSpan } }) => {
    const all = (wanted: number): boolean => (flags & wanted) === wanted;
    const meant = (): Flags => {
      const opens = options.mss !== undefined || options.ws !== undefined || options.sackPermitted === true;
      return (opens ? openingFlags(sender) : undefined) ?? flags | ACK;
    };
    if ((flags & (FIN | SYN | RST | PSH | ACK | URG)) === 0) {
      return { at: flagsSpan, says: say`no flag at all: every segment but the first SYN and some RSTs carries ACK`, goOn: { kind: 'meant', flags: meant() } };
    }
    if (all(SYN | FIN)) {
      return { at: flagsSpan, says: say`SYN opens a connection and FIN ends it: no TCP sends both at once`, goOn: { kind: 'meant', flags: flags & ~FIN } };
    }
    if (all(SYN | RST)) {
      return { at: flagsSpan, says: say`SYN opens a connection and RST refuses it: no TCP sends both at once`, goOn: { kind: 'meant', flags: flags & ~RST } };
    }
    if (all(FIN | RST)) {
      return { at: flagsSpan, says: say`FIN ends a connection in order and RST aborts it: no TCP sends both at once`, goOn: { kind: 'meant', flags: flags & ~FIN } };
    }
    const bare = flags & (FIN | PSH | URG);
    const several = (bare & (bare - 1)) !== 0;
    const emptyPush = len === 0 && (bare & FIN) === 0;
    if ((flags & (SYN | ACK | RST)) === 0 && (several || emptyPush)) {
      return {
        at: flagsSpan,
        says: say`${flagsText(flags)} without ACK: a receiver discards it, and no TCP sends it`,
        goOn: { kind: 'meant', flags: meant() },
      };
    }
    return undefined;
  },
});
