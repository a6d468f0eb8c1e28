// Single faults: each kind of mistake that one line of a flow can have, put into a flow of honest endpoints. Knows from the
// ends what is right at that moment, and so what is wrong; which rule must find it, and on which token.
import type { Chance } from './chance.ts';
import { sackAllowed, sendEdge, synchronized, timestampsOn, windowNow, type End } from './end.ts';
import type { HonestFlow } from './honest-flow.ts';
import type { Event, SegmentEvent, Side } from './network.ts';
import { content, spell, type Style } from './spelling.ts';
import { ahead, plus, type Segment } from './segment.ts';

/** A flow with one mistake. */
export interface Faulty {
  readonly text: string;
  /** The line of the mistake, from 0. */
  readonly line: number;
}

export interface FaultKind {
  readonly name: string;
  /** The rule that finds it; more than one only where the same slip is different things in different states. */
  readonly codes: readonly string[];
  /** The text that is underlined. */
  readonly token: RegExp;
  readonly put: (flow: HonestFlow, chance: Chance) => Faulty | undefined;
}

/** What is known at a segment's line. */
interface Moment {
  readonly event: SegmentEvent;
  readonly segment: Segment;
  readonly sender: End;
  readonly receiver: End;
  readonly style: Style;
  /** The flow does not tell how the connection began. */
  readonly middle: boolean;
  /** A FIN of the peer has come to the sender, or may have: where it lay beyond the window, nobody but its receiver knows whether it was kept. */
  readonly finCame: boolean;
  readonly chance: Chance;
}

type Change = (moment: Moment) => Partial<Segment> | { readonly more: string } | undefined;
/** A line of `side` before the line of the moment; a text, or a segment. */
type Insertion = (moment: Moment & { readonly side: Side }) => string | (Pick<Segment, 'seq'> & Partial<Segment>) | undefined;

const momentsOf = ({ exchange: { events, middle = false }, style }: HonestFlow, chance: Chance): readonly (Moment & { readonly index: number })[] =>
  events.flatMap((event, index) => (event.kind !== 'segment' ? [] : [{
    event, index, segment: event.segment, sender: event.sender, receiver: event.receiver, style, middle, chance,
    get finCame() {
      return events.slice(0, index).some((one) => one.kind === 'segment' && one.side !== event.side && one.segment.fin === true && one.fate !== 'lost' && one.fate !== 'corrupted');
    },
  }]));

const written = ({ exchange, style }: HonestFlow, events: readonly Event[], wrong: Event): Faulty => {
  const lines = spell({ ...exchange, events }, style);
  return { text: lines.map(({ text }) => text).join('\n'), line: lines.findIndex(({ event }) => event === wrong) };
};

const one = <T>(list: readonly T[], chance: Chance): T | undefined => (list.length === 0 ? undefined : chance.pick(list));

/** A line with something else in it. */
const changed = (name: string, codes: string | readonly string[], token: RegExp, change: Change): FaultKind => ({
  name, codes: typeof codes === 'string' ? [codes] : codes, token,
  put: (flow, chance) => {
    const found = one(momentsOf(flow, chance).flatMap((moment) => {
      const other = change(moment);
      return other === undefined ? [] : [{ moment, other }];
    }), chance);
    if (found === undefined) return undefined;
    const { moment: { event, index }, other } = found;
    // The bytes stay what they were, wherever they are said to stand.
    const { segment, side, sender } = event;
    const text = sender.habits.textual && segment.len > 0 && segment.len <= 60 ? { text: content(segment, flow.exchange.begin[side].isn) } : {};
    const wrong: SegmentEvent = 'more' in other ? { ...event, whole: true, more: other.more } : { ...event, whole: true, segment: { ...segment, ...text, ...other } };
    const faulty = written(flow, flow.exchange.events.with(index, wrong), wrong);
    // A window that was really meant otherwise makes what is said of it later wrong, and who probes it says that it is closed.
    return token.source === '^win=' && /snd\.wnd|timeout\(persist\)/.test(faulty.text) ? undefined : faulty;
  },
});

/** A line with other words in it. */
const edited = (name: string, code: string, token: RegExp, edit: (moment: Moment, line: string, all: string) => string | undefined): FaultKind => ({
  name, codes: [code], token,
  put: (flow, chance) => {
    const found = one(momentsOf(flow, chance).flatMap((moment) => {
      const whole = { ...moment.event, whole: true };
      const { text, line } = written(flow, flow.exchange.events.with(moment.index, whole), whole);
      const lines = text.split('\n');
      const other = edit(moment, lines[line]!, text);
      return other === undefined ? [] : [{ text: lines.with(line, other).join('\n'), line }];
    }), chance);
    return found;
  },
});

/** A line too much. */
const inserted = (name: string, codes: string | readonly string[], token: RegExp, insertion: Insertion): FaultKind => ({
  name, codes: typeof codes === 'string' ? [codes] : codes, token,
  put: (flow, chance) => {
    const found = one(momentsOf(flow, chance).flatMap((moment) => (moment.event.inCross || isSaid(flow.exchange.events[moment.index - 1]) ? [] : ([0, 1] as const).flatMap((side) => {
      const own = moment.event.side === side;
      const [sender, receiver] = own ? [moment.sender, moment.receiver] : [moment.receiver, moment.sender];
      const line = insertion({ ...moment, side, sender, receiver });
      // Of data that was never sent its receiver knows nothing: where there are times, nobody would acknowledge it in time.
      if (line === undefined || (typeof line !== 'string' && line.len !== undefined && flow.style.times !== 'none')) return [];
      return [{ index: moment.index, ms: moment.event.ms, side, sender, receiver, line }];
    }))), chance);
    if (found === undefined) return undefined;
    const { index, ms, side, sender, receiver, line } = found;
    const wrong: Event = typeof line === 'string' ? { kind: 'line', text: line } : {
      kind: 'segment', side, sender, receiver, fate: 'arrives', inCross: false, ms, whole: true,
      segment: {
        ackNo: sender.rcvNxt, len: 0, win: windowNow(sender, line.syn === true), ...(timestampsOn(sender) && !line.rst && !line.syn ? { ts: { val: sender.clock, ecr: sender.recent ?? 0 } } : {}),
        ...line,
      },
    };
    return written(flow, flow.exchange.events.toSpliced(index, 0, wrong), wrong);
  },
});

/** What a call or a timer does shows only with the segment behind it. */
const isSaid = (event: Event | undefined): boolean => event?.kind === 'call' || (event?.kind === 'timeout' && event.what !== 'retransmission');

/** Both ends speak of the same connection. */
const sameConnection = ({ sender, receiver }: Pick<Moment, 'sender' | 'receiver'>): boolean =>
  sender.irs === receiver.iss && sender.iss === receiver.irs && synchronized(sender) && synchronized(receiver);

/** An ordinary segment of a connection, at SND.NXT. */
const ordinary = ({ segment, sender }: Moment): boolean =>
  segment.ack === true && !segment.syn && !segment.rst && synchronized(sender) && segment.seq === sender.nxt && ahead(sender.iss, sender.una) > 0;

const highest = ({ rcvNxt, parts, heldFin }: End): number =>
  [rcvNxt, ...parts.map(({ right }) => right), ...(heldFin === undefined ? [] : [plus(heldFin, 1)])].reduce((a, b) => (ahead(a, b) > 0 ? b : a));

const name = ({ style: { names } }: Moment, side: Side): string => names[side];

const states = ['CLOSED', 'LISTEN', 'SYN-SENT', 'SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT', 'CLOSING', 'LAST-ACK', 'TIME-WAIT'] as const;

const flags = /^\[.*\]$/;

/** The end is where everybody can see it. */
const plain = (end: End): boolean => !end.uncertain && end.resets.length === 0;

export const faultKinds: readonly FaultKind[] = [
  changed('acknowledges more than was sent', 'ack-of-unsent-data', /^ack=/, (moment) =>
    (ordinary(moment) && sameConnection(moment) ? { ackNo: plus(moment.receiver.nxt, 1 + moment.chance.below(5000)) } : undefined)),
  changed('acknowledges what has not arrived', 'ack-of-undelivered-data', /^ack=/, (moment) =>
    (ordinary(moment) && sameConnection(moment) && plain(moment.sender) && ahead(highest(moment.sender), moment.receiver.nxt) > 0 && ahead(moment.receiver.nxt, moment.sender.rcvEdge) >= 0
    && !(moment.receiver.fin !== undefined && moment.finCame) ? { ackNo: moment.receiver.nxt } : undefined)),
  changed('acknowledges less than before', 'stale-ack', /^ack=/, (moment) => {
    const { sender } = moment;
    const room = ahead(plus(sender.irs, 1), sender.lastAck ?? sender.irs);
    return ordinary(moment) && room > 0 ? { ackNo: plus(sender.lastAck!, -1 - moment.chance.below(room)) } : undefined;
  }),
  changed('leaves a gap', ['seq-gap', 'data-after-fin'], /^seq=/, (moment) =>
    (ordinary(moment) && !(moment.segment.fin && moment.sender.fin !== undefined) ? { seq: plus(moment.sender.nxt, 1 + moment.chance.below(1000)) } : undefined)),
  changed('starts before the first byte', 'seq-before-isn', /^seq=/, (moment) =>
    (ordinary(moment) && !moment.middle ? { seq: plus(moment.sender.iss, -2 - moment.chance.below(1000)) } : undefined)),
  changed('an acknowledgment from an earlier number', 'stale-seq', /^seq=/, (moment) => {
    const { segment, sender } = moment;
    const sent = ahead(sender.iss, sender.nxt) - 1;
    if (!ordinary(moment) || segment.len > 0 || segment.fin || sent < 3) return undefined;
    const seq = plus(sender.nxt, -2 - moment.chance.below(sent - 2));
    return seq === plus(sender.una, -1) || seq === sendEdge(sender) ? undefined : { seq };
  }),
  changed('a SYN again with another number', 'changed-isn', /^seq=/, ({ segment, sender, chance }) =>
    (segment.syn && sender.ours !== undefined && (sender.state === 'SYN-SENT' || sender.state === 'SYN-RECEIVED') ? { seq: plus(sender.iss, 1 + chance.below(100)) } : undefined)),
  changed('a SYN that contradicts the declared ISN', 'changed-isn', /^seq=/, ({ event, segment, sender, style, chance }) =>
    (segment.syn && sender.lives <= 1 && sender.ours === undefined && style.numbers[event.side] === 'declared' ? { seq: plus(segment.seq, 1 + chance.below(100)) } : undefined)),
  changed('no ACK flag on a FIN', 'missing-ack-flag', flags, (moment) => (ordinary(moment) && plain(moment.sender) && moment.segment.fin && !moment.segment.psh && moment.segment.urg === undefined ? { ack: false } : undefined)),
  changed('no ACK flag on data', 'missing-ack-flag', flags, (moment) =>
    (ordinary(moment) && plain(moment.sender) && moment.segment.psh && !moment.segment.fin && moment.segment.len > 0 && moment.segment.urg === undefined ? { ack: false } : undefined)),
  changed('no flag at all', 'illegal-flags', flags, (moment) =>
    (ordinary(moment) && plain(moment.sender) && !moment.segment.psh && !moment.segment.fin && moment.segment.urg === undefined ? { ack: false } : undefined)),
  changed('SYN with FIN', 'illegal-flags', flags, ({ segment }) => (segment.syn ? { fin: true } : undefined)),
  changed('SYN with RST', 'illegal-flags', flags, ({ segment }) => (segment.syn ? { rst: true } : undefined)),
  changed('FIN with RST', 'illegal-flags', flags, ({ segment }) => (segment.fin ? { rst: true } : undefined)),
  changed('a number without its flag', 'unexpected-ack-flag', /^ack=/, ({ segment }) => (segment.syn && !segment.ack ? { more: 'ack=1' } : undefined)),
  changed('MSS outside a SYN', 'option-not-on-syn', /^mss=/, ({ segment }) => (segment.syn ? undefined : { more: 'mss=1460' })),
  changed('window scale outside a SYN', 'option-not-on-syn', /^ws=/, ({ segment }) => (segment.syn ? undefined : { more: 'ws=7' })),
  changed('SACK-permitted outside a SYN', 'option-not-on-syn', /^sack_perm$/, ({ segment }) => (segment.syn ? undefined : { more: 'sack_perm' })),
  changed('timestamps that nobody agreed on', 'option-not-negotiated', /^tsval=/, (moment) =>
    (ordinary(moment) && sameConnection(moment) && !timestampsOn(moment.sender) && moment.segment.len === 0 ? { ts: { val: 5, ecr: 0 } } : undefined)),
  changed('SACK that nobody agreed on', 'option-not-negotiated', /^sack=/, (moment) =>
    (ordinary(moment) && sameConnection(moment) && !sackAllowed(moment.sender) && moment.segment.len === 0 ? { sack: [{ left: plus(moment.sender.rcvNxt, 10), right: plus(moment.sender.rcvNxt, 20) }] } : undefined)),
  changed('a clock that runs back', 'timestamp-went-back', /^tsval=/, (moment) =>
    (ordinary(moment) && timestampsOn(moment.sender) && !moment.middle ? { ts: { ...moment.segment.ts!, val: plus(moment.sender.ours!.ts!.val, -1 - moment.chance.below(100)) } } : undefined)),
  changed('an echo of what was never sent', 'timestamp-went-back', /^tsecr=/, (moment) =>
    (ordinary(moment) && timestampsOn(moment.sender) && sameConnection(moment) && !moment.middle ? { ts: { ...moment.segment.ts!, ecr: moment.receiver.clock + 1 + moment.chance.below(100) } } : undefined)),
  changed('no timestamp', 'missing-timestamp', flags, (moment) => {
    if (!ordinary(moment) || !timestampsOn(moment.sender) || moment.style.declares[moment.event.side]) return undefined;
    return { ts: undefined } as unknown as Partial<Segment>;
  }),
  changed('a SACK block with its edges swapped', 'invalid-sack-block', /^sack=/, ({ segment, chance }) => {
    const [block] = segment.sack ?? [];
    return block === undefined ? undefined : { sack: segment.sack!.with(0, { left: block.right, right: plus(block.left, -chance.below(2)) }) };
  }),
  changed('a SACK block of what was never sent', 'invalid-sack-block', /^sack=/, (moment) =>
    (ordinary(moment) && sameConnection(moment) && sackAllowed(moment.sender) && (moment.segment.sack ?? []).length < 2 && moment.segment.len === 0
      ? { sack: [...moment.segment.sack ?? [], { left: plus(moment.receiver.nxt, 1), right: plus(moment.receiver.nxt, 100) }] } : undefined)),
  changed('a SACK block of what never arrived', 'invalid-sack-block', /^sack=/, (moment) => {
    const [first] = moment.sender.parts;
    if (!ordinary(moment) || !sameConnection(moment) || !sackAllowed(moment.sender) || first === undefined || moment.segment.len > 0) return undefined;
    const gap = ahead(moment.sender.rcvNxt, first.left);
    return gap < 3 ? undefined : { sack: [{ left: plus(moment.sender.rcvNxt, 1), right: plus(first.left, -1) }] };
  }),
  changed('more options than fit', 'options-too-long', /^option=/, () => ({ more: `option=254:0x${'ab'.repeat(40)}` })),
  changed('a window that does not fit', 'value-out-of-range', /^win=/, ({ segment }) => (segment.rst ? undefined : { win: 65_535 * 2 ** 14 + 1 })),
  changed('a shift that does not fit', 'value-out-of-range', /^ws=/, ({ event, segment, style }) => (segment.syn && segment.ws === undefined && !style.declares[event.side] ? { more: 'ws=15' } : undefined)),
  changed('an MSS that does not fit', 'value-out-of-range', /^mss=/, ({ event, segment, style }) => (segment.syn && segment.mss === undefined && !style.declares[event.side] ? { more: 'mss=65536' } : undefined)),
  changed('an urgent pointer that does not fit', 'value-out-of-range', /^urg=/, ({ segment }) => (segment.urg === undefined ? undefined : { urg: 65_536 })),
  changed('a sequence number that does not fit', 'value-out-of-range', /^(0x[\da-f]+|\d+)$/, (moment) =>
    (ordinary(moment) && moment.style.numbers[moment.event.side] === 'plain' ? { seq: 0x1_0000_0000 + moment.chance.below(1000) } : undefined)),
  changed('a length that is not the text\'s', 'length-mismatch', /^len=/, ({ segment, sender }) =>
    (sender.habits.textual && segment.len > 0 && segment.len <= 60 ? { len: segment.len + 1 } : undefined)),
  changed('other bytes in a retransmission', 'changed-retransmission', /^"/, ({ segment, sender }) => {
    const again = sender.sent.find(({ seq, len, syn }) => !syn && seq === segment.seq && len === segment.len && len > 0 && len <= 60);
    return again !== undefined && sender.habits.textual && !segment.rst ? { text: '!'.repeat(segment.len) } : undefined;
  }),
  changed('a FIN at an earlier number', 'changed-retransmission', /^seq=|^\[/, ({ segment, sender, chance }) =>
    (segment.fin && segment.len === 0 && sender.fin !== undefined && sender.sent.length > 0 && ahead(sender.iss, sender.fin) > 4 && !segment.syn
      ? { seq: plus(sender.fin, -1 - chance.below(Math.min(1000, ahead(sender.iss, sender.fin) - 2))) } : undefined)),
  changed('a window that shrinks', 'window-shrunk', /^win=/, (moment) => {
    const { sender, segment, style } = moment;
    const promised = ahead(segment.ackNo, sender.rcvEdge);
    // Behind a FIN there is nothing that the window is for.
    if (sender.peerFin !== undefined) return undefined;
    if (!ordinary(moment) || style.leavesOut > 0 || sender.lastAck === undefined || promised < 35_000) return undefined;
    return { win: 0x4000 };
  }),
  edited('an endpoint that nobody declared', 'unknown-endpoint', /^clinet$/, ({ style, segment }, line, all) =>
    (!segment.syn && all.includes('endpoint client') && style.names[0] === 'client' ? line.replace('client', 'clinet') : undefined)),
  edited('a number of nobody', 'unknown-name', /^nowhere$/, (moment, line) => (ordinary(moment) ? line.replace(/seq=\S+/, 'seq=nowhere+1') : undefined)),
  inserted('a delivery of nothing', 'unknown-name', /^nothing$/, () => 'deliver nothing'),
  inserted('from itself to itself', 'self-segment', /./, (moment) => `${name(moment, moment.side)} -> ${name(moment, moment.side)}: [ACK]`),
  inserted('data after the FIN', 'data-after-fin', /^len=|^"/, ({ sender, receiver, chance }) =>
    (synchronized(sender) && sender.fin !== undefined && receiver.state !== 'SYN-SENT' ? { ack: true, seq: sender.nxt, len: 100 + chance.below(100) } : undefined)),
  inserted('a second FIN', 'data-after-fin', /^\[|^seq=/, ({ sender, receiver }) =>
    (synchronized(sender) && sender.fin !== undefined && receiver.state !== 'SYN-SENT' ? { ack: true, fin: true, seq: sender.nxt } : undefined)),
  inserted('data past the window', 'outside-window', /^len=/, (moment) => {
    const { sender, chance } = moment;
    const room = Math.max(0, ahead(sender.nxt, sendEdge(sender)));
    const legal = (sender.state === 'ESTABLISHED' || sender.state === 'CLOSE-WAIT') && sender.fin === undefined && sender.theirs?.mss === undefined;
    return legal && ahead(sender.iss, sender.una) > 0 && room < 40_000 && ahead(sendEdge(sender), sender.nxt) <= 0
      ? { ack: true, seq: sender.nxt, len: room + 100 + chance.below(1000) } : undefined;
  }),
  inserted('more data than the MSS', 'mss-exceeded', /^len=/, (moment) => {
    const { sender, chance } = moment;
    const mss = sender.theirs?.mss;
    const legal = (sender.state === 'ESTABLISHED' || sender.state === 'CLOSE-WAIT') && sender.fin === undefined && mss !== undefined;
    const len = (mss ?? 0) + 1 + chance.below(100);
    return legal && ahead(sender.iss, sender.una) > 0 && len > 60 && ahead(plus(sender.nxt, len), sendEdge(sender)) >= 0 ? { ack: true, seq: sender.nxt, len } : undefined;
  }),
  inserted('an acknowledgment before the handshake', 'segment-before-handshake', /^\[/, ({ sender, receiver }) =>
    (sender.state === 'SYN-SENT' && plain(sender) && plain(receiver) ? { ack: true, seq: sender.nxt, ackNo: 1 } : undefined)),
  inserted('data before the handshake', 'segment-before-handshake', /^\[|^len=/, ({ sender, receiver }) =>
    (sender.state === 'SYN-SENT' && plain(sender) && plain(receiver) ? { ack: true, psh: true, seq: sender.nxt, ackNo: 1, len: 100 } : undefined)),
  // abort() sends no RST where the connection was over already; who has refused a SYN since has no connection any more that is over.
  inserted('an acknowledgment after a reset', ['segment-after-reset', 'segment-after-close'], /^\[/, ({ segment, sender, receiver }) =>
    (!segment.rst && sender.state === 'CLOSED' && sender.ended === 'reset' && !sender.refused && plain(sender) && plain(receiver) ? { ack: true, seq: 7, ackNo: 7 } : undefined)),
  inserted('an acknowledgment after the close', 'segment-after-close', /^\[/, ({ segment, sender, receiver }) =>
    (!segment.rst && sender.state === 'CLOSED' && sender.ended === 'closed' && !sender.refused && plain(sender) && plain(receiver) ? { ack: true, seq: 7, ackNo: 7 } : undefined)),
  inserted('a SYN in the middle', 'unexpected-syn', /^\[/, (moment) =>
    (sameConnection(moment) && moment.sender.state !== 'TIME-WAIT' ? { syn: true, seq: plus(moment.sender.iss, 3_000_000), win: 0xffff } : undefined)),
  inserted('a RST outside the window', 'wrong-reset', /^seq=/, (moment) => {
    const seq = plus(moment.receiver.rcvNxt, -2 - moment.chance.below(1000));
    return sameConnection(moment) && seq !== moment.sender.nxt && plain(moment.receiver) && moment.sender.resets.length === 0 && !moment.sender.refused ? { rst: true, seq } : undefined;
  }),
  inserted('a refusal of another SYN', 'wrong-reset', /^ack=/, ({ sender, receiver }) =>
    (receiver.state === 'SYN-SENT' && sender.state === 'LISTEN' && plain(sender) && !sender.refused && sender.lives === 0
      ? { rst: true, ack: true, seq: 0, ackNo: plus(receiver.nxt, 77) } : undefined)),
  inserted('an answer to a SYN that has not arrived', 'ack-of-undelivered-data', /^ack=/, ({ sender, receiver }) =>
    (receiver.state === 'SYN-SENT' && sender.state === 'LISTEN' && sender.lives === 0 && receiver.lives === 1
      ? { syn: true, ack: true, seq: sender.isn, ackNo: receiver.nxt } : undefined)),
  inserted('connect() on a connection', 'impossible-call', /^connect$/, (moment) =>
    (synchronized(moment.sender) ? `${name(moment, moment.side)}.connect()` : undefined)),
  inserted('send() after close()', 'impossible-call', /^send$/, (moment) =>
    (synchronized(moment.sender) && moment.sender.closing && moment.sender.state !== 'TIME-WAIT' && plain(moment.sender) ? `${name(moment, moment.side)}.send(5)` : undefined)),
  inserted('2MSL without TIME-WAIT', 'impossible-timeout', /^time-wait$/, (moment) =>
    (moment.sender.state !== 'TIME-WAIT' && synchronized(moment.sender) && plain(moment.sender) ? `${name(moment, moment.side)}.timeout(time-wait)` : undefined)),
  inserted('a retransmission timeout of nothing', 'impossible-timeout', /^retransmission$/, (moment) =>
    (synchronized(moment.sender) && moment.sender.sent.length === 0 && plain(moment.sender) ? `${name(moment, moment.side)}.timeout(retransmission)` : undefined)),
  inserted('a wrong state', 'state-mismatch', /^[A-Z0-9-]+$/, (moment) => {
    const { sender, chance } = moment;
    if (!synchronized(sender) || !plain(sender)) return undefined;
    return `expect ${name(moment, moment.side)} ${chance.pick(states.filter((state) => state !== sender.state))}`;
  }),
  inserted('a wrong SND.NXT', 'state-mismatch', /^\d+$/, (moment) =>
    (synchronized(moment.sender) && plain(moment.sender) && moment.style.numbers[moment.side] === 'plain'
      ? `expect ${name(moment, moment.side)}.snd.nxt = ${plus(moment.sender.nxt, 5)}` : undefined)),
  changed('an unknown rule', 'unknown-rule', /^no-such-fault$/, () => ({ more: 'violates no-such-fault' })),
  // Who answers a SYN in TIME-WAIT may have begun anew: then the number of before is a gap.
  changed('a rule that is kept', 'rule-not-violated', /^seq-gap$/, ({ sender }) => (sender.state === 'TIME-WAIT' ? undefined : { more: 'violates seq-gap' })),
];
