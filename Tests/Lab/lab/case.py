"""What every case of the lab stands on."""

import hashlib
import os
import random
import shutil
import tempfile
import unittest
from pathlib import Path
from urllib.parse import quote

from .client import GODWIT, TIMEOUT, Client
from .etc import PASSWORD
from .isolation import WORK
from .network import Namespace
from .processes import wait_until

unavailable = "run by Tests/Lab/run"
"""Why cases cannot run on this machine, or None; set once by the runner."""


class LabCase(unittest.TestCase):
    """A case with a folder, servers, namespaces and a client of its own, all gone afterwards."""

    subject = "lab"
    """What the class tests: the first part of its cases' names."""

    evidence = ""
    """What the programs of the case said, once it has ended."""

    longest = 10
    """About how many seconds the slowest case of the class takes: the longest start first."""

    def setUp(self):
        if unavailable is not None:
            self.skipTest(unavailable)
        self.folder = Path(tempfile.mkdtemp(dir=WORK))
        self.folder.chmod(0o755)
        self.client = Client(self.folder / "client")
        self._started = []
        self.addCleanup(shutil.rmtree, self.folder)
        self.addCleanup(self._gather)

    def skipTest(self, reason):
        """Skip by name on a laptop; where CI is set nothing may be missing."""
        if os.environ.get("CI"):
            self.fail(f"cannot run in CI: {reason}")
        super().skipTest(reason)

    # What a case is made of

    def started(self, service):
        """Start a server or a balancer that stops with the case."""
        if not Path(service.binary).exists():
            self.skipTest(f"needs {Path(service.binary).name}: Tests/Lab/install")
        self.addCleanup(service.stop)
        self._started.append(service)
        return service.start()

    def server(self, kind, **options):
        """A running server of the kind, known to the client."""
        number = len(self._started)
        return self.started(kind(self.folder, name=f"{kind.name}-{number}", **options))

    def namespace(self, name):
        """A network namespace that ends with the case."""
        namespace = Namespace(self.folder / f"{name}.netns")
        self.addCleanup(namespace.remove)
        return namespace

    def file_system(self, name, options):
        """A small file system in memory, mounted with `options`."""
        folder = self.folder / name
        folder.mkdir()
        self.mount(folder, options)
        # A server may still be about to let go of a file.
        self.addCleanup(self.command, "umount", "--lazy", folder)
        return folder

    def mount(self, folder, options):
        """Mount a tmpfs there, or change the one that is."""
        self.command("mount", "-t", "tmpfs", "-o", options, "godwit-lab", folder)

    def command(self, *words):
        """Run a command of the system that must succeed."""
        self.assertEqual(self.client.run(*words).status, 0)

    # Godwit

    def start(self, *arguments, **options):
        """Start Godwit."""
        if not GODWIT.exists():
            self.fail(f"no Godwit at {GODWIT}: swift build -c release, or set GODWIT")
        return self.client.start(GODWIT, *arguments, **options)

    def godwit(self, *arguments, status=0, timeout=TIMEOUT, **options):
        """Run Godwit to its end and check what holds for every run of it."""
        return self.finish(self.start(*arguments, **options), status=status, timeout=timeout)

    def measured(self, *arguments, status=0, below, timeout=TIMEOUT):
        """Run Godwit to its end, for which it takes less than `below` KiB of memory."""
        run = self.finished(self.client.measured(GODWIT, *arguments, timeout=timeout), status)
        self.assertLess(run.peak_memory(), below)
        return run

    def finish(self, run, status=0, timeout=TIMEOUT):
        """Wait for a run of Godwit and check what holds for every one of them."""
        run.finish(timeout)
        return self.finished(run, status)

    def finished(self, run, status=0):
        """Check what holds for every run of Godwit that has ended by itself."""
        self.assertEqual(run.status, status)
        self.assertKeepsSecrets(run)
        for trace in (b"Fatal error", b"Backtrace", b"Stack dump", b"crashed"):
            self.assertNotIn(trace, run.stderr)
        return run

    def fails(self, status, *arguments, saying="", **options):
        """Run Godwit, which ends with `status` and one line on standard error."""
        run = self.godwit(*arguments, status=status, **options)
        self.assertEqual(len(run.complaints), 1, run.complaints)
        self.assertIn(saying.lower(), run.complaints[0].lower())
        return run

    # Assertions

    def assertKeepsSecrets(self, run):
        """The password is in nothing that the run said."""
        for form in (PASSWORD, quote(PASSWORD, safe="")):
            self.assertNotIn(form.encode(), run.stdout)
            self.assertNotIn(form.encode(), run.stderr)

    def assertSameBytes(self, file, content):
        """The file has exactly these bytes, and nothing of the transfer is left beside it."""
        found = file.read_bytes()
        self.assertEqual(len(found), len(content), f"length of {file.name}")
        self.assertEqual(
            hashlib.sha256(found).hexdigest(),
            hashlib.sha256(content).hexdigest(),
            f"SHA-256 of {file.name}",
        )
        self.assertEqual(sorted(file.parent.glob(f"{file.name}.part*")), [])

    def wait_for_size(self, file, octets):
        """Wait until the file has at least that many octets."""

        def grown():
            return file.exists() and file.stat().st_size >= octets

        wait_until(grown, f"{octets} octets in {file.name}", timeout=30)

    def _gather(self):
        """End the case's programs and keep what they said."""
        for run in self.client.runs:
            run.kill()
        logs = [f"--- {type(service).__name__}\n{service.tail()}" for service in self._started]
        self.evidence = "\n".join([*map(str, self.client.runs), *logs])


def some_bytes(count, seed=0):
    """Bytes without pattern, the same for the same seed."""
    return random.Random(seed).randbytes(count)
