// A segment's line → the whole segment: what the author left out and TCP determines is filled in.
import type { EndpointDeclaration, SegmentStatement } from '../flow/statement.ts';
import { ACK, FIN, RST, SYN, type Flags } from '../tcp/flags.ts';
import { reach } from '../tcp/segment-arrives.ts';
import { refusesSyn } from '../tcp/send.ts';
import { seqAdd, type Seq } from '../tcp/seq.ts';
import type { Range, Segment, SegmentOptions } from '../tcp/segment.ts';
import { isSynchronized } from '../tcp/state.ts';
import { largestWindow, negotiated, type Tcb } from '../tcp/tcb.ts';
import { offered } from './initial-tcb.ts';
import type { Report, Scope } from './scope.ts';

/** What is written of a segment, names resolved. A field that is left out, or whose value means nothing, is undefined. */
export interface Written {
  readonly flags: Flags;
  readonly seq: Seq | undefined;
  readonly ack: Seq | undefined;
  readonly len: number;
  readonly wnd: number | undefined;
  readonly urg: number;
  readonly options: SegmentOptions;
  readonly payload?: string;
}

export const written = (scope: Pick<Scope, 'value'>, statement: SegmentStatement, line: number, report: Report): Written => {
  const sack = statement.sack.flatMap(({ left, right }): Range[] => {
    const edges = { left: scope.value(left, line, report), right: scope.value(right, line, report) };
    return edges.left === undefined || edges.right === undefined ? [] : [{ left: edges.left, right: edges.right }];
  });
  return {
    flags: statement.flags,
    seq: statement.seq === undefined ? undefined : scope.value(statement.seq.value, line, report),
    ack: statement.ack === undefined ? undefined : scope.value(statement.ack.value, line, report),
    // What the payload is counts before what `len` says of it.
    len: clamp(statement.payload?.bytes ?? statement.len?.value ?? 0),
    wnd: statement.win?.value,
    urg: statement.urg?.value ?? 0,
    options: {
      ...(statement.mss && { mss: statement.mss.value }),
      ...(statement.ws && { ws: statement.ws.value }),
      ...(statement.sackPermitted && { sackPermitted: true }),
      ...(statement.tsval && { tsval: statement.tsval.value >>> 0 }),
      ...(statement.tsecr && { tsecr: statement.tsecr.value >>> 0 }),
      ...(sack.length > 0 && { sack }),
      ...(statement.tfo && { tfo: statement.tfo.cookie }),
      ...(statement.otherOptions.length > 0 && { other: statement.otherOptions.map(({ kind, data }) => ({ kind, data })) }),
      ...(statement.ecn && { ecn: statement.ecn.mark }),
    },
    ...(statement.payload && { payload: statement.payload.text }),
  };
};

// Larger lengths are out of range; half the sequence space would make new data look old.
const clamp = (length: number): number => Math.min(length, 0x3fff_ffff);

/** The segment on the wire. `declaration`: of the endpoint that sends. */
export const complete = (part: Written, sender: Tcb, declaration: EndpointDeclaration | undefined): Segment => ({
  flags: part.flags,
  seq: part.seq ?? seqLeftOut(part, sender),
  ack: (part.flags & ACK) === 0 ? part.ack ?? 0 : part.ack ?? ackLeftOut(part, sender),
  len: part.len,
  wnd: part.wnd === undefined ? windowLeftOut(part, sender) : windowWritten(part.wnd, part, sender),
  urg: part.urg,
  options: optionsOf(part, sender, declaration),
  ...(part.payload !== undefined && { payload: part.payload }),
});

/** What was advertised last, as far as the field can say it. */
const windowLeftOut = ({ flags }: Written, sender: Tcb): number => Math.min(sender.lastWnd ?? sender.rcv.wnd, largestWindow(sender, flags));

/** In bytes, unless it is the field, and makes a window like those before it. */
const windowWritten = (win: number, { flags }: Written, sender: Tcb): number => {
  if (sender.fieldWindows !== true || (flags & SYN) !== 0) return win;
  const bytes = win * 2 ** negotiated(sender).rcvWindShift;
  return bytes <= 4 * Math.max(sender.lastWnd ?? 0, 0xffff) ? bytes : win;
};

/** SND.NXT; for a SYN the ISN, for a FIN that was sent before its own number, for a RST what §3.10.7.1 gives it. */
const seqLeftOut = (part: Written, sender: Tcb): Seq => {
  if ((part.flags & RST) !== 0) return owedReset(part, sender)?.seq ?? sender.snd.nxt;
  if ((part.flags & SYN) !== 0) return sender.iss !== undefined && sender.ending === undefined ? sender.iss : sender.isn ?? 0;
  if ((part.flags & FIN) !== 0 && sender.fin !== undefined) return seqAdd(sender.fin, -part.len);
  return sender.snd.nxt;
};

const ackLeftOut = (part: Written, sender: Tcb): Seq => {
  if ((part.flags & RST) !== 0) return owedReset(part, sender)?.ack ?? sender.rcv.nxt;
  // What came beyond the window may have been taken: who leaves the number out acknowledges all of it. Not so a probe of a closed window; and the
  // data of a SYN waits for the handshake.
  return (part.flags & SYN) !== 0 || sender.rcv.wnd === 0 ? sender.rcv.nxt : reach(sender.rcv.nxt, sender.rcv.kept);
};

/** The newest reset that the sender owes, in the form that the flags say; none where it aborts its own connection. */
const owedReset = (part: Written, sender: Tcb): Tcb['owedResets'][number] | undefined => {
  if (sender.aborting === true || isSynchronized(sender.state)) return undefined;
  // Who has taken a SYN refuses or aborts that connection, unless the numbers say otherwise.
  const owed = sender.state === 'SYN-RECEIVED' ? sender.owedResets.filter(({ ack }) => ack === undefined || refusesSyn(sender, ack)) : sender.owedResets;
  return owed.findLast(({ ack }) => (ack !== undefined) === ((part.flags & ACK) !== 0)) ?? owed.at(-1);
};

/** What the endpoint's declaration says it offers goes with its SYN, and with a SYN,ACK only what the peer's SYN had too. */
const optionsOf = (part: Written, sender: Tcb, declaration: EndpointDeclaration | undefined): SegmentOptions => {
  const declared = offered(declaration);
  const timestamps = (allowed: boolean): SegmentOptions => (declared.tsval === undefined || !allowed || part.options.tsval !== undefined
    ? {}
    : { tsval: sender.lastTsval ?? 0, tsecr: (part.flags & ACK) === 0 ? 0 : sender.tsRecent ?? 0 });
  if ((part.flags & SYN) === 0) return { ...timestamps(negotiated(sender).timestamps && (part.flags & RST) === 0), ...part.options };
  const answering = (part.flags & ACK) !== 0 && sender.peerSynOptions !== undefined;
  const peer = sender.peerSynOptions ?? {};
  return {
    ...(declared.mss === undefined ? {} : { mss: declared.mss }),
    ...(declared.ws === undefined || (answering && peer.ws === undefined) ? {} : { ws: declared.ws }),
    ...(declared.sackPermitted === undefined || (answering && peer.sackPermitted === undefined) ? {} : { sackPermitted: true }),
    ...timestamps(!answering || peer.tsval !== undefined),
    ...part.options,
  };
};
