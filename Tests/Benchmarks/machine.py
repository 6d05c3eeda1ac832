"""What the machine adds by chance to a measurement, and how the benchmarks keep it out."""

import ctypes
import os

MEBIBYTE = 1 << 20
PAGE = 4096
SHARE = 16 * PAGE
"""Of so much one page stays taken."""

FALLOC_FL_KEEP_SIZE = 1
FALLOC_FL_PUNCH_HOLE = 2

_libc = ctypes.CDLL(None, use_errno=True)


def keep_memory(file, count):
    """Has so much free memory lie ready in pieces; returns how much it became.

    The host of a virtual machine takes free memory back, in blocks of 128 KiB and more (free page
    reporting), and who touches it next pays for its return: up to half of the processor time of
    a transfer, today this client's and then that one's. Pieces with a page between them that
    stays taken never are a block, and the kernel gives small pieces away first.
    """
    count = min(count, _available() // 3) // MEBIBYTE * MEBIBYTE
    with file.open("wb", buffering=0) as kept:
        for _ in range(count // MEBIBYTE):
            kept.write(bytes(MEBIBYTE))
        for offset in range(0, count, SHARE):
            _punch(kept.fileno(), offset + PAGE, SHARE - PAGE)
    return count


def _available():
    with open("/proc/meminfo") as lines:
        return next(int(line.split()[1]) << 10 for line in lines if "MemAvailable" in line)


def _punch(descriptor, offset, length):
    mode = FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE
    place = (ctypes.c_int64(offset), ctypes.c_int64(length))
    if _libc.fallocate(descriptor, mode, *place) != 0:
        raise OSError(ctypes.get_errno(), "fallocate")


class Processors:
    """One processor for the server and the others for the clients, as if they were two machines.

    Together on one, by a scheduler that would rather let another one sleep, they take turns, and
    a transfer takes twice the time.
    """

    def __init__(self):
        first, *others = sorted(os.sched_getaffinity(0))
        self.server = {first}
        self.clients = set(others) or {first}

    def for_server(self):
        """What is started from now on runs beside the clients."""
        os.sched_setaffinity(0, self.server)

    def for_clients(self):
        """What is started from now on runs beside the server."""
        os.sched_setaffinity(0, self.clients)
