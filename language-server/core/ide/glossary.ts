// What the words of the language mean, in one sentence each, with the section that says so.
import { say, type Message } from '../flow/message.ts';
import type { CallName, TcbVariable, TimerName } from '../flow/statement.ts';
import type { FlagName } from '../tcp/flags.ts';
import type { State } from '../tcp/state.ts';

export interface Entry {
  readonly text: Message;
  /** RFC number, a space, the section. */
  readonly rfc: string;
}

const entry = (text: Message, rfc: string): Entry => ({ text, rfc });

export const stateEntries: Record<State, Entry> = {
  CLOSED: entry(say`There is no connection: whatever arrives, but a RST, is answered with a RST.`, '9293 §3.3.2'),
  LISTEN: entry(say`Waits for a connection request from any peer.`, '9293 §3.3.2'),
  'SYN-SENT': entry(say`Has sent a SYN and waits for the peer's SYN.`, '9293 §3.3.2'),
  'SYN-RECEIVED': entry(say`Has received a SYN and sent its own, and waits for the ACK of it.`, '9293 §3.3.2'),
  ESTABLISHED: entry(say`The connection is open: data goes both ways.`, '9293 §3.3.2'),
  'FIN-WAIT-1': entry(say`Has sent a FIN and waits for the ACK of it, or for the peer's FIN.`, '9293 §3.3.2'),
  'FIN-WAIT-2': entry(say`Its FIN is acknowledged; it still receives, and waits for the peer's FIN.`, '9293 §3.3.2'),
  'CLOSE-WAIT': entry(say`The peer has finished sending; this end may still send, and waits for its application to close.`, '9293 §3.3.2'),
  CLOSING: entry(say`Both ends closed at once: waits for the ACK of its FIN.`, '9293 §3.3.2'),
  'LAST-ACK': entry(say`Both ends have sent a FIN; waits for the last ACK.`, '9293 §3.3.2'),
  'TIME-WAIT': entry(say`Waits twice the maximum segment lifetime, so that the peer surely got the last ACK and no old segment is left in the network.`, '9293 §3.3.2'),
};

export const flagEntries: Record<FlagName, Entry> = {
  SYN: entry(say`Synchronize: opens a connection and tells the initial sequence number. It takes one sequence number.`, '9293 §3.1'),
  ACK: entry(say`The acknowledgment number counts: everything before it has arrived.`, '9293 §3.1'),
  FIN: entry(say`The sender has no more data. It takes one sequence number.`, '9293 §3.1'),
  RST: entry(say`Reset: aborts or refuses the connection.`, '9293 §3.5.2'),
  PSH: entry(say`Push: hand the data to the application without waiting for more.`, '9293 §3.9.1.2'),
  URG: entry(say`The urgent pointer counts.`, '9293 §3.8.5'),
  ECE: entry(say`ECN echo: a packet arrived marked as having met congestion. On a SYN: offers ECN.`, '3168 §6.1'),
  CWR: entry(say`Congestion window reduced: the sender has reacted to ECE. On a SYN: offers ECN.`, '3168 §6.1'),
  AE: entry(say`Accurate ECN: with CWR and ECE a counter of congestion marks.`, '9768 §3.1'),
};

export const variableEntries: Record<TcbVariable, Entry> = {
  'snd.una': entry(say`Send unacknowledged: the oldest number that is sent and not yet acknowledged.`, '9293 §3.3.1'),
  'snd.nxt': entry(say`Send next: the number that the next new byte gets.`, '9293 §3.3.1'),
  'snd.wnd': entry(say`Send window: how many bytes from SND.UNA on the peer lets it send.`, '9293 §3.3.1'),
  'rcv.nxt': entry(say`Receive next: the next number that is expected; everything before it has arrived.`, '9293 §3.3.1'),
  'rcv.wnd': entry(say`Receive window: how many bytes from RCV.NXT on it takes.`, '9293 §3.3.1'),
  iss: entry(say`Initial send sequence number: that of its own SYN.`, '9293 §3.3.1'),
  irs: entry(say`Initial receive sequence number: that of the peer's SYN.`, '9293 §3.3.1'),
};

/** Fields, options, properties, modifiers and the keywords of statements. */
export const wordEntries: Readonly<Record<string, Entry>> = {
  seq: entry(say`Sequence number of the first byte, or of the SYN. Left out: SND.NXT of the sender.`, '9293 §3.4'),
  ack: entry(say`Acknowledgment number: the next byte that the sender expects. Left out: RCV.NXT of the sender.`, '9293 §3.4'),
  len: entry(say`Bytes of data. SYN and FIN take a sequence number each and are not counted here.`, '9293 §3.4'),
  win: entry(say`Receive window in bytes, scaled as Wireshark shows it (never on a SYN). Left out: what was advertised last.`, '9293 §3.8.6'),
  urg: entry(say`Urgent pointer: how far behind seq the byte after the urgent data is.`, '9293 §3.8.5'),
  mss: entry(say`Maximum segment size: the largest data that this end wants to receive in one segment, in bytes.`, '9293 §3.7.1'),
  ws: entry(say`Window scale: how many bits the window field is shifted by, if both SYNs carry it.`, '7323 §2'),
  sack_perm: entry(say`SACK permitted: the other end may report what arrived above a gap.`, '2018 §2'),
  sack: entry(say`SACK block: has arrived above a gap, left edge included, right edge not.`, '2018 §3'),
  ts: entry(say`Offers timestamps.`, '7323 §3'),
  tsval: entry(say`Timestamp of the sender's clock, in its ticks.`, '7323 §3'),
  tsecr: entry(say`Timestamp echo: the tsval that was received last in order.`, '7323 §3'),
  tfo: entry(say`Fast Open: a cookie, or the request for one.`, '7413 §4.1.1'),
  option: entry(say`An option by its number, with its data in hex.`, '9293 §3.2'),
  ect0: entry(say`The IP packet is marked ECT(0): its sender understands ECN.`, '3168 §5'),
  ect1: entry(say`The IP packet is marked ECT(1): its sender understands ECN.`, '3168 §5'),
  ce: entry(say`The IP packet arrives marked as having met congestion.`, '3168 §5'),
  isn: entry(say`Initial sequence number, or a name for an unknown one.`, '9293 §3.4.1'),
  lost: entry(say`Never arrives. The sender does not know, and sends it again after a timeout.`, '9293 §3.8.1'),
  corrupted: entry(say`Arrives damaged: its checksum fails and the receiver discards it without a reply.`, '9293 §3.1'),
  delayed: entry(say`Is on its way until deliver or drop.`, '9293 §3.4'),
  deliver: entry(say`A delayed segment arrives. Delivered again, it is a duplicate.`, '9293 §3.4'),
  drop: entry(say`A delayed segment never arrives.`, '9293 §3.8.1'),
  wait: entry(say`Time passes. MSL is the maximum segment lifetime, two minutes in RFC 9293; TIME-WAIT takes two of them.`, '9293 §3.4.2'),
  cross: entry(say`All segments inside are sent before any of them arrives; then they arrive in this order.`, '9293 §3.5'),
};

export const callEntries: Record<CallName, Entry> = {
  connect: entry(say`Active OPEN: the application asks for a connection, and a SYN goes out.`, '9293 §3.10.1'),
  listen: entry(say`Passive OPEN: the application waits for connections.`, '9293 §3.10.1'),
  accept: entry(say`The application takes a connection that a listener has.`, '9293 §3.9.1'),
  send: entry(say`The application hands over data to send.`, '9293 §3.10.2'),
  receive: entry(say`The application takes data that has arrived.`, '9293 §3.10.3'),
  shutdown: entry(say`The application closes its sending half; it still receives.`, '9293 §3.10.4'),
  close: entry(say`The application has nothing more to send: a FIN follows the data that is queued.`, '9293 §3.10.4'),
  abort: entry(say`The application gives the connection up: a RST goes out, and it is CLOSED.`, '9293 §3.10.5'),
};

export const timerEntries: Record<TimerName, Entry> = {
  retransmission: entry(say`No ACK came in time: the oldest unacknowledged segment is sent again.`, '9293 §3.10.8'),
  persist: entry(say`The peer's window has been closed for a while: it is probed.`, '9293 §3.8.6.1'),
  keepalive: entry(say`The connection has been idle for long: a probe asks whether the peer is still there.`, '9293 §3.8.4'),
  user: entry(say`Nothing was acknowledged for too long: the connection is given up and CLOSED.`, '9293 §3.10.8'),
  'time-wait': entry(say`Twice the maximum segment lifetime has passed: TIME-WAIT ends in CLOSED.`, '9293 §3.10.8'),
};
