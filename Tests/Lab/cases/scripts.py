"""Scripts of the shell's language: nobody is there to be asked."""

import hashlib

from lab.case import LabCase, some_bytes
from lab.etc import PASSWORD, USER
from lab.servers import ProFTPD

from cases.verifying import HASHES


class Scripts(LabCase):
    subject = "run"

    def setUp(self):
        super().setUp()
        self.ftp = self.server(ProFTPD)
        self.ftp.add("folder/file", b"12345")
        self.open = f"open {self.ftp.host}:{self.ftp.port}"

    def script(self, *lines):
        """A file with these lines behind one that opens the server."""
        file = self.folder / "script"
        file.write_text("\n".join([self.open, *lines]) + "\n")
        return file

    def runs(self, *lines, status=0, options=(), **limits):
        self.client.knows(self.ftp.host)
        return self.godwit("run", *options, self.script(*lines), status=status, **limits)

    def test_thousand(self):
        """a thousand commands on one host log in once"""
        run = self.runs("cd folder", *["stat file > /dev/null"] * 1000, "cat file", timeout=180)
        self.assertEqual(run.stdout, b"12345")
        self.assertEqual(self.ftp.logins(), 1)

    def test_failure(self):
        """the first failure ends a script and names its line"""
        run = self.runs("cd folder", "cat nothing", "cat file", status=66)
        self.assertIn("script:3: ", run.complaints[0])
        self.assertEqual(run.stdout, b"")

    def test_failure_goes_on(self):
        """with fail-exit off the rest runs, and the first failure is the status"""
        run = self.runs("set fail-exit off", "cat nothing", "cd nowhere", "cat folder/file", status=66)
        self.assertEqual(run.stdout, b"12345")

    def test_syntax(self):
        """a mistake in the last line is found before the first line runs"""
        self.runs("cat folder/file", "echo 'open", status=64)
        self.assertEqual(self.ftp.logins(), 0)

    def test_rehearsal(self):
        """--dry-run prints what would be done and touches nothing"""
        run = self.runs("cd folder", "rm file && put a b", options=["--dry-run"])
        self.assertEqual(
            run.stdout.decode().splitlines(), [self.open, "cd folder", "rm file", "put a b"]
        )
        self.assertEqual(self.ftp.logins(), 0)

    def test_no_password(self):
        """a missing password is 77 and says how to give one"""
        run = self.godwit(
            "run", "-c", f"open {USER}@{self.ftp.host}:{self.ftp.port}; ls", status=77
        )
        for way in ("~/.netrc", "--password-command"):
            self.assertIn(way, run.stderr.decode())

    def test_standard_input(self):
        """commands may come from standard input"""
        self.client.knows(self.ftp.host)
        run = self.godwit("run", stdin=f"{self.open}\ncat folder/file\n".encode())
        self.assertEqual(run.stdout, b"12345")

    def test_words(self):
        """$1 and $@ are the words behind the script"""
        self.client.knows(self.ftp.host)
        run = self.godwit("run", self.script('cat "$1/$2"; echo $#'), "folder", "file")
        self.assertEqual(run.stdout, b"123452\n")

    def test_jobs(self):
        """a script ends with its jobs, and a job that fails is its failure"""
        content = some_bytes(1_000_000)
        self.ftp.add("big", content)
        run = self.runs("get big &", "get nothing &", status=66)
        self.assertSameBytes(run.folder / "big", content)

    def test_configuration(self):
        """rc holds for scripts, and a mistake in it is 78"""
        file = self.client.home / ".config/godwit/rc"
        file.parent.mkdir(parents=True)
        file.write_text("alias show cat\n")
        self.assertEqual(self.runs("show folder/file").stdout, b"12345")
        file.write_text("# mine\nset timeout soon\n")
        run = self.runs("show folder/file", status=78)
        self.assertIn("rc:2: ", run.complaints[0])

    def test_configuration_of_commands(self):
        """what rc sets holds for plain commands too, and nothing else of it is done"""
        file = self.client.home / ".config/godwit/rc"
        file.parent.mkdir(parents=True)
        file.write_text(
            f"set password-command/127.0.0.* \"printf %s '{PASSWORD}'\"\n"
            "echo hello; get nothing\n!touch touched\nset stat:json on\n"
        )
        url = self.ftp.url("folder/file", user=USER)
        self.assertEqual(self.godwit("cat", url).stdout, b"12345")
        run = self.godwit("stat", url)
        self.assertEqual(run.events("entry")[0]["size"], 5)
        self.assertFalse((run.folder / "touched").exists())
        self.assertEqual(self.godwit("--version").status, 0)
        file.write_text("set timeout soon\n")
        run = self.godwit("cat", url, status=78)
        self.assertIn("rc:1: ", run.complaints[0])

    def test_settings_have_origins(self):
        """set tells where each value comes from"""
        file = self.client.home / ".config/godwit/rc"
        file.parent.mkdir(parents=True)
        file.write_text("\nset timeout 30\n")
        run = self.godwit("run", "-c", "set retries 3\nset")
        self.assertEqual(
            run.stdout.decode().splitlines(), ["set timeout 30  # rc:2", "set retries 3  # -c:1"]
        )

    def test_hash(self):
        """hash prints what sha256sum would, from the server's own answer"""
        server = self.server(ProFTPD, options=HASHES)
        content = some_bytes(100_000)
        server.add("a.bin", content)
        server.add("b.bin", b"")
        self.client.knows(server.host)
        run = self.godwit("hash", "--algorithm", "sha256", server.url("*.bin"))
        self.assertEqual(
            run.stdout.decode().splitlines(),
            [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in
             (("a.bin", content), ("b.bin", b""))],
        )  # fmt: skip
        (entry,) = self.godwit("hash", "--json", server.url("a.bin")).events("done")
        algorithm = entry["algorithm"].replace("-", "").lower()
        self.assertEqual(entry["hash"], hashlib.new(algorithm, content).hexdigest())
        self.godwit("hash", self.ftp.url("folder/file"), status=76)

    # Long listings

    def test_fifty_thousand(self):
        """a listing of 50,000 entries is told as it comes, in little memory"""
        folder = self.ftp.files / "many"
        folder.mkdir()
        for number in range(50_000):
            (folder / f"file-with-an-ordinary-name-{number:05}").touch()
        self.client.knows(self.ftp.host)
        run = self.measured("ls", "-l", self.ftp.url("many/"), below=64 * 1024)
        self.assertEqual(run.stdout.count(b"\n"), 50_000)

    # The queue

    def test_queue(self):
        """queue run does what was queued, where it was queued; what failed stays"""
        self.runs("cd folder", "queue get file", "queue add get nothing", "queue get file -o two")
        run = self.godwit("run", "-c", "queue")
        self.assertEqual(len(run.stdout.splitlines()), 3)
        self.godwit("run", "-c", "queue run", status=66)
        folder = self.client.runs[0].folder
        self.assertSameBytes(folder / "file", b"12345")
        self.assertSameBytes(folder / "two", b"12345")
        run = self.godwit("run", "-c", "queue list")
        (line,) = run.stdout.decode().splitlines()
        self.assertIn("get nothing", line)
        self.assertIn("status 66", line)

    def test_queue_killed(self):
        """kill -9 in the middle of the queue loses nothing"""
        content = some_bytes(3_000_000)
        slow = self.server(ProFTPD, rate=1000)
        slow.add("big", content)
        self.client.knows(slow.host)
        run = self.godwit("run", "-c", f"open {slow.host}:{slow.port}; queue get big")
        killed = self.start("run", "-c", "queue run")
        self.wait_for_size(run.folder / "big.part", 500_000)
        killed.kill()
        again = self.godwit("run", "-c", "queue run; queue list")
        self.assertSameBytes(run.folder / "big", content)
        self.assertEqual(again.stdout, b"")
