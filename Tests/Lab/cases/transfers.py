"""Files and listings, to and from real servers."""

from lab.case import LabCase, some_bytes
from lab.more_servers import PureFTPd, Pyftpd
from lab.servers import ProFTPD, Vsftpd

CONTENT = some_bytes(3_000_000)

# Each is a file's name and its form in a URL.
NAMES = {
    "two words.txt": "two%20words.txt",
    "100%#1?.txt": "100%25%231%3F.txt",
    "limosa-lapponica-å-漢.txt": "limosa-lapponica-%C3%A5-%E6%BC%A2.txt",
}


class Transfers:
    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind)
        self.client.knows(self.ftp.host)

    def source(self, content, name="source"):
        """A local file to upload."""
        file = self.folder / name
        file.write_bytes(content)
        return file

    # Download

    def test_get(self):
        """get brings the bytes and the time of a file"""
        remote = self.ftp.add("folder/file", CONTENT)
        target = self.folder / "target"
        self.godwit("get", self.ftp.url("folder/file"), "-o", target)
        self.assertSameBytes(target, CONTENT)
        self.assertEqual(int(target.stat().st_mtime), int(remote.stat().st_mtime))

    def test_get_here(self):
        """get without -o writes into the working folder"""
        self.ftp.add("folder/file", CONTENT)
        run = self.godwit("get", self.ftp.url("folder/file"))
        self.assertSameBytes(run.folder / "file", CONTENT)

    def test_get_several(self):
        """get brings several files over one login"""
        for number in range(5):
            self.ftp.add(f"file{number}", some_bytes(10_000, seed=number))
        target = self.folder / "target"
        target.mkdir()
        urls = [self.ftp.url(f"file{number}") for number in range(5)]
        self.godwit("get", "--parallel", "1", *urls, "-O", target)
        for number in range(5):
            self.assertSameBytes(target / f"file{number}", some_bytes(10_000, seed=number))
        self.assertEqual(self.ftp.logins(), 1 + self.kind.mixes_commands)

    def test_get_many(self):
        """get of many small files does the others when one is missing, and tells which"""
        urls = []
        for number in range(60):
            self.ftp.add(f"file{number}", some_bytes(number * 50, seed=number))
            urls.append(self.ftp.url(f"file{number}"))
        target = self.folder / "target"
        target.mkdir()
        urls.insert(7, self.ftp.url("missing"))
        run = self.godwit(
            "get", "--json", "--parallel", "2", *urls, "-O", target, status=66
        )
        for number in range(60):
            self.assertSameBytes(target / f"file{number}", some_bytes(number * 50, seed=number))
        self.assertEqual(len(run.events("done")), 60)
        self.assertEqual([entry["name"] for entry in run.events("error")], ["missing"])
        self.assertLessEqual(self.ftp.logins(), 2 + self.kind.mixes_commands)

    def test_get_standard_output(self):
        """get -o - prints the file and nothing else"""
        self.ftp.add("file", CONTENT)
        run = self.godwit("get", self.ftp.url("file"), "-o", "-")
        self.assertEqual(run.stdout, CONTENT)

    def test_get_empty(self):
        """get makes an empty file of an empty file"""
        self.ftp.add("file", b"")
        target = self.folder / "target"
        self.godwit("get", self.ftp.url("file"), "-o", target)
        self.assertSameBytes(target, b"")

    def test_get_names(self):
        """get takes names with blanks, #, %, ? and UTF-8"""
        for name, encoded in NAMES.items():
            self.ftp.add(f"sub folder/{name}", name.encode())
            run = self.godwit("get", self.ftp.url(f"sub%20folder/{encoded}"))
            self.assertSameBytes(run.folder / name, name.encode())

    def test_get_again(self):
        """get of a file that is already there transfers nothing"""
        self.ftp.add("file", CONTENT)
        target = self.folder / "target"
        for _ in range(2):
            self.godwit("get", self.ftp.url("file"), "-o", target)
        self.assertSameBytes(target, CONTENT)
        self.assertEqual(self.ftp.octets("o"), [len(CONTENT)])

    def test_get_replaces(self):
        """get replaces a local file that has another size"""
        self.ftp.add("file", CONTENT)
        target = self.folder / "target"
        target.write_bytes(b"something else")
        self.godwit("get", self.ftp.url("file"), "-o", target)
        self.assertSameBytes(target, CONTENT)

    def test_get_events(self):
        """get --json begins with start and ends with done"""
        self.ftp.add("file", CONTENT)
        run = self.godwit("get", "--json", self.ftp.url("file"))
        names = [entry["event"] for entry in run.events()]
        self.assertEqual((names[0], names[-1]), ("start", "done"))

    # Upload

    def test_put(self):
        """put brings the bytes of a file"""
        self.ftp.add("folder/other", b"")
        self.godwit("put", self.source(CONTENT), self.ftp.url("folder/file"))
        self.assertSameBytes(self.ftp.files / "folder/file", CONTENT)

    def test_put_several(self):
        """put brings several files over one login"""
        self.ftp.add("folder/other", b"")
        files = [self.source(some_bytes(10_000, seed=n), f"file{n}") for n in range(5)]
        self.godwit("put", "--parallel", "1", *files, self.ftp.url("folder/"))
        for file in files:
            self.assertSameBytes(self.ftp.files / "folder" / file.name, file.read_bytes())
        self.assertEqual(self.ftp.logins(), 1 + self.kind.mixes_commands)

    def test_put_many(self):
        """put of many small files replaces those that have the same size"""
        self.ftp.add("folder/other", b"")
        for seed in (0, 100):
            files = [
                self.source(some_bytes(n * 50, seed=n + seed), f"file{n}") for n in range(40)
            ]
            self.godwit("put", "--parallel", "2", *files, self.ftp.url("folder/"))
            for file in files:
                self.assertSameBytes(self.ftp.files / "folder" / file.name, file.read_bytes())

    def test_put_standard_input(self):
        """put - reads standard input"""
        self.godwit("put", "-", self.ftp.url("file"), stdin=CONTENT)
        self.assertSameBytes(self.ftp.files / "file", CONTENT)

    def test_put_empty(self):
        """put makes an empty file of an empty file"""
        self.godwit("put", self.source(b""), self.ftp.url("file"))
        self.assertSameBytes(self.ftp.files / "file", b"")

    def test_put_names(self):
        """put takes names with blanks, #, %, ? and UTF-8"""
        self.ftp.add("sub folder/other", b"")
        for name, encoded in NAMES.items():
            source = self.source(name.encode(), name)
            self.godwit("put", source, self.ftp.url(f"sub%20folder/{encoded}"))
            self.assertSameBytes(self.ftp.files / "sub folder" / name, name.encode())

    def test_put_over_longer(self):
        """put replaces a longer file on the server"""
        self.ftp.add("file", CONTENT)
        self.godwit("put", self.source(b"short"), self.ftp.url("file"))
        self.assertSameBytes(self.ftp.files / "file", b"short")

    def test_put_over_shorter(self):
        """put replaces a shorter file of other content, it does not continue it"""
        self.ftp.add("file", some_bytes(1_000_000, seed=1))
        self.godwit("put", self.source(CONTENT), self.ftp.url("file"))
        self.assertSameBytes(self.ftp.files / "file", CONTENT)

    # Listings and contents

    def listed(self, *arguments):
        """List a folder of two files and a folder."""
        self.ftp.add("folder/two words.txt", b"12345")
        self.ftp.add("folder/å", b"")
        self.ftp.add("folder/inner/file", b"")
        return self.godwit("ls", *arguments, self.ftp.url("folder/"))

    def test_ls(self):
        """ls prints names"""
        lines = self.listed().stdout.decode().splitlines()
        self.assertEqual({line.rstrip("/") for line in lines}, {"two words.txt", "å", "inner"})

    def test_ls_long(self):
        """ls -l prints a line with the size for each entry"""
        lines = self.listed("-l").stdout.decode().splitlines()
        (line,) = [line for line in lines if "two words.txt" in line]
        self.assertIn("5", line.split("two words.txt")[0].split())

    def test_ls_json(self):
        """ls --json prints an object for each entry"""
        entries = {entry["name"]: entry for entry in self.listed("--json").events("entry")}
        self.assertEqual(set(entries), {"two words.txt", "å", "inner"})
        self.assertEqual(entries["two words.txt"]["type"], "file")
        self.assertEqual(entries["two words.txt"]["size"], 5)
        self.assertEqual(entries["inner"]["type"], "dir")

    def test_ls_empty(self):
        """ls of an empty folder prints nothing"""
        self.ftp.add("folder/file", b"").unlink()
        self.assertEqual(self.godwit("ls", self.ftp.url("folder/")).stdout, b"")

    def test_cat(self):
        """cat prints the file"""
        self.ftp.add("file", CONTENT)
        self.assertEqual(self.godwit("cat", self.ftp.url("file")).stdout, CONTENT)

    def test_stat(self):
        """stat tells the size"""
        self.ftp.add("file", b"x" * 12345)
        self.assertIn(b"12345", self.godwit("stat", self.ftp.url("file")).stdout)


class TransfersProFTPD(Transfers, LabCase):
    subject = "ProFTPD"
    kind = ProFTPD


class TransfersVsftpd(Transfers, LabCase):
    subject = "vsftpd"
    kind = Vsftpd


class TransfersPureFTPd(Transfers, LabCase):
    subject = "pure-ftpd"
    kind = PureFTPd


class TransfersPyftpd(Transfers, LabCase):
    subject = "pyftpdlib"
    kind = Pyftpd
