"""The network between two hosts: loses, doubles, delays, reorders and marks packets. Knows nothing of TCP but the ports."""
import heapq
import os
import select
import struct
import time


class Network:
    """What happens to packets. Times in seconds, the others are probabilities."""

    def __init__(self, delay=0.005, jitter=0.0, loss=0.0, double=0.0, late=0.0, mark=0.0, cut_ports=()):
        self.delay, self.jitter, self.loss, self.double, self.late, self.mark = delay, jitter, loss, double, late, mark
        # Connections to these ports go dead some packets after their first one.
        self.cut_ports = frozenset(cut_ports)


def relay(near, far, network, chance, done):
    """Carries packets between two TUN devices until `done()`."""
    waiting, carried, other = [], {}, {near: far, far: near}
    order = 0
    while not done():
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, device, packet = heapq.heappop(waiting)
            try:
                os.write(device, packet)
            except OSError:
                pass  # The device is full: so a network loses packets.
        timeout = min(0.05, max(0.0, waiting[0][0] - time.monotonic())) if waiting else 0.05
        for device in select.select([near, far], [], [], timeout)[0]:
            for _ in range(64):
                try:
                    packet = os.read(device, 65536)
                except BlockingIOError:
                    break
                if is_cut(packet, network, carried) or chance.random() < network.loss:
                    continue
                if chance.random() < network.mark:
                    packet = marked(packet)
                for _ in range(2 if chance.random() < network.double else 1):
                    extra = network.jitter * chance.random() + (3 * network.delay * chance.random() if chance.random() < network.late else 0)
                    order += 1
                    heapq.heappush(waiting, (time.monotonic() + network.delay + extra, order, other[device], packet))


def is_cut(packet, network, carried):
    if not network.cut_ports:
        return False
    at = 40 if packet[0] >> 4 == 6 else (packet[0] & 15) * 4
    ports = frozenset(struct.unpack_from('!HH', packet, at)) if len(packet) >= at + 4 else frozenset()
    for port in ports & network.cut_ports:
        carried[port] = carried.get(port, 0) + 1
        # Odd ports are dead from the start, the others after a handshake and some data.
        return port % 2 == 1 or carried[port] > 8
    return False


def marked(packet):
    """Congestion experienced, where the sender can hear of it."""
    packet = bytearray(packet)
    if packet[0] >> 4 == 6:
        if packet[1] & 0x30:
            packet[1] |= 0x30
        return bytes(packet)
    if packet[1] & 3:
        packet[1] |= 3
        packet[10:12] = b'\0\0'
        total = sum(struct.unpack_from(f'!{(packet[0] & 15) * 2}H', packet))
        while total > 0xFFFF:
            total = (total & 0xFFFF) + (total >> 16)
        struct.pack_into('!H', packet, 10, 0xFFFF ^ total)
    return bytes(packet)
