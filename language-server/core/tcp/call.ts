// The application's calls (RFC 9293 §3.9.1, §3.10.1 … §3.10.6) on one TCB, in the words of the socket API.
import { asListener, close, forget, move } from './segment-arrives.ts';
import type { Tcb } from './tcb.ts';
import { transition, type Event } from './transitions.ts';

export type Call = 'connect' | 'listen' | 'accept' | 'send' | 'receive' | 'shutdown' | 'close' | 'abort';

/** Why a call fails, in RFC 9293's words (§3.10). */
export type CallError = 'connection already exists' | 'connection does not exist' | 'connection closing' | 'connection not established';

/** The block after the call; with `error` it is as before. */
export interface Called {
  readonly tcb: Tcb;
  readonly events: readonly Event[];
  readonly error?: CallError;
}

const done = (tcb: Tcb, events: readonly Event[] = []): Called => ({ tcb, events });
const fails = (tcb: Tcb, error: CallError): Called => ({ ...done(tcb), error });

export const makeCall = (tcb: Tcb, call: Call): Called => {
  switch (call) {
    case 'connect':
      return connect(tcb);
    case 'listen':
      return tcb.state === 'CLOSED' ? done(asListener(tcb), ['OPEN passive']) : tcb.state === 'LISTEN' ? done(tcb) : fails(tcb, 'connection already exists');
    case 'accept':
      return accept(tcb);
    case 'send':
      return send(tcb);
    case 'receive':
      return receive(tcb);
    case 'shutdown':
    case 'close':
      return closeCall(tcb);
    case 'abort':
      return abort(tcb);
  }
};

/** §3.10.1, active. The ISN is chosen here; the SYN's own line says it. */
const connect = (tcb: Tcb): Called => {
  if (tcb.state !== 'CLOSED' && tcb.state !== 'LISTEN') return fails(tcb, 'connection already exists');
  const before = tcb.ending === undefined ? tcb : { ...forget(tcb), ...(tcb.iss === undefined ? {} : { formerIss: tcb.iss }) };
  return done({ ...move(before, 'OPEN active'), opened: 'active' }, ['OPEN active']);
};

/** accept() hands out a connection that a listener has, or waits for one: the next one too, when one is over. */
const accept = (tcb: Tcb): Called => {
  const isActive = tcb.opened === 'active';
  if (tcb.state !== 'CLOSED') return isActive ? fails(tcb, 'connection already exists') : done(tcb);
  return tcb.unsaid && !isActive ? done(asListener(tcb), ['OPEN passive']) : fails(tcb, 'connection does not exist');
};

/** §3.10.2. Before ESTABLISHED the data is queued. */
const send = (tcb: Tcb): Called => {
  if (tcb.state === 'CLOSED') return fails(tcb, 'connection does not exist');
  if (tcb.state === 'LISTEN') return fails(tcb, 'connection not established');
  return tcb.closing ? fails(tcb, 'connection closing') : done(tcb);
};

/** §3.10.3. In CLOSE-WAIT what is on hand may still be read. */
const receive = (tcb: Tcb): Called => {
  if (tcb.state === 'CLOSED') return fails(tcb, 'connection does not exist');
  return tcb.state === 'CLOSING' || tcb.state === 'LAST-ACK' || tcb.state === 'TIME-WAIT' ? fails(tcb, 'connection closing') : done(tcb);
};

/** §3.10.4. The state changes with the call; the FIN follows behind what is queued. */
const closeCall = (tcb: Tcb): Called => {
  if (tcb.state === 'CLOSED') return fails(tcb, 'connection does not exist');
  // A second close makes no second FIN; §3.10.4 lets it succeed.
  const halfClosed = tcb.state === 'FIN-WAIT-1' || tcb.state === 'FIN-WAIT-2';
  if (halfClosed) return done(tcb);
  if (transition(tcb.state, 'CLOSE') === undefined) return fails(tcb, 'connection closing');
  if (tcb.state === 'LISTEN') return done(unlistening(tcb), ['CLOSE']);
  const next = move(tcb, 'CLOSE');
  return done(next.state === 'CLOSED' ? strictlyClosed(close(next, 'closed')) : { ...next, closing: true }, ['CLOSE']);
};

/** Who listened had no connection yet, and is as if it never had. */
const unlistening = (tcb: Tcb): Tcb => strictlyClosed(forget(tcb));

/** The application itself has closed: nobody listens here until it says so. */
const strictlyClosed = (tcb: Tcb): Tcb => ({ ...tcb, unsaid: false });

/** §3.10.5 */
const abort = (tcb: Tcb): Called => {
  if (tcb.state === 'CLOSED') return fails(tcb, 'connection does not exist');
  if (tcb.state === 'LISTEN') return done(unlistening(tcb), ['ABORT']);
  const resets = transition(tcb.state, 'ABORT')?.sends === 'RST';
  const next = move(tcb, 'ABORT');
  const aborted: Tcb = resets ? { ...close(next, 'aborted'), aborting: true } : close(next, 'dropped');
  // A server that aborts one connection goes on listening for the next; so may an end of which the flow tells no OPEN.
  return done(tcb.opened !== 'active' ? aborted : strictlyClosed(aborted), ['ABORT']);
};
