"""Commands about files and folders, by the command line."""

import json
import os
import re
from urllib.parse import quote

from lab.case import LabCase
from lab.client import GODWIT, ROOT
from lab.etc import PASSWORD, USER
from lab.servers import ProFTPD, Vsftpd

USAGE, NO_FILE, PROTOCOL, REFUSED = 64, 66, 76, 77


class FileCommands:
    """What both servers can do."""

    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind, options=self.options)
        self.client.knows(self.ftp.host)

    def lines(self, *arguments, **options):
        """What a run printed, a line each."""
        return self.godwit(*arguments, **options).stdout.decode().splitlines()

    def test_folders(self):
        """mkdir -p, rmdir and their statuses"""
        self.godwit("mkdir", "-p", self.ftp.url("a/b/c%20d"))
        self.assertTrue((self.ftp.files / "a/b/c d").is_dir())
        self.godwit("mkdir", "-p", self.ftp.url("a/b"))
        self.fails(REFUSED, "mkdir", self.ftp.url("a/b"), saying="550")
        self.fails(NO_FILE, "mkdir", self.ftp.url("x/y"), saying="550")
        self.godwit("rmdir", self.ftp.url("a/b/c%20d"))
        self.assertFalse((self.ftp.files / "a/b/c d").exists())
        self.fails(REFUSED, "rmdir", self.ftp.url("a"), saying="550")

    def test_several_places(self):
        """several folders have headings, an empty one too; files stand for themselves"""
        self.ftp.add("a/one", b"x")
        self.ftp.add("file", b"x")
        self.godwit("mkdir", self.ftp.url("none"))
        folder, none, file = (self.ftp.url(name) for name in ("a", "none", "file"))
        expected = [f"{folder}:", "one", f"{none}:"]
        self.assertEqual(self.lines("ls", folder, none, file), [*expected, "file"])
        self.assertEqual(self.lines("cls", file, folder, none), [*expected, "file"])
        self.assertEqual(self.lines("ls", "--names", folder), ["one"])
        long = self.lines("ls", "-l", file)
        self.assertRegex(long[0], r"^-rw-r--r-- .* 1 .* file$")

    def test_remove(self):
        """rm of several: the missing one is told, the others go"""
        self.ftp.add("a", b"x")
        self.ftp.add("b", b"x")
        urls = [self.ftp.url(name) for name in ("a", "missing", "b")]
        self.fails(NO_FILE, "rm", *urls, saying="missing")
        self.assertEqual(list(self.ftp.files.iterdir()), [])
        self.godwit("rm", "-f", self.ftp.url("missing"))

    def test_remove_tree(self):
        """rm -r removes the tree, the links in it, and nothing behind them"""
        self.ftp.add("outside/keep", b"x")
        for name in ("a", "sub/b c", "sub/[x]*", "-dash", ".hidden"):
            self.ftp.add(f"tree/{name}", b"x")
        (self.ftp.files / "tree/link").symlink_to("../outside")
        (self.ftp.files / "tree/sub/loop").symlink_to("..")
        (self.ftp.files / "top").symlink_to("outside")
        self.fails(REFUSED, "rm", self.ftp.url("tree"), saying="550")
        self.godwit("rm", "-r", self.ftp.url("tree"))
        self.assertFalse((self.ftp.files / "tree").exists())
        self.godwit("rm", "-r", self.ftp.url("top/"))
        self.assertFalse((self.ftp.files / "top").is_symlink())
        self.assertEqual((self.ftp.files / "outside/keep").read_bytes(), b"x")
        self.fails(USAGE, "rm", "-r", self.ftp.url(""), saying="refuses")
        self.fails(USAGE, "rm", "-r", self.ftp.url("outside/.."), saying="refuses")

    def test_move(self):
        """mv: another name, into a folder, and a pattern"""
        for name in ("a", "in/1.csv", "in/2.csv", "in/3.txt", "done/x"):
            self.ftp.add(name, name.encode())
        self.godwit("mv", self.ftp.url("a"), self.ftp.url("b"))
        self.assertEqual((self.ftp.files / "b").read_bytes(), b"a")
        self.godwit("mv", self.ftp.url("in/*.csv"), self.ftp.url("done"))
        names = sorted(path.name for path in (self.ftp.files / "done").iterdir())
        self.assertEqual(names, ["1.csv", "2.csv", "x"])
        self.fails(NO_FILE, "mv", self.ftp.url("a"), self.ftp.url("c"), saying="550")
        self.fails(USAGE, "mv", self.ftp.url("in/*"), self.ftp.url("done/*"), saying="")

    def test_permissions(self):
        """chmod by digits, by clauses and in a tree"""
        file = self.ftp.add("tree/a", b"x")
        file.chmod(0o600)
        self.godwit("chmod", "640", self.ftp.url("tree/a"))
        self.assertEqual(file.stat().st_mode & 0o777, 0o640)
        self.godwit("chmod", "-R", "a+rX", self.ftp.url("tree"))
        self.assertEqual(file.stat().st_mode & 0o777, 0o644)
        self.assertEqual(file.parent.stat().st_mode & 0o777, 0o755)
        self.fails(NO_FILE, "chmod", "640", self.ftp.url("missing"), saying="550")

    def test_touch(self):
        """touch makes a file and sets its time"""
        url = self.ftp.url("new")
        self.godwit("touch", url)
        self.assertEqual((self.ftp.files / "new").read_bytes(), b"")
        self.godwit("touch", "--date", "2001-02-03T04:05:06Z", url)
        self.assertEqual(int((self.ftp.files / "new").stat().st_mtime), 981173106)
        self.assertEqual(self.lines("modtime", url), ["2001-02-03T04:05:06Z"])
        self.fails(NO_FILE, "touch", "--no-create", self.ftp.url("missing"), saying="550")

    def test_find(self):
        """find with a pattern and a type, links not followed; du adds up"""
        self.ftp.add("tree/a.txt", b"12345")
        self.ftp.add("tree/sub/b.txt", b"123")
        self.ftp.add("tree/sub/c.md", b"1")
        (self.ftp.files / "tree/sub/loop").symlink_to("..")
        self.assertEqual(
            sorted(self.lines("find", self.ftp.url("tree"), "-name", "*.txt", "-type", "f")),
            ["tree/a.txt", "tree/sub/b.txt"],
        )
        run = self.godwit("find", self.ftp.url("tree"), "--json")
        paths = sorted(entry["path"] for entry in run.events("entry"))
        self.assertEqual(
            paths, ["tree/a.txt", "tree/sub", "tree/sub/b.txt", "tree/sub/c.md", "tree/sub/loop"]
        )
        self.assertEqual(
            self.lines("du", "-b", self.ftp.url("tree")), ["4\ttree/sub", "9\ttree"]
        )
        self.assertEqual(self.lines("size", self.ftp.url("tree/*.txt")), ["5"])

    def test_patterns(self):
        """mget and mput by patterns, mget -d with its folders"""
        for name in ("pub/a.iso", "pub/sub/b.iso", "pub/c.txt"):
            self.ftp.add(name, name.encode())
        target = self.folder / "target"
        target.mkdir()
        self.godwit("mget", self.ftp.url("pub/**/*.iso"), "-d", "-O", target)
        self.assertEqual((target / "a.iso").read_bytes(), b"pub/a.iso")
        self.assertEqual((target / "sub/b.iso").read_bytes(), b"pub/sub/b.iso")
        self.fails(NO_FILE, "mget", self.ftp.url("pub/*.zip"), "-O", target, saying="pattern")
        self.ftp.add("up/x", b"")
        self.godwit("mput", target / "*.iso", self.ftp.url("up/"))
        self.assertEqual((self.ftp.files / "up/a.iso").read_bytes(), b"pub/a.iso")

    def test_server(self):
        """quote, site, system, features: the server's own words, and what is refused"""
        self.assertIn("215", self.lines("system", self.ftp.url())[0])
        self.assertIn("257", self.lines("quote", self.ftp.url(), "XPWD")[0])
        self.assertIn("EPSV", self.lines("features", self.ftp.url()))
        self.godwit("quote", self.ftp.url(), "NONSENSE", status=PROTOCOL)
        self.fails(USAGE, "quote", self.ftp.url(), "TYPE", "A", saying="set ascii")
        self.godwit("site", self.ftp.url(), "HELP")

    def test_edit(self):
        """edit uploads what the editor changed, and nothing else"""
        # A file of the same size and second could not be told from the one before.
        os.utime(self.ftp.add("page", b"old"), (1_600_000_000, 1_600_000_000))
        editor = self.folder / "editor"
        editor.write_text('#!/bin/sh\nprintf new > "$1"\n')
        editor.chmod(0o755)
        self.client.environment["EDITOR"] = str(editor)
        self.godwit("edit", self.ftp.url("page"))
        self.assertEqual((self.ftp.files / "page").read_bytes(), b"new")
        self.client.environment["EDITOR"] = "true"
        self.godwit("edit", self.ftp.url("page"))
        self.assertEqual(self.ftp.octets("i"), [3])

    def test_bookmark(self):
        """a bookmark is a place everywhere, and its file holds no password"""
        self.ftp.add("pub/file", b"content")
        url = self.ftp.url("pub", user=f"{USER}:{quote(PASSWORD, safe='')}")
        self.godwit("bookmark", "add", "work", url)
        file = self.client.home / ".config/godwit/bookmarks"
        self.assertNotIn(PASSWORD, file.read_text())
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.lines("cat", "work:file"), ["content"])
        self.assertEqual(self.lines("ls", "work:"), ["file"])
        listed = json.loads(self.lines("bookmark", "list", "--json")[0])
        self.assertEqual(listed["name"], "work")
        self.godwit("bookmark", "remove", "work")
        self.assertEqual(self.lines("bookmark"), [])

    def test_completion(self):
        """the shells' scripts are offered remote names, folders with a slash"""
        self.ftp.add("pub/a file", b"")
        self.ftp.add("pub/$(x)/y", b"")
        url = self.ftp.url("pub/")
        words = ("cat", "--", "positional@0", "2", len(url), "godwit", "cat", url)
        run = self.client.run(GODWIT, "---completion", *words)
        self.assertEqual(
            run.stdout.decode().splitlines(),
            [self.ftp.url("pub/%24%28x%29/"), self.ftp.url("pub/a%20file")],
        )

    def test_bash(self):
        """bash completes a name on a server, although it takes the URL apart at its colons"""
        self.ftp.add("pub/a%file", b"")
        line = f"godwit cat {self.ftp.url('pub/a')}"
        pieces = re.split(r"(:)|\s+", line)
        words = " ".join(repr(piece) for piece in pieces if piece)
        (self.folder / "bin").mkdir()
        (self.folder / "bin/godwit").symlink_to(GODWIT)
        script = f"""
            PATH={self.folder}/bin:$PATH
            source {ROOT}/Completions/godwit.bash
            COMP_LINE='{line}' COMP_POINT={len(line)} COMP_WORDS=({words})
            COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
            _godwit_whole_words godwit "${{COMP_WORDS[COMP_CWORD]}}" :
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        run = self.client.run("bash", "-c", script)
        self.assertEqual(run.stdout.decode(), f"{self.ftp.port}/pub/a%25file\n")


class FilesProFTPD(FileCommands, LabCase):
    subject = "files on ProFTPD"
    kind = ProFTPD
    options = ""


class FilesVsftpd(FileCommands, LabCase):
    subject = "files on vsftpd"
    kind = Vsftpd
    options = "\nmdtm_write=YES\n"


class PasswordSources(LabCase):
    """Where passwords come from, in their order."""

    subject = "password sources"

    def setUp(self):
        super().setUp()
        self.ftp = self.server(ProFTPD)
        self.ftp.add("file", b"content")

    def cat(self, status=0):
        return self.godwit("cat", self.ftp.url("file", user=USER), status=status)

    def program(self, name, text):
        """A program on the client's path."""
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        file = folder / name
        file.write_text(text)
        file.chmod(0o755)
        self.client.environment["PATH"] = f"{folder}:/usr/bin:/bin"

    def test_bookmark_command(self):
        """the bookmark's password-command comes before ~/.netrc"""
        self.client.knows(self.ftp.host, password="wrong")
        secret = self.folder / "secret"
        secret.write_text(PASSWORD + "\n")
        self.godwit(
            "bookmark", "add", "work", self.ftp.url(user=USER),
            "--password-command", f"cat '{secret}'",
        )  # fmt: skip
        self.assertEqual(self.cat().stdout, b"content")

    def test_keyring(self):
        """the keyring is asked by secret-tool behind ~/.netrc"""
        self.program("secret-tool", f'#!/bin/sh\n[ "$7" = {USER} ] && printf %s "$SECRET"\n')
        self.client.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
        self.client.environment["SECRET"] = PASSWORD
        self.assertEqual(self.cat().stdout, b"content")

    def test_shared_netrc(self):
        """a ~/.netrc that others can read is refused"""
        self.client.knows(self.ftp.host).chmod(0o644)
        self.assertIn("chmod 600", self.cat(status=78).complaints[0])

    def test_nothing(self):
        """without any of them the ways are named"""
        self.assertIn("--password-command", self.cat(status=77).complaints[0])
