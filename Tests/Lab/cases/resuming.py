"""Transfers that are cut off and go on, and never mix two versions of a file."""

import os

from lab.case import LabCase, some_bytes
from lab.etc import USER_ID
from lab.more_servers import PureFTPd, Pyftpd
from lab.processes import wait_until
from lab.servers import ProFTPD, Vsftpd

RATE = 512
"""KiB a second."""

CONTENT = some_bytes(3 * 1024 * 1024)
OTHER = some_bytes(3 * 1024 * 1024, seed=1)
THIRD = len(CONTENT) // 3
UNFINISHED = 69, 75, 77
"""Gave up, partial kept, or refused: what a server leads to that cannot take a file now."""

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

    def test_upload_server_restart(self):
        """an upload goes on by itself when the server is restarted"""
        run = self.begin_upload()
        self.ftp.stop()
        self.ftp.start()
        self.finish(run)
        self.assertSameBytes(self.remote, CONTENT)
        self.assertLessEqual(self.ftp.octets("i")[-1], len(CONTENT) - THIRD)

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

    def test_replaced_meanwhile(self):
        """a file that another one takes the place of while it is fetched is fetched once more"""
        run = self.begin_download()
        other = self.ftp.add("other", OTHER)
        self.replace(other, OTHER)
        other.replace(self.remote)
        self.finish(run)
        self.assertSameBytes(self.local, OTHER)

    def test_rewritten_meanwhile(self):
        """a file that is rewritten while it is fetched never becomes a mixture"""
        run = self.begin_download()
        self.replace(self.remote, OTHER)
        self.finish(run)
        self.assertSameBytes(self.local, OTHER)

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


class Storing(LabCase):
    """ProFTPD that treats uploads in its own way, above all broken ones."""

    subject = "ProFTPD"
    longest = 12
    temporary = ".in.file."
    """What `HiddenStores` calls an upload of `file` until it is whole."""

    def setUp(self):
        super().setUp()
        self.source = self.folder / "file"
        self.source.write_bytes(CONTENT)

    def server(self, options):
        self.ftp = super().server(ProFTPD, rate=RATE, options=options)
        self.client.knows(self.ftp.host)
        self.remote = self.ftp.files / "file"

    def put(self):
        return "put", self.source, self.ftp.url("file")

    def begin(self, name="file"):
        """An upload of which the server has got a third."""
        run = self.start(*self.put())
        self.wait_for_size(self.ftp.files / name, THIRD)
        return run

    def resume(self, options):
        """Kill an upload, and start it again."""
        self.server(options)
        self.begin().kill()
        self.godwit(*self.put())
        self.assertSameBytes(self.remote, CONTENT)

    def test_restart_allowed(self):
        """an upload that was killed goes on by REST where it is allowed"""
        self.resume("AllowStoreRestart on")
        self.assertEqual(len(self.ftp.commands("REST")), 1)
        self.assertEqual(sum(self.ftp.octets("i", 2)), len(CONTENT))

    def test_no_rest(self):
        """an upload that was killed goes on by APPE where REST is refused"""
        self.resume('DenyFilter "^[0-9]+$"')
        self.assertEqual(len(self.ftp.commands("APPE")), 1)
        self.assertEqual(sum(self.ftp.octets("i", 2)), len(CONTENT))

    def test_as_it_comes(self):
        """an upload that was killed is sent from the start where REST and APPE are refused"""
        self.resume("AllowStoreRestart off")

    def test_hidden(self):
        """an upload that was killed while it was hidden is sent from the start"""
        self.server("HiddenStores on")
        self.begin(self.temporary).kill()
        self.godwit(*self.put())
        self.assertSameBytes(self.remote, CONTENT)

    def test_hidden_over_old(self):
        """an upload that was killed while hidden is never joined to the old file of the name"""
        self.server("HiddenStores on")
        self.ftp.add("file", OTHER[:THIRD])
        self.begin(self.temporary).kill()
        self.assertEqual(self.remote.read_bytes(), OTHER[:THIRD])
        self.godwit(*self.put())
        self.assertSameBytes(self.remote, CONTENT)

    def test_hidden_session_crash(self):
        """what a crashed session hid makes the server refuse, in its own words, until it is gone"""
        self.server("HiddenStores on")
        command = *self.put(), "--retries", "2"
        run = self.start(*command)
        hidden = self.ftp.files / self.temporary
        self.wait_for_size(hidden, THIRD)
        self.ftp.kill_sessions()
        run.finish()
        self.assertIn(run.status, UNFINISHED)
        self.assertIn(b"Temporary hidden file", run.stderr)
        self.assertFalse(self.remote.exists())
        hidden.unlink()
        self.godwit(*command)
        self.assertSameBytes(self.remote, CONTENT)

    def test_deleted(self):
        """an upload that the server deletes when it breaks is sent from the start"""
        self.server("HiddenStores on\nDeleteAbortedStores on")
        self.begin(self.temporary).kill()
        wait_until(lambda: not (self.ftp.files / self.temporary).exists(), "the deletion")
        self.godwit(*self.put())
        self.assertSameBytes(self.remote, CONTENT)


class ServerDisk:
    """The server's disk is full: the words of the server, then the rest when there is room."""

    longest = 15

    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind)
        self.client.knows(self.ftp.host)
        self.mount(self.ftp.files, f"size=1m,uid={USER_ID},mode=755")
        self.addCleanup(self.command, "umount", "--lazy", self.ftp.files)

    def test_full(self):
        """a full disk of the server is no success, and the same command ends it when freed"""
        source = self.folder / "file"
        source.write_bytes(CONTENT)
        command = "put", "--retries", "1", source, self.ftp.url("file")
        run = self.start(*command).finish()
        self.assertIn(run.status, UNFINISHED)
        self.assertKeepsSecrets(run)
        self.mount(self.ftp.files, "remount,size=16m")
        self.godwit(*command)
        self.assertSameBytes(self.ftp.files / "file", CONTENT)


class ServerDiskProFTPD(ServerDisk, LabCase):
    subject = "ProFTPD"
    kind = ProFTPD


class ServerDiskVsftpd(ServerDisk, LabCase):
    subject = "vsftpd"
    kind = Vsftpd


class ServerDiskPureFTPd(ServerDisk, LabCase):
    subject = "pure-ftpd"
    kind = PureFTPd


class ServerDiskPyftpd(ServerDisk, LabCase):
    subject = "pyftpdlib"
    kind = Pyftpd
