"""Trees of folders: mirrored down and up, run again, killed and run again."""

import os
import random

from lab.case import LabCase, some_bytes
from lab.etc import USER_ID
from lab.more_servers import PureFTPd, Pyftpd
from lab.secure_servers import SecureProFTPD, SecurePureFTPd, SecurePyftpd, SecureVsftpd
from lab.servers import ProFTPD, Vsftpd
from cases.tls import Secure

FILES = int(os.environ.get("GODWIT_TREE_FILES", "300"))
"""Files of a tree; by hand 20000."""

PROTOCOL = 76

ODD = [
    b"plain", b" blank in front", b"blank  twice", b"blank behind ", b"it's \"quoted\"", b"star*",
    b"[set]", b"{a,b}", b"what?", b"#hash", b"semi;colon", b"100%", b"-dash", b"--force", b"~home",
    b".hidden", b"...", b"a.part", b"a", b"a.part.godwit", "\u00e5\u00e4\u00f6 \u65e5\u672c".encode(),
    b"tab\there", b"escape\x1b[31m", b"bell\x07", b"back\\slash", b"no utf-8 \xe9\xfe", b"x" * 255,
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
            folders.append(os.path.join(chance.choice(folders), name + b".d"[: 255 - len(name)]))
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


class TreeOptions(LabCase):
    """What a mirror can be asked for."""

    subject = "mirror"
    kind = ProFTPD

    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind)
        self.client.knows(self.ftp.host)
        self.here = self.folder / "here"
        self.url = self.ftp.url("tree")
        for name in ("a", "sub/b", "sub/c.tmp", "sub/deep/d"):
            self.ftp.add(f"tree/{name}", name.encode())

    def mirror(self, *words, **options):
        """A run's summary."""
        return self.godwit("mirror", "--json", *words, **options).events("done")[-1]

    def names(self, folder):
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))

    def test_filters(self):
        """patterns, gitignore files and sizes leave out, on both sides"""
        ignore = self.folder / "ignore"
        ignore.write_text("# not these\n*.tmp\n!keep.tmp\n/sub/deep/\n")
        self.mirror(self.url, self.here, "--exclude-from", ignore)
        self.assertEqual(self.names(self.here), ["a", "sub", "sub/b"])
        (self.here / "sub/mine.tmp").write_text("mine")
        (self.here / "sub/old").write_text("old")
        summary = self.mirror(self.url, self.here, "--exclude-from", ignore, "--delete")
        self.assertEqual(summary["deleted"], 1)
        self.assertEqual(self.names(self.here), ["a", "sub", "sub/b", "sub/mine.tmp"])
        other = self.folder / "other"
        self.mirror(self.url, other, "--include", "deep/", "--min-size", "5", "--depth", "3")
        self.assertEqual((other / "sub/deep/d").read_text(), "sub/deep/d")
        self.assertFalse((other / "a").exists())

    def test_delete(self):
        """--delete deletes what the source lacks, not more than it may, and not on a dry run"""
        self.mirror(self.url, self.here)
        for name in ("x", "y/z"):
            (self.ftp.add(f"tree/{name}", b"x"))
        dry = self.godwit("mirror", "--dry-run", "--delete", self.here, self.url)
        self.assertEqual(sorted(dry.stdout.decode().splitlines()), ["delete\tx", "delete\ty", "delete\ty/z"])
        run = self.godwit(
            "mirror", "--json", "--delete", "--max-delete", "2", self.here, self.url, status=65
        )
        self.assertEqual(run.events("done")[-1]["failures"][0]["status"], 65)
        self.assertTrue((self.ftp.files / "tree/x").exists())
        self.assertEqual(self.mirror("--delete", self.here, self.url)["deleted"], 3)
        self.assertEqual(self.names(self.ftp.files / "tree"), self.names(self.here))

    def test_links(self):
        """links are skipped, followed without loops, or copied unless they lead outside"""
        tree = self.ftp.files / "tree"
        (tree / "file").symlink_to("sub/b")
        (tree / "out").symlink_to("/etc/passwd")
        self.assertEqual(self.mirror(self.url, self.folder / "skip")["skipped"], 2)
        self.godwit("mirror", self.url, self.folder / "copy", "--links", "copy", status=77)
        self.assertEqual(os.readlink(self.folder / "copy/file"), "sub/b")
        self.assertFalse((self.folder / "copy/out").is_symlink())
        (tree / "out").unlink()
        (tree / "loop").symlink_to(".")
        self.godwit("mirror", self.url, self.folder / "follow", "--links", "follow", status=PROTOCOL)
        self.assertEqual((self.folder / "follow/file").read_text(), "sub/b")
        self.assertFalse((self.folder / "follow/loop").exists())
        # Without mod_site_misc it makes no links.
        up = self.folder / "copy", self.ftp.url("up"), "--links", "copy"
        run = self.godwit("mirror", *up, status=PROTOCOL)
        self.assertIn(b"SITE SYMLINK", run.stderr)
        self.assertEqual((self.ftp.files / "up/sub/b").read_bytes(), b"sub/b")

    def test_links_here(self):
        """an upload follows links here, and no loop of them"""
        self.mirror(self.url, self.here)
        (self.here / "file").symlink_to("sub/b")
        (self.here / "again").symlink_to("../here")
        self.godwit("mirror", self.here, self.ftp.url("up"), "--links", "follow", status=PROTOCOL)
        self.assertEqual((self.ftp.files / "up/file").read_bytes(), b"sub/b")
        self.assertFalse((self.ftp.files / "up/again").exists())

    def test_preserve(self):
        """--preserve gives files and folders times and permissions, both ways"""
        tree = self.ftp.files / "tree"
        (tree / "a").chmod(0o640)
        (tree / "sub").chmod(0o750)
        os.utime(tree / "a", (1_000_000_000, 1_000_000_000))
        os.utime(tree / "sub", (1_100_000_000, 1_100_000_000))
        self.mirror(self.url, self.here, "--preserve")
        for name, mode, time in (("a", 0o640, 1_000_000_000), ("sub", 0o750, 1_100_000_000)):
            status = (self.here / name).stat()
            self.assertEqual((status.st_mode & 0o777, int(status.st_mtime)), (mode, time), name)
        self.mirror(self.here, self.ftp.url("up"), "--preserve")
        for name, mode, time in (("a", 0o640, 1_000_000_000), ("sub", 0o750, 1_100_000_000)):
            status = (self.ftp.files / "up" / name).stat()
            self.assertEqual((status.st_mode & 0o777, int(status.st_mtime)), (mode, time), name)

    def test_move(self):
        """--move leaves the source empty, both ways"""
        self.assertEqual(self.mirror(self.url, self.here, "--move")["removed"], 6)
        self.assertEqual(self.names(self.ftp.files / "tree"), [])
        self.assertEqual(self.mirror(self.here, self.url, "--move")["removed"], 6)
        self.assertEqual(self.names(self.here), [])
        self.assertEqual((self.ftp.files / "tree/sub/deep/d").read_bytes(), b"sub/deep/d")

    def test_line_breaks(self):
        """names with line breaks cannot travel, and are counted as failed, both ways"""
        self.ftp.add("tree/one\ntwo", b"x")
        run = self.godwit("mirror", "--json", self.url, self.here, status=PROTOCOL)
        self.assertGreaterEqual(run.events("done")[-1]["failed"], 1)
        self.assertEqual((self.here / "sub/b").read_bytes(), b"sub/b")
        (self.here / "three\r\nfour").write_bytes(b"x")
        run = self.godwit("mirror", "--json", self.here, self.ftp.url("up"), status=PROTOCOL)
        self.assertEqual(run.events("done")[-1]["failed"], 1)
        self.assertNotIn(b"\r\nfour", run.stderr)

    def test_checksum(self):
        """--checksum finds another content of the same size and time"""
        self.mirror(self.url, self.here)
        file = self.here / "sub/b"
        time = file.stat().st_mtime
        file.write_bytes(b"other")
        os.utime(file, (time, time))
        self.assertEqual(self.mirror(self.url, self.here)["files"], 0)
        run = self.godwit("mirror", self.url, self.here, "--checksum", status=65)
        self.assertIn(b"no hash", run.stderr)

    def test_newer(self):
        """--newer-only and --size-only"""
        self.mirror(self.url, self.here)
        (self.here / "a").write_bytes(b"longer, and newer")
        self.assertEqual(self.mirror(self.url, self.here, "--newer-only")["files"], 0)
        self.assertEqual(self.mirror(self.url, self.here, "--size-only")["files"], 1)
        os.utime(self.here / "a", (1, 1))
        self.assertEqual(self.mirror(self.url, self.here, "--size-only")["files"], 0)
        self.assertEqual(self.mirror(self.url, self.here)["files"], 1)

    def test_shell(self):
        """in the shell's language paths are enough"""
        script = f"open {self.ftp.url('')}\nmirror tree {self.here}\nmirror -R {self.here} up\n"
        self.godwit("run", "-c", script)
        self.assertEqual(self.names(self.here), self.names(self.ftp.files / "up"))


class TreeNames(LabCase):
    subject = "mirror, pure-ftpd"

    def test_changed_names(self):
        """a name that the server changes is counted as failed"""
        ftp = self.server(PureFTPd)
        self.client.knows(ftp.host)
        here = self.folder / "here"
        here.mkdir()
        (here / "blank behind ").write_bytes(b"x")
        (here / "good").write_bytes(b"x")
        run = self.godwit("mirror", "--json", here, ftp.url("tree"), status=65)
        self.assertEqual(run.events("done")[-1]["failed"], 1)
        self.assertIn("another name", run.events("error")[0]["message"])


class TreeCap(LabCase):
    subject = "mirror, vsftpd"

    def test_full_host(self):
        """quirk 53: a host that takes two sessions is served by two, and remembered"""
        ftp = self.server(Vsftpd, options="max_per_ip=2")
        self.client.knows(ftp.host)
        for number in range(60):
            ftp.add(f"tree/{number % 7}/{number}", some_bytes(2000, seed=number))
        for turn in range(2):
            words = ftp.url("tree"), self.folder / f"here{turn}", "--parallel", "4"
            run = self.godwit("mirror", "--json", *words)
            summary = run.events("done")[-1]
            self.assertEqual((summary["files"], summary["failed"]), (60, 0))
            self.assertLessEqual(summary["sessions"], 2)


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
    # It takes no name with a control character, gives and takes no file with a backslash, and cuts
    # off blanks at the end.
    odd = [name for name in ODD if min(name) >= 32 and b"\\" not in name and name[-1] != 32]


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


class SecureTreesPureFTPd(Secure, Trees, LabCase):
    subject = "trees over TLS, pure-ftpd"
    kind = SecurePureFTPd
    odd = TreesPureFTPd.odd


class SecureTreesPyftpd(Secure, Trees, LabCase):
    subject = "trees over TLS, pyftpdlib"
    kind = SecurePyftpd
