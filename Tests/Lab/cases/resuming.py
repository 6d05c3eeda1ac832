"""Transfers that are cut off and go on, and never mix two versions of a file."""

import os

from lab.case import LabCase, some_bytes
from lab.more_servers import PureFTPd, Pyftpd
from lab.servers import ProFTPD, Vsftpd

RATE = 512
"""KiB a second."""

CONTENT = some_bytes(3 * 1024 * 1024)
OTHER = some_bytes(3 * 1024 * 1024, seed=1)
THIRD = len(CONTENT) // 3
OVERLAP = 64 * 1024
"""What is fetched again to compare it with the disk."""


class Resuming:
    longest = 15

    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind, rate=RATE)
        self.client.knows(self.ftp.host)
        self.local = self.folder / "file"
        self.remote = self.ftp.files / "file"

    def get(self):
        return "get", self.ftp.url("file"), "-o", self.local

    def put(self):
        return "put", self.local, self.ftp.url("file")

    def begin_download(self):
        """A download that has got a third."""
        self.ftp.add("file", CONTENT)
        run = self.start(*self.get())
        self.wait_for_size(self.local.with_name("file.part"), THIRD)
        return run

    def begin_upload(self):
        """An upload of which the server has got a third."""
        self.local.write_bytes(CONTENT)
        run = self.start(*self.put())
        self.wait_for_size(self.remote, THIRD)
        return run

    def test_download_killed(self):
        """a download that was killed goes on from what is on the disk"""
        self.begin_download().kill()
        kept = self.local.with_name("file.part").stat().st_size
        self.godwit(*self.get())
        self.assertSameBytes(self.local, CONTENT)
        self.assertLessEqual(self.ftp.octets("o", 2)[-1], len(CONTENT) - kept + OVERLAP)

    def test_upload_killed(self):
        """an upload that was killed goes on from what the server has, no byte sent twice"""
        self.begin_upload().kill()
        self.godwit(*self.put())
        self.assertSameBytes(self.remote, CONTENT)
        self.assertEqual(sum(self.ftp.octets("i", 2)), len(CONTENT))

    def test_download_session_crash(self):
        """a download goes on by itself when the server's session crashes"""
        run = self.begin_download()
        self.ftp.kill_sessions()
        self.finish(run)
        self.assertSameBytes(self.local, CONTENT)
        self.assertLessEqual(self.ftp.octets("o")[-1], len(CONTENT) - THIRD + OVERLAP)

    def test_upload_session_crash(self):
        """an upload goes on by itself when the server's session crashes"""
        run = self.begin_upload()
        self.ftp.kill_sessions()
        self.finish(run)
        self.assertSameBytes(self.remote, CONTENT)
        self.assertLessEqual(self.ftp.octets("i")[-1], len(CONTENT) - THIRD)

    def test_download_server_restart(self):
        """a download goes on by itself when the server is restarted"""
        run = self.begin_download()
        self.ftp.stop()
        self.ftp.start()
        self.finish(run)
        self.assertSameBytes(self.local, CONTENT)
        self.assertLessEqual(self.ftp.octets("o")[-1], len(CONTENT) - THIRD + OVERLAP)

    def replace(self, file, content):
        """Put other content in a file's place, an hour younger."""
        time = file.stat().st_mtime + 3600
        file.write_bytes(content)
        os.utime(file, (time, time))

    def test_replaced_same_size(self):
        """a newer file of the same size is fetched from the start"""
        self.begin_download().kill()
        self.replace(self.remote, OTHER)
        self.godwit(*self.get())
        self.assertSameBytes(self.local, OTHER)

    def test_replaced_longer(self):
        """a longer file is fetched from the start"""
        self.begin_download().kill()
        self.replace(self.remote, OTHER + b"more")
        self.godwit(*self.get())
        self.assertSameBytes(self.local, OTHER + b"more")

    def test_replaced_shorter(self):
        """a file that is now shorter than what was fetched is fetched from the start"""
        self.begin_download().kill()
        self.replace(self.remote, OTHER[: THIRD // 2])
        self.godwit(*self.get())
        self.assertSameBytes(self.local, OTHER[: THIRD // 2])

    def test_source_replaced(self):
        """an upload whose source has changed since is sent from the start"""
        self.begin_upload().kill()
        self.replace(self.local, OTHER)
        self.godwit(*self.put())
        self.assertSameBytes(self.remote, OTHER)


class ResumingProFTPD(Resuming, LabCase):
    subject = "ProFTPD"
    kind = ProFTPD


class ResumingVsftpd(Resuming, LabCase):
    subject = "vsftpd"
    kind = Vsftpd


class ResumingPureFTPd(Resuming, LabCase):
    subject = "pure-ftpd"
    kind = PureFTPd


class ResumingPyftpd(Resuming, LabCase):
    subject = "pyftpdlib"
    kind = Pyftpd


class UploadLadder(LabCase):
    """ProFTPD that refuses the better ways to resume an upload."""

    subject = "ProFTPD"
    longest = 12

    def resume(self, options):
        """Kill an upload, and start it again; returns the server."""
        ftp = self.server(ProFTPD, rate=RATE, options=options)
        self.client.knows(ftp.host)
        source = self.folder / "file"
        source.write_bytes(CONTENT)
        run = self.start("put", source, ftp.url("file"))
        self.wait_for_size(ftp.files / "file", THIRD)
        run.kill()
        self.godwit("put", source, ftp.url("file"))
        self.assertSameBytes(ftp.files / "file", CONTENT)
        return ftp

    def test_no_rest(self):
        """an upload that was killed goes on by APPE where REST is refused"""
        ftp = self.resume('DenyFilter "^[0-9]+$"')
        self.assertEqual(len(ftp.commands("APPE")), 1)
        self.assertEqual(sum(ftp.octets("i", 2)), len(CONTENT))

    def test_as_it_comes(self):
        """an upload that was killed is sent from the start where REST and APPE are refused"""
        self.resume("AllowStoreRestart off")
