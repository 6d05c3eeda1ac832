"""What cannot succeed: the right exit status, in time, with one line that says why."""

import socket

from lab.case import LabCase, some_bytes
from lab.client import GODWIT
from lab.etc import USER
from lab.network import free_port
from lab.servers import ProFTPD, Vsftpd

USAGE, NO_FILE, NO_HOST, GAVE_UP, CANNOT_CREATE, LOCAL_IO, REFUSED = 64, 66, 68, 69, 73, 74, 77


class ServerErrors:
    """What a server refuses."""

    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind)
        self.target = self.folder / "target"

    def assertNothingLocal(self):
        self.assertEqual(list(self.folder.glob("target*")), [])

    def test_wrong_password(self):
        """a wrong password is tried once"""
        self.client.knows(self.ftp.host, password="wrong")
        run = self.fails(
            REFUSED, "get", self.ftp.url("file"), "-o", self.target, saying="530", timeout=15
        )
        self.assertEqual(len(self.ftp.commands("PASS")), 1)
        self.assertNotIn(b"wrong", run.stderr)
        self.assertNothingLocal()

    def test_missing_file(self):
        """a missing file leaves no local one"""
        self.client.knows(self.ftp.host)
        self.fails(NO_FILE, "get", self.ftp.url("file"), "-o", self.target, saying="550")
        self.assertNothingLocal()

    def test_forbidden_upload(self):
        """an upload into a folder that is not the user's is refused with the server's words"""
        self.client.knows(self.ftp.host)
        folder = self.ftp.files / "folder"
        folder.mkdir()
        self.target.write_bytes(b"content")
        self.fails(REFUSED, "put", self.target, self.ftp.url("folder/file"), saying="55")
        self.assertEqual(list(folder.iterdir()), [])

    def test_one_of_several(self):
        """of several files the missing one decides the status, the others arrive"""
        self.client.knows(self.ftp.host)
        self.ftp.add("file", b"content")
        self.target.mkdir()
        urls = self.ftp.url("missing"), self.ftp.url("file")
        run = self.godwit("get", *urls, "-O", self.target, status=NO_FILE)
        self.assertIn(b"550", run.stderr)
        self.assertSameBytes(self.target / "file", b"content")


class ErrorsProFTPD(ServerErrors, LabCase):
    subject = "ProFTPD"
    kind = ProFTPD


class ErrorsVsftpd(ServerErrors, LabCase):
    subject = "vsftpd"
    kind = Vsftpd


class NetworkErrors(LabCase):
    """Servers that are not there, or say nothing."""

    subject = "network"

    def test_unknown_host(self):
        """an unknown host"""
        run = self.fails(
            NO_HOST, "get", "ftp://nosuch.invalid/file", "--retries", "0", saying="nosuch.invalid"
        )
        self.assertLess(run.seconds, 10)

    def test_refused(self):
        """a port where nobody listens"""
        port = free_port()
        run = self.fails(
            GAVE_UP, "get", f"ftp://127.0.0.1:{port}/file", "--retries", "0", saying=str(port)
        )
        self.assertLess(run.seconds, 10)

    def test_black_hole(self):
        """a network that drops every packet"""
        hole = self.namespace("hole")
        hole.filter("""
            table inet hole {
                chain output {
                    type filter hook output priority filter; policy drop
                }
            }
        """)
        run = self.fails(
            GAVE_UP,
            "get", "ftp://127.0.0.1/file", "--retries", "0", "--timeout", "3",
            namespace=hole,
        )  # fmt: skip
        self.assertLess(run.seconds, 10)

    def test_silent_server(self):
        """a server that accepts and says nothing"""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        port = listener.getsockname()[1]
        run = self.fails(
            GAVE_UP,
            "get", f"ftp://127.0.0.1:{port}/file", "--retries", "0", "--timeout", "3",
        )  # fmt: skip
        self.assertLess(run.seconds, 10)


class Usage(LabCase):
    """What is refused before anybody is asked."""

    subject = "command line"

    def refuses(self, *arguments):
        """Godwit refuses the arguments and does not go to the server."""
        ftp = self.server(ProFTPD)
        self.client.knows(ftp.host)
        words = [str(word).replace("SERVER", f"{ftp.host}:{ftp.port}") for word in arguments]
        run = self.godwit(*words, status=USAGE)
        self.assertTrue(run.complaints)
        self.assertEqual(ftp.commands(), [])
        return run

    def test_line_feed(self):
        """%0a in a URL"""
        self.assertEqual(len(self.refuses("get", "ftp://SERVER/a%0aDELE%20b").complaints), 1)

    def test_carriage_return(self):
        """%0D in a URL"""
        self.assertEqual(len(self.refuses("get", "ftp://SERVER/a%0D").complaints), 1)

    def test_null(self):
        """%00 in a URL"""
        self.assertEqual(len(self.refuses("get", "ftp://SERVER/a%00b").complaints), 1)

    def test_line_feed_in_user(self):
        """%0a in a URL's user"""
        url = f"ftp://{USER}%0aDELE%20b@SERVER/file"
        self.assertEqual(len(self.refuses("get", url).complaints), 1)

    def test_malformed_url(self):
        """a URL with a port that is none"""
        self.assertEqual(len(self.refuses("get", "ftp://127.0.0.1:port/file").complaints), 1)

    def test_other_scheme(self):
        """a URL of another scheme"""
        self.assertEqual(len(self.refuses("get", "gopher://SERVER/file").complaints), 1)

    def test_no_url(self):
        """get without a URL"""
        self.refuses("get")


class LocalErrors(LabCase):
    """What goes wrong on the local disk."""

    subject = "local disk"

    def setUp(self):
        super().setUp()
        self.content = some_bytes(6_000_000)
        self.ftp = self.server(ProFTPD)
        self.ftp.add("file", self.content)
        self.client.knows(self.ftp.host)

    def test_read_only(self):
        """a folder that is not writable is noticed before anything is fetched"""
        folder = self.file_system("read-only", "ro")
        self.fails(CANNOT_CREATE, "get", self.ftp.url("file"), "-o", folder / "file", saying="file")
        self.assertEqual(self.ftp.commands("RETR"), [])

    def test_no_folder(self):
        """a folder that does not exist is noticed before anything is fetched"""
        target = self.folder / "nowhere/file"
        self.fails(CANNOT_CREATE, "get", self.ftp.url("file"), "-o", target, saying="nowhere")
        self.assertEqual(self.ftp.commands("RETR"), [])

    def test_no_folder_for_many(self):
        """a folder for several files that does not exist is said once"""
        urls = [self.ftp.url("file"), self.ftp.url("other"), "-O", self.folder / "nowhere"]
        for command in ("get", "mget", "newer"):
            run = self.fails(CANNOT_CREATE, command, *urls, saying="nowhere")
            self.assertEqual(len(run.complaints), 1)
        self.assertEqual(self.ftp.logins(), 0)

    def test_disk_full(self):
        """a full disk keeps the partial file, and the same command ends it when there is room"""
        folder = self.file_system("disk", "size=4m")
        command = "get", self.ftp.url("file"), "-o", folder / "file"
        self.fails(LOCAL_IO, *command)
        kept = (folder / "file.part").stat().st_size
        self.assertGreater(kept, 1_000_000)
        self.mount(folder, "remount,size=16m")
        self.godwit(*command)
        self.assertSameBytes(folder / "file", self.content)
        rest = self.ftp.octets("o", 2)[-1]
        self.assertLessEqual(rest, len(self.content) - kept + 64 * 1024)

    def test_standard_output_full(self):
        """a standard output that takes nothing is an error too"""
        run = self.client.run(
            "sh", "-c", 'exec "$0" "$@" > /dev/full',
            GODWIT, "get", self.ftp.url("file"), "-o", "-",
        )  # fmt: skip
        self.assertEqual(run.status, LOCAL_IO)
        self.assertEqual(len(run.complaints), 1, run.complaints)

    def test_no_source(self):
        """a local file that does not exist is not uploaded"""
        self.fails(NO_FILE, "put", self.folder / "missing", self.ftp.url("new"), saying="missing")
        self.assertFalse((self.ftp.files / "new").exists())
