"""Hashes of real servers, and uploads that get their name when they are whole."""

import os

from lab.case import LabCase, some_bytes
from lab.processes import wait_until
from lab.servers import ProFTPD, Vsftpd

CONTENT = some_bytes(3 * 1024 * 1024)
OTHER = some_bytes(3 * 1024 * 1024, seed=1)
THIRD = len(CONTENT) // 3
RATE = 512
"""KiB a second."""

HASHES = """
ModulePath /usr/lib/proftpd
LoadModule mod_digest.c
DigestEngine on
"""


class DigestLab(LabCase):
    """ProFTPD with mod_digest: HASH behind RANG."""

    subject = "ProFTPD hashes"
    longest = 15

    def setUp(self):
        super().setUp()
        self.ftp = self.server(ProFTPD, rate=RATE, options=HASHES)
        self.client.knows(self.ftp.host)
        self.local = self.folder / "file"
        self.remote = self.ftp.files / "file"

    def confirmed(self, run):
        return run.events("done")[-1]["confirmed"]

    def test_both_ways(self):
        """--verify hash proves a download and an upload"""
        self.ftp.add("file", CONTENT)
        got = self.godwit("get", "--json", "--verify", "hash", self.ftp.url("file"), "-o", self.local)
        self.assertEqual(self.confirmed(got), "hash")
        self.assertSameBytes(self.local, CONTENT)
        put = self.godwit("put", "--json", "--verify", "hash", self.local, self.ftp.url("a b"))
        self.assertEqual(self.confirmed(put), "hash")
        self.assertSameBytes(self.ftp.files / "a b", CONTENT)

    def test_partial_download(self):
        """a partial that was killed is compared by hash before it goes on"""
        self.ftp.add("file", CONTENT)
        run = self.start("get", self.ftp.url("file"), "-o", self.local)
        self.wait_for_size(self.local.with_name("file.part"), THIRD)
        run.kill()
        got = self.godwit("get", "--json", self.ftp.url("file"), "-o", self.local)
        self.assertSameBytes(self.local, CONTENT)
        self.assertEqual(self.confirmed(got), "hash")
        self.assertTrue(self.ftp.commands("RANG")[0].startswith("RANG 0 "))

    def test_partial_of_another(self):
        """a partial of a file with the same size and time, but other bytes, is not continued"""
        self.ftp.add("file", CONTENT)
        time = self.remote.stat().st_mtime_ns
        run = self.start("get", self.ftp.url("file"), "-o", self.local)
        self.wait_for_size(self.local.with_name("file.part"), THIRD)
        run.kill()
        # The part before the overlap is another one.
        self.remote.write_bytes(OTHER[: THIRD // 2] + CONTENT[THIRD // 2 :])
        os.utime(self.remote, ns=(time, time))
        self.godwit("get", self.ftp.url("file"), "-o", self.local)
        self.assertSameBytes(self.local, OTHER[: THIRD // 2] + CONTENT[THIRD // 2 :])

    def test_partial_upload(self):
        """what the server holds of a killed upload is compared by hash before it goes on"""
        self.local.write_bytes(CONTENT)
        run = self.start("put", self.local, self.ftp.url("file"))
        self.wait_for_size(self.remote, THIRD)
        run.kill()
        self.godwit("put", self.local, self.ftp.url("file"))
        self.assertSameBytes(self.remote, CONTENT)
        self.assertEqual(sum(self.ftp.octets("i", 2)), len(CONTENT))


class Publishing:
    longest = 15

    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind, rate=RATE)
        self.client.knows(self.ftp.host)
        self.local = self.folder / "file"
        self.remote = self.ftp.files / "file"
        self.local.write_bytes(CONTENT)

    def parts(self):
        return list(self.ftp.files.glob("file.*.part"))

    def put(self):
        return "put", "--temp", self.local, self.ftp.url("file")

    def test_killed(self):
        """an upload under a temporary name that was killed goes on there, and is never seen"""
        self.ftp.add("file", b"old")
        run = self.start(*self.put())
        wait_until(self.parts, "the temporary file")
        self.wait_for_size(self.parts()[0], THIRD)
        run.kill()
        self.assertEqual(self.remote.read_bytes(), b"old")
        self.godwit(*self.put())
        self.assertSameBytes(self.remote, CONTENT)
        self.assertEqual(self.parts(), [])
        self.assertEqual(sum(self.ftp.octets("i", 2)), len(CONTENT))


class PublishingOnProFTPD(Publishing, LabCase):
    subject, kind = "ProFTPD temporary name", ProFTPD


class PublishingOnVsftpd(Publishing, LabCase):
    subject, kind = "vsftpd temporary name", Vsftpd
