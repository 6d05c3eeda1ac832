"""Parts of files, files that are too long, and files that are added to, with real servers."""

import random

from lab.case import LabCase, some_bytes
from lab.more_servers import PureFTPd, Pyftpd
from lab.servers import ProFTPD, Vsftpd

CONTENT = some_bytes(3_000_000)
BASE = some_bytes(123_456, seed=1)
RATE = 500
"""KiB a second; pyftpdlib lets the first second's worth pass at once."""


class Parts:
    longest = 15

    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind, rate=RATE)
        self.client.knows(self.ftp.host)
        self.local = self.folder / "file"
        self.remote = self.ftp.files / "file"

    def test_range(self):
        """get --range brings the part and no other, in each of its forms"""
        self.ftp.add("file", CONTENT)
        for words, part in {
            "1000000-1299999": CONTENT[1_000_000:1_300_000],
            "0-0": CONTENT[:1],
            "2999000-": CONTENT[2_999_000:],
            "2999999-5000000": CONTENT[2_999_999:],
        }.items():
            self.godwit("get", f"--range={words}", self.ftp.url("file"), "-o", self.local)
            self.assertSameBytes(self.local, part)
            self.local.unlink()
        run = self.godwit("get", "--range=-777", self.ftp.url("file"), "-o", "-")
        self.assertEqual(run.stdout, CONTENT[-777:])
        self.fails(65, "get", "--range=3000000-", self.ftp.url("file"), "-o", self.local)
        self.assertEqual(list(self.folder.glob("file*")), [])

    def test_range_killed(self):
        """a part that was killed goes on inside the part, and other parts are left alone"""
        self.ftp.add("file", CONTENT)
        command = "get", "--range=100000-2899999", self.ftp.url("file"), "-o", self.local
        moments = random.Random(self.subject)
        for _ in range(3):
            run = self.start(*command)
            run.ends_within(moments.uniform(0.5, 1.5))
            run.kill()
        self.godwit("get", "--range=5-9", self.ftp.url("file"), "-o", self.folder / "other")
        self.assertSameBytes(self.folder / "other", CONTENT[5:10])
        self.godwit(*command)
        self.assertSameBytes(self.local, CONTENT[100_000:2_900_000])

    def test_max_size(self):
        """get --max-size fetches nothing of a longer file"""
        self.ftp.add("file", CONTENT)
        self.fails(65, "get", "--max-size", 2_999_999, self.ftp.url("file"), "-o", self.local)
        self.assertEqual(list(self.folder.glob("file*")), [])
        self.godwit("get", "--max-size", 3_000_000, self.ftp.url("file"), "-o", self.local)
        self.assertSameBytes(self.local, CONTENT)
        self.assertEqual(self.ftp.octets("o"), [len(CONTENT)])

    def test_append(self):
        """put --append adds to what is there, once for each time it is asked"""
        self.ftp.add("file", BASE)
        self.local.write_bytes(b"one\n")
        for count in (1, 2):
            self.godwit("put", "--append", self.local, self.ftp.url("file"))
            self.assertSameBytes(self.remote, BASE + b"one\n" * count)
        self.godwit("put", "--append", self.local, self.ftp.url("new"))
        self.assertSameBytes(self.ftp.files / "new", b"one\n")

    def test_append_killed(self):
        """an append that was killed adds the rest, and no byte twice"""
        self.ftp.add("file", BASE)
        self.local.write_bytes(CONTENT)
        command = "put", "--append", self.local, self.ftp.url("file")
        for part in (1, 2):
            run = self.start(*command)
            self.wait_for_size(self.remote, len(BASE) + len(CONTENT) * part // 3)
            run.kill()
        self.godwit(*command)
        self.assertSameBytes(self.remote, BASE + CONTENT)

    def test_append_session_crash(self):
        """an append goes on by itself when the server's session crashes"""
        self.ftp.add("file", BASE)
        self.local.write_bytes(CONTENT)
        run = self.start("put", "--append", self.local, self.ftp.url("file"))
        self.wait_for_size(self.remote, len(BASE) + len(CONTENT) // 3)
        self.ftp.kill_sessions()
        self.finish(run)
        self.assertSameBytes(self.remote, BASE + CONTENT)


class PartsProFTPD(Parts, LabCase):
    subject = "parts, ProFTPD"
    kind = ProFTPD


class PartsVsftpd(Parts, LabCase):
    subject = "parts, vsftpd"
    kind = Vsftpd


class PartsPureFTPd(Parts, LabCase):
    subject = "parts, pure-ftpd"
    kind = PureFTPd


class PartsPyftpd(Parts, LabCase):
    subject = "parts, pyftpdlib"
    kind = Pyftpd
    # All of its sessions live in one process.
    test_append_session_crash = None
