"""Real connections between two network namespaces, captured at both ends.

    python3 test/live/live.py FOLDER CONNECTIONS SEED

Linux, root. Each of the networks below is a pair of namespaces with a TUN device each and a relay between; both vanish when
it ends. FOLDER gets NETWORK-client.pcap and NETWORK-server.pcap, and kinds.tsv: network, port of the server, kind of exchange.
"""
import ctypes
import fcntl
import multiprocessing
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

from exchanges import TCP_FASTOPEN, TCP_MD5SIG, Talk, exchanges, key_for, socket_for
from relay import Network, relay
from tap import open_tap, record

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 1, 0x1000
DEVICE = 'tcp0'
# At the same time; more would wait for the machine instead of the network.
TOGETHER = 40

SIZES = [0, 1, 2, 100, 535, 1000, 1460, 1461, 5000, 14600, 40000, 120000]

lossy = dict(loss=0.03, double=0.02, late=0.1, jitter=0.002)

# name: what the network does, sysctls of both ends, MTU, IP version
networks = {
    'plain': (dict(), {}, 1500, 4),
    'lossy': (lossy, {}, 1500, 4),
    'plain-6': (dict(), {}, 1280, 6),
    'lossy-6': (lossy, {}, 1500, 6),
    'no-timestamps': (lossy, {'tcp_timestamps': 0}, 1500, 4),
    'no-sack': (lossy, {'tcp_sack': 0}, 1500, 4),
    'no-dsack': (lossy, {'tcp_dsack': 0, 'tcp_timestamps': 2}, 1500, 4),
    'no-scale': (lossy, {'tcp_window_scaling': 0}, 1500, 4),
    'no-options': (lossy, {'tcp_window_scaling': 0, 'tcp_timestamps': 0, 'tcp_sack': 0}, 576, 4),
    'ecn': (dict(lossy, mark=0.05), {'tcp_ecn': 1}, 1500, 4),
    'bbr': (lossy, {'tcp_congestion_control': 'bbr'}, 1500, 4),
    'cookies': (lossy, {'tcp_syncookies': 2}, 1500, 4),
    'far': (dict(delay=0.06, loss=0.01, late=0.02), {'tcp_rmem': '4096 30000 200000'}, 9000, 4),
    'near': (dict(delay=0.0003, loss=0.02, double=0.01, late=0.2), {}, 1500, 4),
    'bad': (dict(loss=0.15, double=0.08, late=0.3, jitter=0.01), {}, 1500, 4),
    'reordered': (dict(late=0.5, jitter=0.01, double=0.05), {'tcp_recovery': 0}, 1500, 4),
    'probing': (lossy, {'tcp_mtu_probing': 2, 'tcp_base_mss': 536, 'tcp_adv_win_scale': 2}, 1500, 4),
    'overflow': (lossy, {'tcp_abort_on_overflow': 1, 'tcp_rfc1337': 1, 'tcp_tw_reuse': 1, 'tcp_slow_start_after_idle': 0}, 1500, 4),
}
always = {'tcp_fastopen': 3, 'tcp_fin_timeout': 2, 'tcp_syn_retries': 3, 'tcp_orphan_retries': 3, 'tcp_retries2': 6}

addresses = {4: ('10.77.0.1', '10.77.0.2', 24), 6: ('fd77::1', 'fd77::2', 64)}


def namespace(side, sysctls, mtu, version):
    """Moves this process into a namespace of its own, and gives the end of its TUN device."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), 'a network namespace takes root')
    device = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack('16sH14x', DEVICE.encode(), IFF_TUN | IFF_NO_PI))
    for name, value in {**always, **sysctls}.items():
        try:
            with open(f'/proc/sys/net/ipv4/{name}', 'w') as file:
                file.write(str(value))
        except OSError as problem:
            print(f'{name}={value}: {problem.strerror}', file=sys.stderr)
    address, bits = addresses[version][side], addresses[version][2]
    for command in ('link set lo up', f'addr add {address}/{bits} dev {DEVICE}' + (' nodad' if version == 6 else ''), f'link set {DEVICE} mtu {mtu} txqueuelen 5000 up'):
        subprocess.run(['ip', *command.split()], check=True)
    return device


def host(side, pipe, network, path, plan, seed):
    """One end: its namespace, its capture, its share of every connection."""
    _, sysctls, mtu, version = network
    device = namespace(side, sysctls, mtu, version)
    socket.send_fds(pipe, [b'tun'], [device])
    os.close(device)
    tap = open_tap(DEVICE)
    # A process of its own, so that the connections do not wait for it.
    writer = multiprocessing.Process(target=record_until_told, args=(tap, path))
    writer.start()
    if pipe.recv(1) != b'g':
        return
    (clients if side == 0 else servers)(plan, version, seed)
    pipe.send(b'd')
    pipe.recv(1)
    os.kill(writer.pid, signal.SIGTERM)
    writer.join()


def record_until_told(tap, path):
    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    record(tap, path, 128, lambda: bool(told))


def run(number, tasks):
    """All tasks, so many at once."""
    waiting = list(reversed(tasks))
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                if not waiting:
                    return
                task = waiting.pop()
            try:
                task()
            except (OSError, threading.BrokenBarrierError) as problem:
                if os.environ.get('LIVE_LOUD'):
                    print(problem, file=sys.stderr)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)


def talk_of(port, seed):
    chance = random.Random(f'{seed} {port}')
    return Talk(chance.choice(SIZES), chance.choice(SIZES), chance, Meeting())


class Meeting:
    """Both ends agree on a moment by the clock: they share no memory."""

    def wait(self, _):
        period = 0.25
        time.sleep(period - time.time() % period)


def simultaneous(kind, port, version, side, talk):
    """Both connect, from a port that each knows of the other."""
    sock = socket_for(kind, socket.AF_INET if version == 4 else socket.AF_INET6)
    with sock:
        sock.settimeout(10)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        own, peer = addresses[version][side], addresses[version][1 - side]
        sock.bind((own, port + side))
        deadline = time.time() + 6
        while time.time() < deadline:
            period = 1.0
            time.sleep(period - time.time() % period)
            try:
                sock.connect((peer, port + 1 - side))
                break
            except ConnectionRefusedError:
                continue
        (exchanges[kind].client if side == 0 else exchanges[kind].server)(sock, talk)


def clients(plan, version, seed):
    run(TOGETHER, [lambda entry=entry: client(*entry, version, seed) for entry in plan])


def client(port, kind, version, seed):
    exchange, talk = exchanges[kind], talk_of(port, seed)
    if kind == 'simultaneous open':
        return simultaneous(kind, port, version, 0, talk)
    where = (addresses[version][1], port)
    sock = socket_for(kind, socket.AF_INET if version == 4 else socket.AF_INET6)
    with sock:
        sock.settimeout(15)
        if kind == 'signed':
            sock.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG, key_for(addresses[version][1]))
        if exchange.prepare_client:
            exchange.prepare_client(sock, talk)
        (exchange.connect or (lambda one, there, _: one.connect(there)))(sock, where, talk)
        if exchange.client:
            exchange.client(sock, talk)


def servers(plan, version, seed):
    """Every connection has a listener of its own, which is there before the first client begins and takes all who come."""
    listeners, threads = [], []
    for port, kind in plan:
        exchange = exchanges[kind]
        if kind == 'simultaneous open':
            threads.append(threading.Thread(target=quietly, args=(simultaneous, kind, port, version, 1, talk_of(port, seed)), daemon=True))
            continue
        if not exchange.listens:
            continue
        sock = socket_for(kind, socket.AF_INET if version == 4 else socket.AF_INET6)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if kind == 'signed':
            sock.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG, key_for(addresses[version][0]))
        if exchange.prepare_server:
            exchange.prepare_server(sock, talk_of(port, seed))
        if kind in ('nothing to say', 'client closes'):
            sock.setsockopt(socket.IPPROTO_TCP, TCP_FASTOPEN, 8)
        sock.bind((addresses[version][1], port))
        sock.listen(4)
        sock.settimeout(90)
        listeners.append(sock)
        threads.append(threading.Thread(target=accept_all, args=(sock, exchange, port, seed), daemon=True))
    for thread in threads:
        thread.start()


def accept_all(listener, exchange, port, seed):
    while True:
        try:
            sock, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=quietly, args=(serve, sock, exchange, talk_of(port, seed)), daemon=True).start()


def serve(sock, exchange, talk):
    with sock:
        sock.settimeout(15)
        exchange.server(sock, talk)


def quietly(what, *args):
    try:
        what(*args)
    except (OSError, threading.BrokenBarrierError) as problem:
        if os.environ.get('LIVE_LOUD'):
            print(problem, file=sys.stderr)


def play(name, folder, connections, seed, kinds):
    """One network: both hosts, the relay, and an end."""
    network = networks[name]
    chance = random.Random(f'{seed} {name}')
    chosen = [kinds[at % len(kinds)] for at in range(connections)]
    chance.shuffle(chosen)
    # Even: a simultaneous open takes the next port too.
    plan = [(10000 + 4 * at + (2 if kind == 'dead network' and at % 2 else 0), kind) for at, kind in enumerate(chosen)]
    cut = [port for port, kind in plan if kind == 'dead network']
    pipes, processes = [], []
    # The server first: it must listen before anyone comes.
    for side, end in ((1, 'server'), (0, 'client')):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        process = multiprocessing.Process(target=host, args=(side, theirs, network, os.path.join(folder, f'{name}-{end}.pcap'), plan, seed))
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    devices = [socket.recv_fds(pipe, 8, 1)[1][0] for pipe in pipes]
    finished = threading.Event()
    carrier = threading.Thread(target=relay, args=(*devices, Network(cut_ports=cut, **network[0]), chance, finished.is_set), daemon=True)
    carrier.start()
    time.sleep(0.5)  # What a namespace says when it comes up.
    for pipe in pipes:
        pipe.send(b'g')
        time.sleep(0.5)
    for pipe in pipes:
        pipe.recv(1)
    time.sleep(8)  # What still waits for a timer.
    finished.set()
    carrier.join()
    for pipe in pipes:
        pipe.send(b'e')
    for process in processes:
        process.join()
    for device in devices:
        os.close(device)
    with open(os.path.join(folder, 'kinds.tsv'), 'a') as file:
        file.writelines(f'{name}\t{port}\t{kind}\n' for port, kind in plan)


def main():
    folder, connections, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    only = [name for name in os.environ.get('LIVE_NETWORKS', '').split(',') if name]
    kinds = [kind for kind in os.environ.get('LIVE_KINDS', '').split(',') if kind] or list(exchanges)
    names = only or list(networks)
    os.makedirs(folder, exist_ok=True)
    if os.path.exists(os.path.join(folder, 'kinds.tsv')):
        raise SystemExit(f'{folder} has captures of another run')
    for at, name in enumerate(names):
        share = connections // len(names) + (at < connections % len(names))
        print(f'{name}: {share} connections', flush=True)
        play(name, folder, share, seed, kinds)


if __name__ == '__main__':
    main()
