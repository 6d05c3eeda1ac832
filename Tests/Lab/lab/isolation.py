"""Private namespaces for the whole lab: whatever happens, the kernel removes what it started.

The lab runs as process 1 of its own PID namespace, with its own mounts and its own network.
When it ends, even by SIGKILL, every process, mount, interface and rule in there ends with it,
and no packet can leave.
"""

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

from . import etc

CLONE_NEWNS = 0x0002_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000
PR_SET_PDEATHSIG = 1

# A folder that is everywhere and that nothing in the lab needs: no trace of a mount remains.
WORK = Path("/dev/shm")
"""Where the lab's own temporary file system is mounted."""

_libc = ctypes.CDLL(None, use_errno=True)


def enter():
    """Go on in private namespaces; returns why that is impossible here, or None.

    The calling process stays behind, passes signals on, and exits with the lab's status.
    """
    if os.geteuid() != 0:
        return "needs root for network namespaces: sudo Tests/Lab/run"
    if _libc.unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET) != 0:
        return f"cannot make namespaces: {os.strerror(ctypes.get_errno())}"
    child = os.fork()
    if child != 0:
        _stay_behind(child)
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # Out of the terminal's process group: an interrupt arrives once, from the parent.
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    return _furnish()


def _stay_behind(child):
    """Pass signals on to the lab and exit as it does."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: os.kill(child, number))
    _, status = os.waitpid(child, 0)
    sys.stdout.flush()
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


def _furnish():
    """Set up mounts and loopback of the fresh namespaces; returns what failed, or None."""
    for command in (
        ["mount", "--make-rprivate", "/"],
        ["mount", "-t", "proc", "proc", "/proc"],
        ["mount", "-t", "tmpfs", "-o", "mode=755", "godwit-lab", str(WORK)],
        ["ip", "link", "set", "lo", "up"],
    ):
        try:
            done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
        except FileNotFoundError:
            return f"needs {command[0]}: Tests/Lab/install"
        if done.returncode != 0:
            return f"{' '.join(command)}: {done.stderr.strip()}"
    etc.dress(WORK / "etc")
    return None
