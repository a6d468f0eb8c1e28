// A connection with an address that stands for many hosts, or for none.
import { say } from '../flow/message.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { rule } from './rule.ts';

export const multicastAddress = rule({
  code: 'multicast-address',
  severity: 'error',
  rfc: '9293 §3.9.2.3',
  summary: 'an endpoint whose address is multicast or broadcast',
  requirements: ['MUST-46', 'MUST-57', 'MUST-63'],
  *ending({ endpoints, connections, observed, end }) {
    // Whoever was seen to send is one host: captures are published with other addresses in place of the real ones.
    const judged = connections.flatMap(({ ends }, id) => ends.filter((_, side) => !observed || !hasSent(end[id]![side]!, end[id]![1 - side]!)));
    const connected = new Set(judged.map(({ endpoint }) => endpoint));
    for (const { id, name, declared } of endpoints) {
      const addr = declared?.declaration.addr;
      if (!connected.has(id) || addr === undefined || !standsForMany(addr.text)) continue;
      yield {
        line: declared!.line,
        span: addr.span,
        message: say`${addr.text} is no address of one host: TCP connects two hosts, so ${name} can neither open a connection nor be reached`,
      };
    }
  },
});

/** 224.0.0.0/4, the limited broadcast address, ff00::/8. */
const standsForMany = (addr: string): boolean =>
  /^(?:22[4-9]|23\d)(?:\.\d{1,3}){3}$/.test(addr) || addr === '255.255.255.255' || /^ff[0-9a-f]{2}:/i.test(addr);

/** `peer`: who refuses sends nothing but a RST. */
const hasSent = ({ iss, lastAck }: Tcb, peer: Tcb): boolean => iss !== undefined || lastAck !== undefined || peer.ending === 'reset-received';
