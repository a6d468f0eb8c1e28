"""Writes what one network device sends and receives to a pcap file, in the order in which the kernel hands it out."""
import select
import socket
import struct

ETH_P_ALL = 3
SO_TIMESTAMPNS = 35
LINKTYPE_RAW = 101


def open_tap(device):
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
    tap.bind((device, ETH_P_ALL))
    tap.setsockopt(socket.SOL_SOCKET, 33, 256 << 20)  # SO_RCVBUFFORCE
    tap.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    return tap


def record(tap, path, captured, done):
    """Until `done()`, and as long as there is more. `captured`: how many bytes of each packet are kept."""
    with open(path, 'wb') as file:
        file.write(struct.pack('<IHHiIII', 0xA1B23C4D, 2, 4, 0, 0, captured, LINKTYPE_RAW))
        while True:
            if not select.select([tap], [], [], 0.1)[0]:
                if done():
                    return
                continue
            packet, about, _, _ = tap.recvmsg(65536, 64)
            seconds, nanoseconds = next(struct.unpack('@qq', data[:16]) for _, kind, data in about if kind == SO_TIMESTAMPNS)
            # A socket buffer's address family stands nowhere else: only IP passes here.
            kept = packet[:captured]
            file.write(struct.pack('<IIII', seconds, nanoseconds, len(kept), len(packet)) + kept)
