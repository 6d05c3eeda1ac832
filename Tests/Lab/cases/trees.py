"""Trees of folders: mirrored down and up, run again, killed and run again."""

import os
import random

from lab.case import LabCase, some_bytes
from lab.etc import USER_ID
from lab.more_servers import PureFTPd, Pyftpd
from lab.secure_servers import SecureProFTPD, SecurePyftpd, SecureVsftpd
from lab.servers import ProFTPD, Vsftpd
from cases.tls import Secure

FILES = int(os.environ.get("GODWIT_TREE_FILES", "300"))
"""Files of a tree; by hand 20000."""

PROTOCOL = 76

ODD = [
    b"plain", b" blank in front", b"blank  twice", b"blank behind ", b"it's \"quoted\"", b"star*",
    b"[set]", b"{a,b}", b"what?", b"#hash", b"semi;colon", b"100%", b"-dash", b"--force", b"~home",
    b".hidden", b"...", b"a.part", b"a", b"a.part.godwit", "\u00e5\u00e4\u00f6 \u65e5\u672c".encode(),
    b"tab\there", b"escape\x1b[31m", b"bell\x07", b"back\\slash", b"no utf-8 \xff\xfe", b"x" * 255,
    b"\xc3\xa5" * 127, b"Case", b"cASE",
]  # fmt: skip


class Tree:
    """A tree of files below a folder, all paths in octets."""

    def __init__(self, folder):
        self.folder = os.fsencode(folder)

    def plant(self, files, odd, seed=0):
        """So many files in folders of different sizes: empty, tiny, and a few large."""
        chance = random.Random(seed)
        folders = [b""]
        for number in range(max(3, files // 40)):
            name = odd[number % len(odd)] if number % 3 == 0 else b"folder%d" % number
            folders.append(os.path.join(chance.choice(folders[-10:]), name + b".d"[: 255 - len(name)]))
        folders = [path for path in folders if len(path) < 1500]
        for path in folders:
            os.makedirs(os.path.join(self.folder, path), exist_ok=True)
        os.makedirs(os.path.join(self.folder, b"empty folder"), exist_ok=True)
        for number in range(files):
            name = odd[number] if number < len(odd) else b"file %d" % number
            size = chance.choice([0, 1, chance.randrange(5000)])
            if number % max(1, files // 3) == 7:
                size = 3_000_000 + number
            where = b"" if number < len(odd) else chance.choice(folders)
            self.write(os.path.join(where, name), some_bytes(size, seed=number))
        return self

    def write(self, path, content):
        """A file of an age that tells minutes from seconds and this year from the last."""
        file = os.path.join(self.folder, path)
        with open(file, "wb") as opened:
            opened.write(content)
        age = 1_790_000_000 - 86_400 * (len(content) % 500) - 17
        os.utime(file, (age, age))

    def own(self):
        """Give everything to the server's user."""
        for folder, folders, files in os.walk(self.folder):
            for name in [b".", *folders, *files]:
                os.chown(os.path.join(folder, name), USER_ID, USER_ID, follow_symlinks=False)
        return self

    def content(self):
        """What is in it: octets of files, None for folders, by path."""
        found = {}
        for folder, folders, files in os.walk(self.folder):
            place = os.path.relpath(folder, self.folder)
            for name in folders:
                found[os.path.normpath(os.path.join(place, name))] = None
            for name in files:
                with open(os.path.join(folder, name), "rb") as file:
                    found[os.path.normpath(os.path.join(place, name))] = file.read()
        return found


class Trees:
    """What holds with every server."""

    longest = 30
    options = {}
    odd = ODD
    clear = True

    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind, **self.options)
        self.client.knows(self.ftp.host)

    def remote(self, name):
        folder = self.ftp.files / name
        folder.mkdir()
        return Tree(folder)

    def mirror(self, *words, **options):
        """A run and its summary."""
        run = self.godwit("mirror", "--json", *words, timeout=1200, **options)
        return run, run.events("done")[-1]

    def assertSame(self, one, other):
        first, second = one.content(), other.content()
        self.assertEqual(sorted(first), sorted(second))
        for path, content in first.items():
            self.assertEqual(content, second[path], path)

    def test_down(self):
        """a tree of odd names comes as it is, and the second run transfers nothing"""
        there = self.remote("tree").plant(FILES, self.odd).own()
        here = Tree(self.folder / "here")
        _, summary = self.mirror(self.ftp.url("tree"), os.fsdecode(here.folder))
        self.assertSame(there, here)
        self.assertEqual((summary["files"], summary["failed"]), (FILES, 0))
        self.assertGreater(summary["sessions"], 1)
        _, again = self.mirror(self.ftp.url("tree"), os.fsdecode(here.folder))
        self.assertEqual((again["files"], again["moved"], again["same"]), (0, 0, FILES))

    def test_up(self):
        """a tree of odd names goes as it is, and the second run transfers nothing"""
        here = Tree(self.folder / "here")
        os.mkdir(here.folder)
        here.plant(FILES, self.odd, seed=1)
        _, summary = self.mirror(os.fsdecode(here.folder), self.ftp.url("a/tree"))
        there = Tree(self.ftp.files / "a/tree")
        self.assertSame(here, there)
        self.assertEqual((summary["files"], summary["failed"]), (FILES, 0))
        _, again = self.mirror(os.fsdecode(here.folder), self.ftp.url("a/tree"))
        self.assertEqual((again["files"], again["moved"], again["same"]), (0, 0, FILES))

    def killed(self, *words, same):
        """Kill a mirror a few times at random moments, then let it end."""
        moments = random.Random(self.subject)
        for _ in range(4):
            run = self.start("mirror", "--json", *words)
            run.ends_within(moments.uniform(0.1, 1.5))
            run.kill()
        self.mirror(*words)
        self.assertSame(*same)

    def test_killed_down(self):
        """a mirror that is killed in the middle ends right when it is run again"""
        there = self.remote("tree").plant(FILES, self.odd).own()
        here = Tree(self.folder / "here")
        self.killed(self.ftp.url("tree"), os.fsdecode(here.folder), same=(there, here))

    def test_killed_up(self):
        """an upload of a tree that is killed in the middle ends right when it is run again"""
        here = Tree(self.folder / "here")
        os.mkdir(here.folder)
        here.plant(FILES, self.odd, seed=1)
        there = Tree(self.ftp.files / "tree")
        self.killed(os.fsdecode(here.folder), self.ftp.url("tree"), same=(here, there))


class TreesVsftpd(Trees, LabCase):
    subject = "trees, vsftpd"
    kind = Vsftpd
    options = {"options": "max_clients=50"}


class TreesProFTPD(Trees, LabCase):
    subject = "trees, ProFTPD"
    kind = ProFTPD
    # mod_lang answers no name that is not UTF-8 otherwise.
    options = {"options": "UseEncoding off"}


class TreesPureFTPd(Trees, LabCase):
    subject = "trees, pure-ftpd"
    kind = PureFTPd
    # It takes no name with a control character, and gives and takes no file with a backslash.
    odd = [name for name in ODD if min(name) >= 32 and b"\\" not in name]


class TreesPyftpd(Trees, LabCase):
    subject = "trees, pyftpdlib"
    kind = Pyftpd


class SecureTreesVsftpd(Secure, Trees, LabCase):
    subject = "trees over TLS, vsftpd"
    kind = SecureVsftpd


class SecureTreesProFTPD(Secure, Trees, LabCase):
    subject = "trees over TLS, ProFTPD"
    kind = SecureProFTPD
    options = {"options": "UseEncoding off"}


class SecureTreesPyftpd(Secure, Trees, LabCase):
    subject = "trees over TLS, pyftpdlib"
    kind = SecurePyftpd
