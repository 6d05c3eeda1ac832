"""Transfers over a line that breaks again and again, counted octet by octet."""

from lab.case import LabCase, some_bytes
from lab.line import Line
from lab.more_servers import PureFTPd, Pyftpd
from lab.servers import ProFTPD, Vsftpd

RATE = 512
"""KiB a second."""

CONTENT = some_bytes(4 * 1024 * 1024)
OVERLAP = 64 * 1024
"""What is fetched again to compare it with the disk."""

ON_ITS_WAY = 2 * 256 * 1024
"""The most that waits in the buffers of two sockets, see `network.SMALL_BUFFERS`."""

HEADERS = 1.05
"""Headers and acknowledgements, at the most, as a factor."""


class Faults:
    longest = 30
    options = {}

    def setUp(self):
        super().setUp()
        self.line = Line(self, self.kind, rate=RATE, **self.options)
        self.client.knows(self.line.address)
        self.local = self.folder / "file"
        self.part = self.folder / "file.part"
        self.remote = self.line.server.files / "file"

    def begin_download(self, *options):
        self.line.server.add("file", CONTENT)
        return self.start(
            "get", *options, self.line.url("file"), "-o", self.local,
            namespace=self.line.client,
        )  # fmt: skip

    def begin_upload(self, *options):
        self.local.write_bytes(CONTENT)
        return self.start(
            "put", *options, self.local, self.line.url("file"), namespace=self.line.client
        )

    def assertMoved(self, way, faults, again):
        """What moved is the file once, and for each fault no more than `again`."""
        moved = self.line.octets(way)
        self.assertGreaterEqual(moved, len(CONTENT))
        self.assertLessEqual(moved, (len(CONTENT) + faults * again) * HEADERS)

    def test_download_cut(self):
        """a download whose connections are both reset three times arrives whole"""
        run = self.begin_download()
        for quarter in range(1, 4):
            self.wait_for_size(self.part, len(CONTENT) * quarter // 4)
            self.line.reset(seconds=1)
        self.finish(run)
        self.assertSameBytes(self.local, CONTENT)
        self.assertMoved("received", faults=3, again=OVERLAP + ON_ITS_WAY)

    def test_upload_cut(self):
        """an upload whose connections are both reset three times arrives whole"""
        run = self.begin_upload()
        for quarter in range(1, 4):
            self.wait_for_size(self.remote, len(CONTENT) * quarter // 4)
            self.line.reset(seconds=1)
        self.finish(run)
        self.assertSameBytes(self.remote, CONTENT)
        self.assertMoved("sent", faults=3, again=ON_ITS_WAY)

    def test_download_address_lost(self):
        """a download outlives the loss of its address beyond every limit"""
        run = self.begin_download("--timeout", "3")
        self.wait_for_size(self.part, len(CONTENT) // 3)
        self.line.lose_address(seconds=8)
        self.finish(run)
        self.assertSameBytes(self.local, CONTENT)
        self.assertMoved("received", faults=1, again=OVERLAP + ON_ITS_WAY)

    def test_upload_address_lost(self):
        """an upload outlives the loss of its address beyond every limit"""
        run = self.begin_upload("--timeout", "3")
        self.wait_for_size(self.remote, len(CONTENT) // 3)
        self.line.lose_address(seconds=8)
        self.finish(run)
        self.assertSameBytes(self.remote, CONTENT)
        self.assertMoved("sent", faults=1, again=ON_ITS_WAY)


class FaultsProFTPD(Faults, LabCase):
    subject = "faults, ProFTPD"
    kind = ProFTPD


class FaultsVsftpd(Faults, LabCase):
    subject = "faults, vsftpd"
    kind = Vsftpd
    # A session that lost its client unawares locks the file for so many seconds, not for 300.
    options = {"options": "data_connection_timeout=4"}


class FaultsPureFTPd(Faults, LabCase):
    subject = "faults, pure-ftpd"
    kind = PureFTPd


class FaultsPyftpd(Faults, LabCase):
    subject = "faults, pyftpdlib"
    kind = Pyftpd


class AddressLost(LabCase):
    subject = "faults, vsftpd"
    longest = 60

    def test_short(self):
        """a download outlives 20 s without an address in one login, no octet is sent twice"""
        content = some_bytes(RATE * 1024 * 4)
        line = Line(self, Vsftpd, rate=RATE)
        line.server.add("file", content)
        self.client.knows(line.address)
        target = self.folder / "file"
        run = self.start("get", line.url("file"), "-o", target, namespace=line.client)
        self.wait_for_size(self.folder / "file.part", len(content) // 2)
        line.lose_address(seconds=20)
        self.finish(run, timeout=90)
        self.assertSameBytes(target, content)
        self.assertEqual(line.server.octets("o"), [len(content)])
        self.assertEqual(line.server.logins(), 1)
