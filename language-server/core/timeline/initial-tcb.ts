// The TCB that an endpoint's declaration describes, before the flow's first line.
import type { DeclaredEndpoint } from '../flow/flow.ts';
import type { EndpointDeclaration } from '../flow/statement.ts';
import { ACK, FIN, SYN, type Flags } from '../tcp/flags.ts';
import { sentSegments } from '../tcp/sent-segments.ts';
import { seqAdd, type Seq } from '../tcp/seq.ts';
import { isSynchronized, type State } from '../tcp/state.ts';
import type { Segment, SegmentOptions } from '../tcp/segment.ts';
import { freshTcb, type Tcb } from '../tcp/tcb.ts';
import type { Scope } from './scope.ts';

/** The window of an endpoint that does not say: the largest without scaling, bytes. */
export const defaultWindow = 65535;

/** `declared` is the endpoint's declaration, `peer` that of the other end. Unknown names count as left out: the scope tells of them. */
export const initialTcb = (scope: Pick<Scope, 'value'>, declared: DeclaredEndpoint | undefined, peer: DeclaredEndpoint | undefined): Tcb => {
  const numberOf = (one: DeclaredEndpoint | undefined, field: 'isn' | 'seq' | 'ack'): Seq | undefined => {
    const value = one?.declaration[field]?.value;
    return one === undefined || value === undefined ? undefined : scope.value(value, one.line, () => undefined);
  };
  const declaration = declared?.declaration;
  const window = declaration?.win?.value ?? defaultWindow;
  const state = declaration?.state?.state;
  const isn = numberOf(declared, 'isn');
  const fresh = { ...freshTcb(state === 'LISTEN' ? 'LISTEN' : 'CLOSED', window, state === undefined), ...(isn === undefined ? {} : { isn }) };
  if (declared === undefined || state === undefined || state === 'CLOSED' || state === 'LISTEN') return fresh;

  const declaredNext = numberOf(declared, 'seq') ?? (isn === undefined ? nextOfPeersAck(numberOf(peer, 'ack'), state, peer?.declaration.state?.state) : undefined);
  const peerNext = numberOf(peer, 'seq');
  const peerIsn = numberOf(peer, 'isn');
  const firstByte = seqAdd(isn ?? 0, 1);
  const nxt = declaredNext ?? seqAdd(firstByte, ourFinSent(state) ? 1 : 0);
  const rcvNxt = numberOf(declared, 'ack') ?? peerNext ?? seqAdd(peerIsn ?? 0, 1 + (peerFinReceived(state) ? 1 : 0));
  const peerWindow = peer?.declaration.win?.value ?? defaultWindow;
  const irs = peerIsn ?? (declaration?.ack === undefined && peerNext === undefined ? 0 : undefined);
  const onItsWay = unacknowledged(state);
  const una = seqAdd(nxt, onItsWay === undefined ? 0 : -1);
  // Explicit numbers in the middle of a connection leave its beginning unknown, but not where the SYN is what is unacknowledged.
  const iss = state === 'SYN-SENT' || state === 'SYN-RECEIVED' ? una : isn ?? (declaredNext === undefined ? 0 : undefined);
  const receives = state !== 'SYN-SENT';
  return {
    ...fresh,
    state,
    ...(iss === undefined ? {} : { iss }),
    snd: { una, nxt, wnd: receives ? peerWindow : 0, wl1: rcvNxt },
    ...(receives && irs !== undefined ? { irs } : {}),
    rcv: {
      nxt: receives ? rcvNxt : 0, wnd: window, edge: receives ? seqAdd(rcvNxt, window) : 0, floor: receives ? rcvNxt : 0, kept: [],
      ...(receives && declaration?.win !== undefined ? { promised: seqAdd(rcvNxt, window), largestWnd: window } : {}),
    },
    closing: ourFinSent(state),
    ...(ourFinSent(state) ? { fin: seqAdd(nxt, -1) } : {}),
    ...(peerFinReceived(state) ? { peerFin: seqAdd(rcvNxt, -1) } : {}),
    ...(isSynchronized(state) ? { lastAck: rcvNxt } : {}),
    lastWnd: window,
    synOptions: offered(declaration),
    ...(receives ? { peerSynOptions: offered(peer?.declaration) } : {}),
    sent: sentSegments(onItsWay === undefined ? [] : [{ line: declared, lastLine: declared, segment: sentBefore(onItsWay, una, rcvNxt, window, declaration), arrived: false }]),
    ...(state === 'TIME-WAIT' ? { timeWaitSince: 0 } : {}),
  };
};

/** SND.NXT where only the peer's declaration tells it, by its RCV.NXT: all has arrived, but for a FIN that the peer's state does not know of. */
const nextOfPeersAck = (ack: Seq | undefined, own: State, peer: State | undefined): Seq | undefined =>
  (ack === undefined || peer === undefined ? undefined : seqAdd(ack, ourFinSent(own) && !peerFinReceived(peer) ? 1 : 0));

const ourFinSent = (state: State): boolean =>
  state === 'FIN-WAIT-1' || state === 'FIN-WAIT-2' || state === 'CLOSING' || state === 'LAST-ACK' || state === 'TIME-WAIT';

/** The flags of what the end has sent and not heard of. */
const unacknowledged = (state: State): Flags | undefined => {
  if (state === 'SYN-SENT') return SYN;
  if (state === 'SYN-RECEIVED') return SYN | ACK;
  return state === 'FIN-WAIT-1' || state === 'CLOSING' || state === 'LAST-ACK' ? FIN | ACK : undefined;
};

const peerFinReceived = (state: State): boolean =>
  state === 'CLOSE-WAIT' || state === 'CLOSING' || state === 'LAST-ACK' || state === 'TIME-WAIT';

const sentBefore = (flags: Flags, seq: Seq, ack: Seq, wnd: number, declaration: EndpointDeclaration | undefined): Segment =>
  ({ flags, seq, ack: flags === SYN ? 0 : ack, len: 0, wnd, urg: 0, options: (flags & SYN) === 0 ? {} : offered(declaration) });

/** The options that an endpoint's declaration says its SYN carries. */
export const offered = (declaration: EndpointDeclaration | undefined): SegmentOptions => ({
  ...(declaration?.mss === undefined ? {} : { mss: declaration.mss.value }),
  ...(declaration?.ws === undefined ? {} : { ws: declaration.ws.value }),
  ...(declaration?.sackPermitted === undefined ? {} : { sackPermitted: true }),
  ...(declaration?.ts === undefined ? {} : { tsval: 0, tsecr: 0 }),
});
