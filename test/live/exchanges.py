"""The ways in which two programs talk over one connection, down to the odd ones. Each is a function for either end; what the
kernels make of it is the test."""
import errno
import socket
import struct
import time

TCP_MAXSEG, TCP_CORK, TCP_WINDOW_CLAMP, TCP_QUICKACK, TCP_MD5SIG, TCP_USER_TIMEOUT, TCP_REPAIR, TCP_FASTOPEN = 2, 3, 10, 12, 14, 18, 19, 23
MSG_FASTOPEN = 0x20000000
IPPROTO_MPTCP = 262


def read_all(sock, piece=65536, pause=0.0):
    count = 0
    while True:
        data = sock.recv(piece)
        if not data:
            return count
        count += len(data)
        if pause:
            time.sleep(pause)


def read_some(sock, count):
    while count > 0:
        data = sock.recv(min(count, 65536))
        if not data:
            return
        count -= len(data)


def option(sock, name, value):
    sock.setsockopt(socket.IPPROTO_TCP, name, value)


def abort(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    sock.close()


def vanish(sock):
    """As if the host had lost its power: the connection is gone, and nobody is told."""
    option(sock, TCP_REPAIR, 1)
    sock.close()


class Talk:
    """One connection. `size` bytes are asked, `answer` bytes answered; `chance` is its own."""

    def __init__(self, size, answer, chance, meet):
        self.size, self.answer, self.chance, self.meet = size, answer, chance, meet


class Exchange:
    """How one kind of connection goes: what either end does once it is connected, and what it prepares before."""

    def __init__(self, client, server, prepare_client=None, prepare_server=None, connect=None, listens=True):
        self.client, self.server = client, server
        self.prepare_client, self.prepare_server = prepare_client, prepare_server
        self.connect, self.listens = connect, listens


def ask(sock, talk):
    sock.sendall(b'q' * talk.size)
    read_some(sock, talk.answer)


def ask_and_close(sock, talk):
    ask(sock, talk)
    sock.close()


def ask_and_wait(sock, talk):
    ask(sock, talk)
    read_all(sock)


def answer(sock, talk):
    read_some(sock, talk.size)
    sock.sendall(b'a' * talk.answer)


def answer_until_end(sock, talk):
    answer(sock, talk)
    read_all(sock)


def answer_and_close(sock, talk):
    answer(sock, talk)
    sock.close()


def half_close(sock, talk):
    sock.sendall(b'q' * talk.size)
    sock.shutdown(socket.SHUT_WR)
    read_all(sock)


def answer_after_end(sock, talk):
    read_all(sock)
    time.sleep(talk.chance.choice([0, 0.05]))
    sock.sendall(b'a' * talk.answer)


def say_and_half_close(sock, talk):
    sock.sendall(b'a' * talk.answer)
    sock.shutdown(socket.SHUT_WR)
    read_all(sock)


def both_at_once(sock, talk):
    sock.setblocking(False)
    rest, deadline, reading = talk.size + talk.answer, time.monotonic() + 10, True
    while (rest > 0 or reading) and time.monotonic() < deadline:
        quiet = True
        if rest > 0:
            try:
                rest -= sock.send(b'x' * min(rest, 5000))
                quiet = False
                if rest == 0:
                    sock.shutdown(socket.SHUT_WR)
            except BlockingIOError:
                pass
        try:
            data = sock.recv(4000)
            quiet = False
            reading = bool(data)
        except BlockingIOError:
            pass
        if quiet:
            time.sleep(0.001)


def close_together(sock, talk):
    sock.sendall(b'hi')
    read_some(sock, 2)
    talk.meet.wait(5)
    sock.close()


def ask_and_abort(sock, talk):
    ask(sock, talk)
    abort(sock)


def answer_and_abort(sock, talk):
    answer(sock, talk)
    time.sleep(talk.chance.choice([0, 0.03]))
    abort(sock)


def leave_unread(sock, talk):
    sock.recv(1)
    time.sleep(0.05)
    sock.close()


def send_to_nobody(sock, talk):
    for _ in range(5):
        sock.sendall(b'n' * 300)
        time.sleep(0.03)


def close_at_once(sock, talk):
    sock.close()


def dribble(sock, talk):
    option(sock, socket.TCP_NODELAY, 1)
    for _ in range(min(120, talk.size // 50 + 3)):
        sock.sendall(b'd' * talk.chance.randint(1, 90))
        if talk.chance.random() < 0.3:
            time.sleep(talk.chance.random() * 0.02)
    sock.close()


def cork(sock, talk):
    option(sock, TCP_CORK, 1)
    for _ in range(20):
        sock.sendall(b'c' * talk.chance.randint(1, 400))
    option(sock, TCP_CORK, 0)
    ask_and_wait(sock, talk)


def read_slowly(sock, talk):
    time.sleep(talk.chance.choice([0.3, 0.9]))
    for _ in range(40):
        if not sock.recv(talk.chance.choice([300, 700, 4000])):
            return
        time.sleep(0.002)
    read_all(sock)


def read_late(sock, talk):
    time.sleep(talk.chance.choice([0.7, 1.6]))
    read_all(sock)


def send_much(sock, talk):
    sock.sendall(b'm' * max(talk.size, 30000))
    sock.close()


def keep_alive(sock, talk):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    option(sock, socket.TCP_KEEPIDLE, 1)
    option(sock, socket.TCP_KEEPINTVL, 1)
    ask(sock, talk)
    time.sleep(3.3)
    sock.close()


def urgent(sock, talk):
    for _ in range(5):
        sock.sendall(b'u' * talk.chance.randint(1, 2000))
        sock.send(b'!', socket.MSG_OOB)
    ask_and_wait(sock, talk)


def give_up(sock, talk):
    option(sock, TCP_USER_TIMEOUT, 1500)
    for _ in range(30):
        sock.sendall(b'g' * 700)
        time.sleep(0.1)


def stay(sock, talk):
    read_all(sock)


def ask_the_vanished(sock, talk):
    ask(sock, talk)
    time.sleep(0.15)
    sock.sendall(b'still there?')
    read_all(sock)


def answer_and_vanish(sock, talk):
    answer(sock, talk)
    time.sleep(0.06)
    vanish(sock)


def ping_pong(sock, talk):
    for _ in range(20):
        sock.sendall(b'p' * talk.chance.randint(1, 500))
        sock.recv(1000)
    sock.close()


def echo(sock, talk):
    while data := sock.recv(1000):
        sock.sendall(data)


def refresh(sock, talk):
    """Data, silence longer than a retransmission timeout, data again."""
    for _ in range(3):
        ask(sock, Talk(talk.size // 3, 0, talk.chance, None))
        time.sleep(0.4)
    sock.shutdown(socket.SHUT_WR)
    read_all(sock)


def with_option(name, *values):
    return lambda sock, talk: option(sock, name, talk.chance.choice(values))


def with_buffer(which, *values):
    return lambda sock, talk: sock.setsockopt(socket.SOL_SOCKET, which, talk.chance.choice(values))


def fast_open_connect(sock, where, talk):
    # Python does not wait for a connection that this opens.
    sock.setblocking(True)
    sock.sendto(b'f' * talk.chance.choice([1, 200, 1400, 4000]), MSG_FASTOPEN, where)
    sock.settimeout(15)


def give_up_connecting(sock, where, talk):
    sock.setblocking(False)
    try:
        sock.connect(where)
    except BlockingIOError:
        pass
    time.sleep(0.002)
    sock.close()


def again_from_the_same_port(sock, where, talk):
    """A first connection from the port that the second one takes too: the ends may not have forgotten it yet."""
    first = socket.socket(sock.family, socket.SOCK_STREAM)
    first.settimeout(15)
    first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    first.bind(('', 0) if sock.family == socket.AF_INET else ('::', 0))
    port = first.getsockname()[1]
    first.connect(where)
    first.sendall(b'1' * talk.size)
    first.shutdown(socket.SHUT_WR)
    how = talk.chance.choice(['first', 'vanish', 'second'])
    if how == 'vanish':
        read_some(first, 1)
        vanish(first)
    else:
        read_all(first)
        if how == 'second':
            time.sleep(0.1)
        first.close()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for _ in range(20):
        try:
            sock.bind(('', port) if sock.family == socket.AF_INET else ('::', port))
            break
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise
            time.sleep(0.1)
    sock.connect(where)


exchanges = {
    'client closes': Exchange(ask_and_close, answer_until_end),
    'server closes': Exchange(ask_and_wait, answer_and_close),
    'upload': Exchange(send_much, stay),
    'half-close': Exchange(half_close, answer_after_end),
    'half-close of the server': Exchange(dribble, say_and_half_close),
    'both at once': Exchange(both_at_once, both_at_once),
    'both close at once': Exchange(close_together, close_together),
    'client aborts': Exchange(ask_and_abort, answer_until_end),
    'server aborts': Exchange(ask_and_wait, answer_and_abort),
    'unread data': Exchange(ask_and_wait, leave_unread),
    'data to a closed end': Exchange(send_to_nobody, close_at_once),
    'nothing to say': Exchange(close_at_once, close_at_once),
    'refused': Exchange(ask_and_close, stay, listens=False),
    'dribble': Exchange(dribble, stay),
    'cork': Exchange(cork, read_slowly),
    'zero window': Exchange(send_much, read_slowly, prepare_server=with_buffer(socket.SO_RCVBUF, 2304, 4096, 9000, 20000)),
    'zero window, probed': Exchange(send_much, read_late, prepare_server=with_buffer(socket.SO_RCVBUF, 2304, 5000)),
    'tiny windows': Exchange(ask_and_wait, answer_and_close, with_option(TCP_WINDOW_CLAMP, 600, 1500, 3000), with_option(TCP_WINDOW_CLAMP, 600, 2000)),
    'small segments': Exchange(ask_and_close, answer_until_end, with_option(TCP_MAXSEG, 88, 200, 536), with_option(TCP_MAXSEG, 100, 1000)),
    'keep-alive': Exchange(keep_alive, answer_until_end),
    'urgent': Exchange(urgent, answer_and_close),
    'fast open': Exchange(ask_and_close, answer_until_end, prepare_server=with_option(TCP_FASTOPEN, 16), connect=fast_open_connect),
    'given up in the handshake': Exchange(None, stay, connect=give_up_connecting),
    'the same port again': Exchange(ask_and_close, answer_until_end, connect=again_from_the_same_port),
    'dead network': Exchange(give_up, stay),
    'simultaneous open': Exchange(ping_pong, echo),
    'server vanishes': Exchange(ask_the_vanished, answer_and_vanish),
    'ping-pong': Exchange(ping_pong, echo),
    'pauses': Exchange(refresh, answer_after_end),
    'multipath': Exchange(ask_and_close, answer_until_end),
    'signed': Exchange(ask_and_wait, answer_and_close),
}


def key_for(address):
    """A TCP_MD5SIG key for a peer."""
    family = socket.AF_INET6 if ':' in address else socket.AF_INET
    packed = socket.inet_pton(family, address)
    name = struct.pack('=HH', family, 0) + (b'\0\0\0\0' + packed if family == socket.AF_INET6 else packed)
    return name.ljust(128, b'\0') + struct.pack('=BBHi', 0, 0, 3, 0) + b'key'.ljust(80, b'\0')


def socket_for(kind, family):
    return socket.socket(family, socket.SOCK_STREAM, IPPROTO_MPTCP if kind == 'multipath' else 0)
