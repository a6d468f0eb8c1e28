// RFC 9293 figure 5 as data, with the notes that its picture leaves out. The simulator moves by it; hover and docs read it.
import type { State } from './state.ts';

/** What moves a connection from state to state: a call, a segment that was accepted, or a timer. */
export type Event = (typeof events)[number];
export const events = [
  'OPEN passive', 'OPEN active', 'CLOSE', 'ABORT',
  'rcv SYN', 'rcv SYN,ACK', 'rcv ACK of SYN', 'rcv FIN', 'rcv ACK of FIN', 'rcv FIN,ACK of FIN', 'rcv RST',
  'USER TIMEOUT', '2MSL TIMEOUT',
] as const;

export interface Transition {
  readonly to: State;
  /** The segment that goes with it. */
  readonly sends?: 'SYN' | 'SYN,ACK' | 'ACK' | 'FIN' | 'RST';
  /** Section of RFC 9293. */
  readonly rfc: string;
}

const reset = { to: 'CLOSED', rfc: '3.10.7.4' } as const;
const abortWithReset = { to: 'CLOSED', sends: 'RST', rfc: '3.10.5' } as const;
const abort = { to: 'CLOSED', rfc: '3.10.5' } as const;
const userTimeout = { to: 'CLOSED', rfc: '3.10.8' } as const;

export const transitions = {
  CLOSED: {
    'OPEN passive': { to: 'LISTEN', rfc: '3.10.1' },
    'OPEN active': { to: 'SYN-SENT', sends: 'SYN', rfc: '3.10.1' },
  },
  LISTEN: {
    // A passive OPEN turns active when the application sends or connects.
    'OPEN active': { to: 'SYN-SENT', sends: 'SYN', rfc: '3.10.1' },
    CLOSE: { to: 'CLOSED', rfc: '3.10.4' },
    ABORT: abort,
    'rcv SYN': { to: 'SYN-RECEIVED', sends: 'SYN,ACK', rfc: '3.10.7.2' },
  },
  'SYN-SENT': {
    CLOSE: { to: 'CLOSED', rfc: '3.10.4' },
    ABORT: abort,
    // Simultaneous open: both SYNs are on their way.
    'rcv SYN': { to: 'SYN-RECEIVED', sends: 'SYN,ACK', rfc: '3.10.7.3' },
    'rcv SYN,ACK': { to: 'ESTABLISHED', sends: 'ACK', rfc: '3.10.7.3' },
    'rcv RST': { to: 'CLOSED', rfc: '3.10.7.3' },
    'USER TIMEOUT': userTimeout,
  },
  'SYN-RECEIVED': {
    CLOSE: { to: 'FIN-WAIT-1', sends: 'FIN', rfc: '3.10.4' },
    ABORT: abortWithReset,
    'rcv ACK of SYN': { to: 'ESTABLISHED', rfc: '3.10.7.4' },
    // Figure 5, note 1: a connection that was opened passively goes back to LISTEN instead.
    'rcv RST': reset,
    'USER TIMEOUT': userTimeout,
  },
  ESTABLISHED: {
    CLOSE: { to: 'FIN-WAIT-1', sends: 'FIN', rfc: '3.10.4' },
    ABORT: abortWithReset,
    // The peer has finished sending; we may still send.
    'rcv FIN': { to: 'CLOSE-WAIT', sends: 'ACK', rfc: '3.10.7.4' },
    'rcv RST': reset,
    'USER TIMEOUT': userTimeout,
  },
  'FIN-WAIT-1': {
    ABORT: abortWithReset,
    'rcv ACK of FIN': { to: 'FIN-WAIT-2', rfc: '3.10.7.4' },
    // Simultaneous close: the peer's FIN left before ours arrived.
    'rcv FIN': { to: 'CLOSING', sends: 'ACK', rfc: '3.10.7.4' },
    // Figure 5, note 2: one segment does both.
    'rcv FIN,ACK of FIN': { to: 'TIME-WAIT', sends: 'ACK', rfc: '3.10.7.4' },
    'rcv RST': reset,
    'USER TIMEOUT': userTimeout,
  },
  'FIN-WAIT-2': {
    ABORT: abortWithReset,
    'rcv FIN': { to: 'TIME-WAIT', sends: 'ACK', rfc: '3.10.7.4' },
    'rcv RST': reset,
    'USER TIMEOUT': userTimeout,
  },
  'CLOSE-WAIT': {
    CLOSE: { to: 'LAST-ACK', sends: 'FIN', rfc: '3.10.4' },
    ABORT: abortWithReset,
    'rcv RST': reset,
    'USER TIMEOUT': userTimeout,
  },
  CLOSING: {
    ABORT: abort,
    'rcv ACK of FIN': { to: 'TIME-WAIT', rfc: '3.10.7.4' },
    'rcv RST': reset,
    'USER TIMEOUT': userTimeout,
  },
  'LAST-ACK': {
    ABORT: abort,
    'rcv ACK of FIN': { to: 'CLOSED', rfc: '3.10.7.4' },
    'rcv RST': reset,
    'USER TIMEOUT': userTimeout,
  },
  'TIME-WAIT': {
    ABORT: abort,
    'rcv RST': reset,
    // Two stays of a segment in the network: nothing of this connection can still arrive.
    '2MSL TIMEOUT': { to: 'CLOSED', rfc: '3.10.8' },
    'USER TIMEOUT': userTimeout,
  },
} as const satisfies Record<State, Partial<Record<Event, Transition>>>;

/** Where an event leads from a state; undefined when it changes nothing there. */
export const transition = (state: State, event: Event): Transition | undefined =>
  (transitions[state] as Partial<Record<Event, Transition>>)[event];
