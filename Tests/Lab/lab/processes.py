"""Every process that the lab starts, each stopped by its own id."""

import atexit
import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

_running = set()
_interrupted = threading.Event()


class Interrupted(Exception):
    """The run was interrupted: waiting and starting end at once."""


class Process(subprocess.Popen):
    """A child whose own children end with it."""

    def __init__(self, arguments, **options):
        if _interrupted.is_set():
            raise Interrupted
        super().__init__([str(word) for word in arguments], start_new_session=True, **options)
        _running.add(self)

    def stop(self, number=signal.SIGTERM, patience=5):
        """End the process and all that it started: politely first, then for certain."""
        # By their ids, not as a group: vsftpd's sessions have groups of their own.
        family = descendants(self.pid)
        if self.poll() is None:
            self.send_signal(number)
            try:
                self.wait(patience)
            except subprocess.TimeoutExpired:
                self.kill()
        kill(family)
        self.wait()
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        _running.discard(self)


def interrupt():
    """End every process; whoever waits in the lab is woken with `Interrupted`."""
    _interrupted.set()
    for process in list(_running):
        process.stop(signal.SIGKILL)


atexit.register(interrupt)


def wait_until(condition, what, timeout=10, interval=0.02):
    """The first true value of `condition()`, looked at until the time is up."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout} s in vain for {what}")
        if _interrupted.wait(interval):
            raise Interrupted


def kill(pids):
    """Kill the processes that are still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def descendants(pid):
    """The ids of the process's children, of theirs, and so on."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [found for child in children for found in (int(child), *descendants(child))]


def strays():
    """Command lines of the processes that are left in the lab's own PID namespace."""
    if os.getpid() != 1:
        return []
    lines = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and entry.name != "1":
            try:
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            # A zombie has no command line: it is gone, only not collected.
            if words:
                lines.append(words.rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace"))
    return lines
