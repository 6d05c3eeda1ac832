"""One large file by several sessions, and small ones close behind each other, with real servers.

GODWIT_SEGMENT_MIB is the size of the file, 12 by default; 64 is what is promised.
"""

import json
import os
import re

from lab.case import LabCase, some_bytes
from lab.more_servers import PureFTPd, Pyftpd
from lab.processes import wait_until
from lab.servers import ProFTPD, Vsftpd

MIB = 1 << 20
SIZE = int(os.environ.get("GODWIT_SEGMENT_MIB", "12")) * MIB


class Segments:
    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind, **self.options)
        self.client.knows(self.ftp.host)

    options = {}

    def test_segments(self):
        """--segments brings the same bytes by several sessions"""
        content = some_bytes(SIZE)
        self.ftp.add("file", content)
        target = self.folder / "target"
        run = self.godwit(
            "get", "--json", "--segments", "3", self.ftp.url("file"), "-o", target
        )
        self.assertSameBytes(target, content)
        self.assertEqual(run.events("done")[0]["bytes"], SIZE)
        self.assertEqual(run.events("error"), [])
        wait_until(lambda: len(self.ftp.transfers()) >= 3, "three transfers in the log")

    def test_small(self):
        """small files arrive whole, and a server that mixes commands is remembered"""
        self.move_small_files()
        # With the command of a file leaves, in time, the question for the next one's port.
        log = self.folder / "log"
        self.godwit(
            "mirror", self.ftp.url("d"), self.folder / "again", "--parallel", "1", "--log", log
        )
        ahead = re.findall(
            r"> RETR .*\n(?:.* > (?:SIZE|MDTM) .*\n)*.* > (?:EPSV|PASV)\n", log.read_text()
        )
        self.assertEqual(len(ahead) > 40, not self.kind.mixes_commands, len(ahead))

    def test_small_active(self):
        """small files arrive whole through connections that the server opens"""
        self.move_small_files("--active")

    def move_small_files(self, *options):
        """A tree goes down, and up under another name."""
        for number in range(60):
            self.ftp.add(f"d/{number}", some_bytes(number * 97, seed=number))
        target = self.folder / "d"
        self.godwit("mirror", self.ftp.url("d"), target, "--parallel", "2", *options)
        for number in range(60):
            self.assertSameBytes(target / str(number), some_bytes(number * 97, seed=number))
        self.godwit("mirror", target, self.ftp.url("up"), "--parallel", "2", *options)
        for number in range(60):
            found = self.ftp.files / "up" / str(number)
            self.assertSameBytes(found, some_bytes(number * 97, seed=number))
        hosts = self.godwit("hosts", "--json").stdout.splitlines()
        known = [json.loads(line) for line in hosts]
        self.assertEqual(
            any("pipelining" in host for host in known), self.kind.mixes_commands, known
        )


class SegmentsProFTPD(Segments, LabCase):
    subject = "ProFTPD"
    kind = ProFTPD


class SegmentsPureFTPd(Segments, LabCase):
    subject = "pure-ftpd"
    kind = PureFTPd


class SegmentsPyftpd(Segments, LabCase):
    subject = "pyftpdlib"
    kind = Pyftpd


class SegmentsVsftpd(Segments, LabCase):
    subject = "vsftpd"
    kind = Vsftpd

    def test_limited(self):
        """sessions that are limited one by one are faster together"""
        ftp = self.server(Vsftpd, rate=8 * 1024 * SIZE // (64 * MIB))
        self.client.knows(ftp.host)
        content = some_bytes(SIZE)
        ftp.add("file", content)
        alone = self.godwit("get", ftp.url("file"), "-o", self.folder / "alone")
        # What else the machine does at the moment costs the four sessions more than the one.
        for number in range(3):
            target = self.folder / f"together{number}"
            together = self.godwit("get", "--segments", "4", ftp.url("file"), "-o", target)
            self.assertSameBytes(target, content)
            if together.seconds * 2.5 < alone.seconds:
                return
        self.fail(f"{together.seconds} s together, {alone.seconds} s alone")
