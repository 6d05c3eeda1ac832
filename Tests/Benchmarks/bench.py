"""What the benchmarks share: a server, a client's account, and programs that take turns."""

import os
import random
import shutil
import subprocess
from collections import namedtuple
from pathlib import Path
from statistics import median

from lab.certificates import Authority
from lab.client import Client
from lab.delay import delayed_link
from lab.etc import PASSWORD, USER
from lab.isolation import WORK
from lab.more_servers import PureFTPd, Pyftpd
from lab.network import Namespace
from lab.secure_servers import SecureProFTPD, SecurePureFTPd, SecurePyftpd, SecureVsftpd
from lab.servers import ProFTPD, Vsftpd

from machine import Processors, keep_memory

SERVERS = {
    "vsftpd": (Vsftpd, SecureVsftpd),
    "proftpd": (ProFTPD, SecureProFTPD),
    "pure-ftpd": (PureFTPd, SecurePureFTPd),
    "pyftpdlib": (Pyftpd, SecurePyftpd),
}
"""Each in clear and under TLS."""

UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
LARGEST_DENSE = 2 << 30
"""Larger sources are sparse, so that memory holds them."""

NEAR, FAR = "10.9.0.1", "10.9.0.2"
"""The ends of the slow link."""

ORDINARY_BUFFERS = {
    "ipv4/tcp_rmem": "4096 131072 6291456",
    "ipv4/tcp_wmem": "4096 16384 4194304",
}
"""The kernel's own; the lab's are smaller."""

Sample = namedtuple("Sample", "wall cpu peak")


def octets(text):
    """A size like 1G or 64K."""
    unit = UNITS.get(text[-1:].upper())
    return int(text[:-1]) * unit if unit else int(text)


def size_text(count):
    for unit in "GMK":
        if count % UNITS[unit] == 0:
            return f"{count // UNITS[unit]} {unit}iB"
    return f"{count} bytes"


def lftp(bench, action):
    """A command line for lftp, which would not take this login from .netrc."""
    login = f"open -u '{USER},{PASSWORD}' {bench.server.url()}"
    settings = "set net:max-retries 1"
    if bench.authority is not None:
        settings += f"; set ssl:ca-file {bench.authority.file}; set ftp:ssl-force true"
        settings += "; set ftp:ssl-protect-data true"
    return ["lftp", "-c", f"{settings}; {login}; {action}"]


def curl(bench, *options):
    """A command line for curl."""
    trust = [] if bench.authority is None else ["--ssl-reqd", "--cacert", bench.authority.file]
    return ["curl", "-sS", "--netrc", *trust, *options]


class Bench:
    """A server, a client's account, and a folder, all in the lab's file system in memory.

    With a `delay`, in seconds each way, a link lies between the two.
    """

    def __init__(self, tls, delay=0, server="vsftpd"):
        subprocess.run(["mount", "-o", "remount,size=95%", str(WORK)], check=True)
        self.folder = WORK / "bench"
        self.namespace = None
        self.client = Client(self.folder)
        processors = Processors()
        processors.for_server()
        self.authority = None
        where = self.far_away(delay) if delay else {}
        if tls:
            self.authority = Authority(self.folder)
            self.client.environment["SSL_CERT_FILE"] = str(self.authority.file)
            certificate = self.authority.certificate()
            self.server = SERVERS[server][1](self.folder, certificate, **where).start()
        else:
            self.server = SERVERS[server][0](self.folder, **where).start()
        processors.for_clients()
        self.client.knows(self.server.host)
        self.target = self.folder / "target"
        self.measure = self.folder / "measure"
        compiler = shutil.which("cc") or shutil.which("clang")
        if compiler is None:
            raise SystemExit("needs cc or clang")
        source = Path(__file__).resolve().parent / "measure.c"
        subprocess.run([compiler, "-O2", "-o", self.measure, source], check=True)

    def far_away(self, delay):
        """Where a server stands that only a slow link leads to."""
        here, there = (Namespace(self.folder / name) for name in ("here", "there"))
        for end in (here, there):
            end.set(ORDINARY_BUFFERS)
        self.link = delayed_link(here, NEAR, there, FAR, delay)
        self.namespace = here
        return {"host": FAR, "namespace": there}

    def keep_memory(self, count):
        """Room for large files that costs each client the same."""
        return keep_memory(self.folder / "pieces", count)

    def source(self, name, count):
        """A file of that many octets on the server, or a local one that is as good."""
        file = self.server.add(name, b"")
        if count > LARGEST_DENSE:
            os.truncate(file, count)
        else:
            with file.open("wb") as content:
                while content.tell() < count:
                    content.write(os.urandom(min(1 << 20, count - content.tell())))
        return file

    def sample(self, command):
        """One measured run of a command that must succeed."""
        result = self.folder / "result"
        run = self.client.run(
            self.measure, result, *command, timeout=600, namespace=self.namespace
        )
        words = result.read_text().split()
        if words[3] != "0":
            raise SystemExit(f"failed:\n{run}")
        return Sample(float(words[0]), float(words[1]), int(words[2]) / 1024)


def measured(bench, subject, runs):
    """The medians of each client, which take turns."""
    samples = {name: [] for name in subject.commands}
    # The first turn only loads programs and caches.
    for turn in range(runs + 1):
        # In another order each time: what one frees, memory above all, the next one finds.
        for name, command in random.sample(list(subject.commands.items()), len(subject.commands)):
            subject.prepare()
            sample = bench.sample(command)
            subject.check()
            if turn > 0:
                samples[name].append(sample)
    return {name: Sample(*map(median, zip(*taken))) for name, taken in samples.items()}


def report(subject, runs, medians):
    """A table, and Godwit's share of the better of the others in each column."""
    print(f"\n{subject.title}: medians of {runs} runs")
    print(f"{'':12}{'wall s':>10}{'CPU s':>10}{'peak MiB':>10}")
    for name, sample in medians.items():
        print(f"{name:12}{sample.wall:10.4f}{sample.cpu:10.4f}{sample.peak:10.1f}")
    others = [sample for name, sample in medians.items() if name != "godwit"]
    if others and "godwit" in medians:
        ratios = [own / min(rest) for own, *rest in zip(medians["godwit"], *others)]
        print(f"{'ratio':12}" + "".join(f"{ratio:8.2f} x" for ratio in ratios), flush=True)
