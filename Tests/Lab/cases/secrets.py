"""A password is seen by the server and by nobody else."""

from pathlib import Path
from urllib.parse import quote

from lab.case import LabCase, some_bytes
from lab.etc import PASSWORD, USER
from lab.processes import descendants
from lab.servers import ProFTPD

CONTENT = some_bytes(400_000)


class Secrets(LabCase):
    """Every run of Godwit is searched for the password; these give it in each way there is."""

    subject = "no password shown"

    def setUp(self):
        super().setUp()
        # Slow enough that the running process can be looked at.
        self.ftp = self.server(ProFTPD, rate=200)
        self.ftp.add("file", CONTENT)
        self.target = self.folder / "target"
        self.log = self.folder / "log"

    def get(self, *options, user=None, password=None):
        """A download that talks as much as it can."""
        login = f"{user}:{quote(password, safe='')}" if password else user
        url = self.ftp.url("file", user=login)
        run = self.start("get", "--verbose", "--log", self.log, *options, url, "-o", self.target)
        self.wait_for_size(self.target.with_name("target.part"), 1)
        if password is None:
            self.assertNoneInProcesses(run.process.pid)
        self.finish(run)
        self.assertSameBytes(self.target, CONTENT)
        self.assertIn(b"PASS", run.stdout + run.stderr)
        self.assertNotIn(PASSWORD, self.log.read_text())
        return run

    def assertNoneInProcesses(self, pid):
        """The password is in no command line of the process and what it started."""
        for process in (pid, *descendants(pid)):
            words = Path(f"/proc/{process}/cmdline").read_bytes()
            self.assertNotIn(PASSWORD.encode(), words)

    def test_netrc(self):
        """from ~/.netrc"""
        self.client.knows(self.ftp.host)
        self.get()

    def test_netrc_file(self):
        """from the file of --netrc"""
        self.get("--netrc", self.client.knows(self.ftp.host, file="logins"))

    def test_password_command(self):
        """from --password-command"""
        file = self.folder / "password"
        file.write_text(f"{PASSWORD}\n")
        self.get("--password-command", f"cat '{file}'", user=USER)

    def test_url(self):
        """from the URL, with a warning"""
        run = self.get(user=USER, password=PASSWORD)
        self.assertIn(b"warning", run.stderr.lower())

    def test_json(self):
        """with --json"""
        self.client.knows(self.ftp.host)
        self.get("--json")

    def test_journal(self):
        """in the journal of a download that was killed"""
        url = self.ftp.url("file", user=f"{USER}:{quote(PASSWORD, safe='')}")
        run = self.start("get", url, "-o", self.target)
        self.wait_for_size(self.target.with_name("target.part"), 1)
        run.kill()
        journal = self.target.with_name("target.part.godwit").read_text(errors="replace")
        self.assertNotIn(PASSWORD, journal)
        self.assertNotIn(quote(PASSWORD, safe=""), journal)

    def test_refused(self):
        """in the error of a login that was refused"""
        url = self.ftp.url("file", user=f"nobody:{quote(PASSWORD, safe='')}")
        self.godwit("get", "--verbose", url, "-o", self.target, status=77)
