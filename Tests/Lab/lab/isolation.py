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
import tempfile
from pathlib import Path

# The one user that the servers of the lab know.
USER = "limosa"
USER_ID = 4242
PASSWORD = "Lim0sa@l:pp/onica%#"
# openssl passwd -6 -salt limosa
PASSWORD_HASH = (
    "$6$limosa$O4Kb.mPXN6.k9MmJOwtYfsGhm7PAhSR84euPfFRHGJMY"
    ".6cTLcpQdXidZzpZZL2wELSLuYaNeyQlDXeJQzU4w/"
)
PAM_SERVICE = "godwit-lab"

CLONE_NEWNS = 0x0002_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000
PR_SET_PDEATHSIG = 1
MNT_DETACH = 2

_libc = ctypes.CDLL(None, use_errno=True)
_work = None


def work():
    """The lab's temporary file system, or None outside the namespaces."""
    return _work


def enter():
    """Go on in private namespaces; returns why that is impossible here, or None.

    The calling process stays behind, passes signals on, and exits with the lab's status.
    """
    if os.geteuid() != 0:
        return "needs root for network namespaces: sudo Tests/Lab/run"
    if _libc.unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET) != 0:
        return f"cannot make namespaces: {os.strerror(ctypes.get_errno())}"
    folder = tempfile.mkdtemp(prefix="godwit-lab-")
    child = os.fork()
    if child != 0:
        _stay_behind(child, folder)
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # Out of the terminal's process group: an interrupt arrives once, from the parent.
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    return _furnish(Path(folder))


def _stay_behind(child, folder):
    """Pass signals on to the lab and exit as it does."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: os.kill(child, number))
    _, status = os.waitpid(child, 0)
    _libc.umount2(folder.encode(), MNT_DETACH)
    os.rmdir(folder)
    sys.stdout.flush()
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


def _furnish(folder):
    """Set up mounts and loopback of the fresh namespaces; returns what failed, or None."""
    global _work
    for command in (
        ["mount", "--make-rprivate", "/"],
        ["mount", "-t", "proc", "proc", "/proc"],
        ["mount", "-t", "tmpfs", "-o", "mode=755", "godwit-lab", folder],
        ["ip", "link", "set", "lo", "up"],
    ):
        try:
            done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
        except FileNotFoundError:
            return f"needs {command[0]}: Tests/Lab/install"
        if done.returncode != 0:
            return f"{' '.join(command)}: {done.stderr.strip()}"
    _work = Path(folder)
    _dress_etc(_work / "etc")
    return None


def _dress_etc(etc):
    """Lay the lab's own users, PAM service and name service over those of the machine."""
    (etc / "pam.d").mkdir(parents=True)
    (etc / "pam.d" / PAM_SERVICE).write_text(
        "auth required pam_unix.so\naccount required pam_unix.so\n"
    )
    passwd = Path("/etc/passwd").read_text()
    (etc / "passwd").write_text(f"{passwd}{USER}:x:{USER_ID}:{USER_ID}::/:/bin/sh\n")
    (etc / "shadow").write_text(f"{USER}:{PASSWORD_HASH}:::::::\n")
    # Unknown hosts are unknown at once, without a name server that is out of reach.
    (etc / "nsswitch.conf").write_text("passwd: files\nshadow: files\nhosts: files\n")
    for ours in etc.iterdir():
        subprocess.run(["mount", "--bind", str(ours), f"/etc/{ours.name}"], check=True)
