"""`kill -9` at random moments: whatever the moment, the same command goes on and ends right."""

import random

from lab.case import LabCase, some_bytes
from lab.line import Line
from lab.more_servers import PureFTPd, Pyftpd
from lab.servers import ProFTPD, Vsftpd

RATE = 4 * 1024
"""KiB a second."""

CONTENT = some_bytes(32 * 1024 * 1024)
OVERLAP = 64 * 1024
ON_ITS_WAY = 1024 * 1024
"""What a kill may cost beyond the overlap."""

HEADERS = 1.05
"""Headers and acknowledgements, at the most, as a factor."""

KILLS = 25
"""A transfer; there are eight of them."""


class Kills:
    longest = 60
    options = {}

    def setUp(self):
        super().setUp()
        self.line = Line(self, self.kind, rate=RATE, **self.options)
        self.client.knows(self.line.address)
        self.local = self.folder / "file"

    def kill_and_finish(self, command, target, way, patience, overlap):
        """Kill a command `KILLS` times, each time a moment after its start, then let it end."""
        moments = random.Random(f"{self.subject} {way}")
        whole = 0
        for _ in range(KILLS):
            run = self.start(*command, namespace=self.line.client)
            if run.ends_within(moments.uniform(0, patience)):
                # All was there before its moment came: another file begins.
                self.finished(run)
                self.assertSameBytes(target, CONTENT)
                target.unlink()
                whole += 1
            run.kill()
        self.godwit(*command, namespace=self.line.client)
        self.assertSameBytes(target, CONTENT)
        allowed = (whole + 1) * len(CONTENT) + KILLS * (overlap + ON_ITS_WAY)
        self.assertLessEqual(self.line.octets(way), allowed * HEADERS)

    def test_download(self):
        """a download that is killed 25 times at random moments ends right"""
        self.line.server.add("file", CONTENT)
        command = "get", self.line.url("file"), "-o", self.local
        self.kill_and_finish(command, self.local, "received", patience=0.5, overlap=OVERLAP)

    def test_upload(self):
        """an upload that is killed 25 times at random moments ends right"""
        self.local.write_bytes(CONTENT)
        command = "put", self.local, self.line.url("file")
        target = self.line.server.files / "file"
        # Two looks at what the server holds stand before the rest of the file.
        self.kill_and_finish(command, target, "sent", patience=1.8, overlap=0)


class KillsProFTPD(Kills, LabCase):
    subject = "kill -9, ProFTPD"
    kind = ProFTPD


class KillsVsftpd(Kills, LabCase):
    subject = "kill -9, vsftpd"
    kind = Vsftpd


class KillsPureFTPd(Kills, LabCase):
    subject = "kill -9, pure-ftpd"
    kind = PureFTPd


class KillsPyftpd(Kills, LabCase):
    subject = "kill -9, pyftpdlib"
    kind = Pyftpd
