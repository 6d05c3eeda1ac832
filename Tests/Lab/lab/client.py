"""Godwit, and its peers where they prove something about the lab, run by a case."""

import json
import os
import subprocess
import time
from pathlib import Path

from .etc import PASSWORD, USER
from .processes import Process

ROOT = Path(__file__).resolve().parents[3]
GODWIT = Path(os.environ.get("GODWIT", ROOT / ".build/release/godwit")).resolve()

MEMORY = "memory"
"""The file in a run's folder that tells how much memory it took."""

TIMEOUT = 60
"""Seconds that a run may take if nothing else is said."""


class Run:
    """A program that runs; `finish` waits for its end, then it has a status and what it said."""

    def __init__(self, command, folder, environment, stdin=None):
        self.command = command
        self.folder = folder
        self.status = None
        self._output = (folder / "stdout").open("w+b")
        self._errors = (folder / "stderr").open("w+b")
        self._begin = time.monotonic()
        self.process = Process(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._errors,
        )
        self._stdin = stdin

    def finish(self, timeout=TIMEOUT):
        """Wait for the end; a program that takes longer than `timeout` is killed, and fails."""
        try:
            self.process.communicate(self._stdin, timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"still running after {timeout} s\n{self}") from None
        self._collect()
        return self

    def ends_within(self, seconds):
        """Whether the program ends by itself in that time; it goes on if not."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self._collect()
        return True

    def peak_memory(self):
        """KiB of memory that a program of `Client.measured` used at the most; it has ended."""
        return int((self.folder / MEMORY).read_text().split()[-1])

    def kill(self):
        """End the program as `kill -9` does, unless it has ended."""
        if self.status is None:
            self.process.kill()
            self.process.wait()
            self._collect()

    def _collect(self):
        self.seconds = time.monotonic() - self._begin
        self.status = self.process.returncode
        self.process.stop()
        self.stdout, self.stderr = (self._read(file) for file in (self._output, self._errors))

    @staticmethod
    def _read(file):
        file.seek(0)
        with file:
            return file.read()

    @property
    def complaints(self):
        """The lines on standard error, without the note that a password travels in clear."""
        lines = self.stderr.decode().splitlines()
        return [line for line in lines if line.strip() and "travels in clear" not in line]

    def events(self, name=None):
        """The objects that `--json` printed; all, or those of one event."""
        entries = [json.loads(line) for line in self.stdout.splitlines()]
        return [entry for entry in entries if name is None or entry.get("event") == name]

    def __str__(self):
        words = " ".join(str(word) for word in self.command)
        said = (self.stdout[-1500:] + self.stderr[-3000:]).decode(errors="backslashreplace")
        return f"$ {words}\n{said.rstrip()}\n(status {self.status} after {self.seconds:.1f} s)"


class Client:
    """A person's account: a home folder with a .netrc, from which programs are started."""

    def __init__(self, folder):
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.runs = []
        self.environment = {}

    def knows(self, host, user=USER, password=PASSWORD, file=".netrc"):
        """Write the login for a host into the .netrc, or a file like it; returns its path."""
        path = self.home / file
        with path.open("a") as entries:
            entries.write(f"machine {host} login {user} password {password}\n")
        path.chmod(0o600)
        return path

    def start(self, *command, namespace=None, stdin=None):
        """Start a program with the account's environment and nothing of the caller's."""
        words = [str(word) for word in command]
        if namespace is not None:
            words = namespace.entering(*words)
        # Each run has its own folder below the account's for what it says.
        folder = self.folder / f"run{len(self.runs)}"
        folder.mkdir()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            # Far from the servers' time zone, so that a confusion of the two shows.
            "TZ": "NPT-5:45",
            "TMPDIR": str(folder),
            **self.environment,
        }
        run = Run(words, folder, environment, stdin)
        self.runs.append(run)
        return run

    def measured(self, *command, timeout=TIMEOUT):
        """Run a program to its end and keep how much memory it took at the most."""
        # By a process between: what a child of Python is told has Python's own memory in it.
        return self.run("time", "--quiet", "-f", "%M", "-o", MEMORY, *command, timeout=timeout)

    def run(self, *command, timeout=TIMEOUT, **options):
        """Run a program to its end."""
        return self.start(*command, **options).finish(timeout)
