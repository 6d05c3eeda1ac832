"""A link that delays: two TUN interfaces, and a forwarder that keeps every packet for a while.

Run as a program it is the forwarder: `delay.py DESCRIPTOR DESCRIPTOR SECONDS`.
"""

import fcntl
import os
import select
import struct
import sys
import time
from collections import deque

TUNSETIFF = 0x4004_54CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LARGEST_PACKET = 65_536


def _interface(name, end, address, peer):
    """A TUN interface in a namespace; returns the descriptor on which its packets appear."""
    import subprocess

    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "link", "set", name, "netns", str(end.path)], check=True)
    end.run("ip", "address", "add", address, "peer", peer, "dev", name)
    # The queue behind the link shall not be what loses packets.
    end.run("ip", "link", "set", name, "txqueuelen", "10000", "up")
    return descriptor


def delayed_link(one, one_address, other, other_address, delay):
    """Join two namespaces by a link that takes `delay` seconds each way; returns the forwarder.

    The link ends with the process that is returned.
    """
    from .processes import Process

    ends = (
        _interface("far0", one, one_address, other_address),
        _interface("far1", other, other_address, one_address),
    )
    forwarder = Process([sys.executable, __file__, *ends, delay], pass_fds=ends)
    for descriptor in ends:
        os.close(descriptor)
    return forwarder


def forward(one, other, delay):
    """Carry packets from each descriptor to the other one, `delay` seconds late."""
    # The delay is the same for all, so the order of arrival is that of departure.
    under_way = deque()
    while True:
        wait = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        for source in select.select([one, other], [], [], wait)[0]:
            target = other if source == one else one
            due = time.monotonic() + delay
            while True:
                try:
                    under_way.append((due, target, os.read(source, LARGEST_PACKET)))
                except BlockingIOError:
                    break
        now = time.monotonic()
        while under_way and under_way[0][0] <= now:
            _, target, packet = under_way.popleft()
            os.write(target, packet)


if __name__ == "__main__":
    forward(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
