"""Names of every octet, charsets, text and compressed data."""

import os
from urllib.parse import quote_from_bytes

from lab.case import LabCase, some_bytes
from lab.etc import USER_ID
from lab.more_servers import PureFTPd
from lab.servers import ProFTPD, Vsftpd

# All that a name can hold on both sides: not NUL, CR and LF, which end a command, nor the slash.
OCTETS = [octet for octet in range(1, 256) if octet not in b"\r\n/"]


def plain_name(octet):
    return b"n" + bytes([octet]) + b"m%03d" % octet


class Names:
    """Files whose names hold one octet of every value."""

    longest = 30
    options = {}
    octets = OCTETS

    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind, **self.options)
        self.client.knows(self.ftp.host)

    def add(self, name):
        """A file of that name, and that content, on the server."""
        path = os.path.join(os.fsencode(self.ftp.files), name)
        with open(path, "wb") as file:
            file.write(name)
        os.chown(path, USER_ID, USER_ID)

    def test_get(self):
        """names of all octets come as they are"""
        names = [plain_name(octet) for octet in self.octets]
        for name in names:
            self.add(name)
        target = self.folder / "target"
        target.mkdir()
        urls = [self.ftp.url(quote_from_bytes(name)) for name in names]
        self.godwit("get", *urls, "-O", target)
        self.assertEqual(sorted(os.listdir(os.fsencode(target))), sorted(names))
        for name in names:
            with open(os.path.join(os.fsencode(target), name), "rb") as file:
                self.assertEqual(file.read(), name)

    def test_put(self):
        """names of all octets go as they are"""
        names = [plain_name(octet) for octet in self.octets]
        source = self.folder / "source"
        source.mkdir()
        paths = [os.path.join(os.fsencode(source), name) for name in names]
        for path, name in zip(paths, names):
            with open(path, "wb") as file:
                file.write(name)
        self.godwit("put", *map(os.fsdecode, paths), self.ftp.url(""))
        self.assertEqual(sorted(os.listdir(os.fsencode(self.ftp.files))), sorted(names))
        for name in names:
            with open(os.path.join(os.fsencode(self.ftp.files), name), "rb") as file:
                self.assertEqual(file.read(), name)

    def test_ls(self):
        """names of all octets are listed as they are"""
        names = [plain_name(octet) for octet in self.octets]
        for name in names:
            self.add(name)
        for option in ("--quiet", "--names"):
            run = self.godwit("ls", option, self.ftp.url(""))
            self.assertEqual(sorted(run.stdout.split(b"\n")[:-1]), sorted(names))

    def test_normal_forms(self):
        """composed and decomposed letters are two names"""
        names = ["\u00e9".encode(), "e\u0301".encode()]
        for name in names:
            self.add(name)
        run = self.godwit("ls", self.ftp.url(""))
        self.assertEqual(sorted(run.stdout.split()), sorted(names))
        target = self.folder / "target"
        target.mkdir()
        urls = [self.ftp.url(quote_from_bytes(name)) for name in names]
        self.godwit("get", *urls, "-O", target)
        self.assertEqual(sorted(os.listdir(os.fsencode(target))), sorted(names))

    def test_charset(self):
        """--charset makes UTF-8 of the server's names and back"""
        self.add("å".encode("latin-1"))
        run = self.godwit("ls", "--charset", "ISO-8859-1", self.ftp.url(""))
        self.assertEqual(run.stdout, "å\n".encode())
        run = self.godwit("get", "--charset", "ISO-8859-1", self.ftp.url("å"))
        self.assertEqual(os.listdir(run.folder).count("å"), 1)
        source = self.folder / "ö"
        source.write_bytes(b"x")
        self.godwit("put", "--charset", "ISO-8859-1", source, self.ftp.url(""))
        self.assertIn("ö".encode("latin-1"), os.listdir(os.fsencode(self.ftp.files)))


class NamesProFTPD(Names, LabCase):
    subject = "names, ProFTPD"
    kind = ProFTPD
    # mod_lang answers no name that is not UTF-8 otherwise.
    options = {"options": "UseEncoding off"}


class NamesPureFTPd(Names, LabCase):
    subject = "names, pure-ftpd"
    kind = PureFTPd
    # It takes no name with a control character, and gives and takes no file with a backslash.
    octets = [octet for octet in OCTETS if octet >= 32 and octet not in b"\\\x7f"]


class Text(LabCase):
    subject = "text, vsftpd"

    TEXT = b"one\ntwo\nthree\rfour\n\nlast without end"

    def setUp(self):
        super().setUp()
        self.ftp = self.server(
            Vsftpd, options="ascii_download_enable=YES\nascii_upload_enable=YES"
        )
        self.client.knows(self.ftp.host)

    def test_both_ways(self):
        """text goes to the server and comes back as it was"""
        text = self.TEXT + b"line\n" * 200_000 + b"\r" * 70_000 + b"x\n"
        source = self.folder / "source"
        source.write_bytes(text)
        self.godwit("put", "--ascii", source, self.ftp.url("text"))
        self.assertEqual((self.ftp.files / "text").read_bytes(), text)
        target = self.folder / "target"
        self.godwit("get", "--ascii", self.ftp.url("text"), "-o", target)
        self.assertSameBytes(target, text)
        self.assertEqual(self.ftp.commands("TYPE").count("TYPE A"), 2)

    def test_url(self):
        """;type=a asks for text"""
        self.ftp.add("text", self.TEXT)
        run = self.godwit("get", self.ftp.url("text;type=a"), "-o", "-")
        self.assertEqual(run.stdout, self.TEXT)
        self.assertEqual(self.ftp.commands("TYPE"), ["TYPE I", "TYPE A"])

    def test_not_resumed(self):
        """a part is not taken up again as text"""
        self.ftp.add("text", self.TEXT)
        target = self.folder / "target"
        target.with_name("target.part").write_bytes(b"something")
        self.godwit("get", "--ascii", self.ftp.url("text"), "-o", target)
        self.assertSameBytes(target, self.TEXT)
        self.assertEqual(self.ftp.commands("REST"), [])


class Compressed(LabCase):
    subject = "MODE Z, ProFTPD"

    def setUp(self):
        super().setUp()
        self.ftp = self.server(
            ProFTPD,
            options="ModulePath /usr/lib/proftpd\nLoadModule mod_deflate.c\n"
            f"DeflateEngine on\nDeflateLog {self.folder}/deflate",
        )
        self.client.knows(self.ftp.host)

    def test_both_ways(self):
        """data comes compressed and goes as it is"""
        for content in (b"", b"same\n" * 500_000, some_bytes(3_000_000)):
            source = self.folder / "source"
            source.write_bytes(content)
            self.godwit("put", "--compress", source, self.ftp.url("file"))
            self.assertSameBytes(self.ftp.files / "file", content)
            target = self.folder / f"target{len(content)}"
            self.godwit("get", "--compress", self.ftp.url("file"), "-o", target)
            self.assertSameBytes(target, content)
        run = self.godwit("ls", "--compress", self.ftp.url(""))
        self.assertEqual(run.stdout, b"file\n")
        # Three logins that only received, and three that sent by MODE S.
        self.assertEqual(self.ftp.commands("MODE").count("MODE Z"), 7)
        self.assertEqual(self.ftp.commands("MODE").count("MODE S"), 3)

    def test_resume(self):
        """what is resumed goes on uncompressed"""
        content = some_bytes(4_000_000)
        self.ftp.stop()
        self.ftp = self.server(
            ProFTPD,
            rate=2000,
            options="ModulePath /usr/lib/proftpd\nLoadModule mod_deflate.c\nDeflateEngine on",
        )
        self.ftp.add("file", content)
        target = self.folder / "target"
        run = self.start("get", "--compress", self.ftp.url("file"), "-o", target)
        self.wait_for_size(target.with_name("target.part"), 1_000_000)
        self.ftp.kill_sessions()
        self.finish(run)
        self.assertSameBytes(target, content)
        self.assertEqual(self.ftp.commands("MODE"), ["MODE Z", "MODE Z", "MODE S"])
        self.assertEqual(len(self.ftp.commands("REST")), 1)
