"""Jobs that outlive the shell that began them, and what later shells see of them."""

import json
import os
import signal

from lab.case import some_bytes
from lab.etc import PASSWORD, USER
from lab.processes import wait_until
from lab.servers import ProFTPD

from cases.prompt import Seated

CONTENT = some_bytes(3_000_000)


class Detached(Seated):
    subject = "detached jobs"
    longest = 20

    def state(self):
        return self.client.home / ".local/state/godwit/jobs"

    def assertNothingSecretInFiles(self):
        for file in self.client.home.rglob("*"):
            if file.is_file():
                self.assertNotIn(PASSWORD.encode(), file.read_bytes(), file)

    def test_exit_bg(self):
        """exit bg lets a transfer go on with a typed password; a later shell attaches to it"""
        self.ftp = self.server(ProFTPD, rate=500)
        self.ftp.add("big", CONTENT)
        terminal = self.terminal(f"ftp://{USER}@{self.ftp.host}:{self.ftp.port}/", known=False)
        terminal.wait_for("Password for ")
        terminal.type(PASSWORD)
        terminal.wait_for_prompt()
        terminal.type("get big && ls >done &")
        self.wait_for_size(terminal.folder / "big.part", 300_000)
        terminal.type("exit bg")
        terminal.wait_for(r"^\[d1\] goes on: get big && ls >done$")
        terminal.wait_for(r"ended with 0\.")
        later = self.terminal(known=False)
        later.wait_for("^1 job was left running; jobs shows what became of it$")
        later.wait_for_prompt("^godwit> ?$")
        later.type("jobs")
        later.wait_for(r"^\[d1\] get big && ls >done$")
        later.wait_for(r"^ +big +.* %")
        later.type("attach")
        later.wait_for(r"^\[d1\] ended with status 0$")
        later.wait_for("resumed at .*confirmed by")
        self.assertSameBytes(terminal.folder / "big", CONTENT)
        self.assertEqual((terminal.folder / "done").read_text(), "big\n")
        self.assertNothingSecretInFiles()
        later.wait_for_prompt("^godwit> ?$")
        later.type("jobs; echo $?")
        later.wait_for("^0$")
        self.assertEqual(list(self.state().iterdir()), [])

    def test_question(self):
        """Ctrl-D with a running job offers to leave it running"""
        terminal = self.shell(("big", CONTENT), rate=1000)
        terminal.type("get big &")
        self.wait_for_size(terminal.folder / "big.part", 100_000)
        terminal.press("C-d")
        terminal.wait_for_prompt(r"leave\? \[yes/no/bg\] ?$")
        terminal.type("bg")
        terminal.wait_for(r"ended with 0\.")
        run = self.godwit("attach")
        self.assertIn("[d1] ended with status 0", run.complaints)
        self.assertSameBytes(terminal.folder / "big", CONTENT)

    def test_kill(self):
        """kill ends a detached job, which keeps what has arrived, and jobs tells it once"""
        self.ftp = self.server(ProFTPD, rate=300)
        self.ftp.add("big", CONTENT)
        self.client.knows(self.ftp.host)
        where = f"open {self.ftp.host}:{self.ftp.port}"
        run = self.godwit("run", "-c", f"{where}; get big & sleep 1; exit bg")
        self.assertIn("[d1] goes on: get big", run.complaints)
        self.godwit("run", "-c", "kill d1")
        watched = self.godwit("attach", "d1", status=130)
        self.assertIn("[d1] ended with status 130", watched.complaints)
        self.assertGreater((run.folder / "big.part").stat().st_size, 50_000)

    def test_killed(self):
        """a detached job whose process was killed is said to be, and its line told"""
        self.ftp = self.server(ProFTPD, rate=300)
        self.ftp.add("big", CONTENT)
        self.client.knows(self.ftp.host)
        where = f"open {self.ftp.host}:{self.ftp.port}"
        self.godwit("run", "-c", f"{where}; get big & sleep 1; exit bg")
        (facts,) = self.state().glob("*/job")
        process = json.loads(facts.read_text())["process"]
        os.kill(process, signal.SIGKILL)
        told = []

        def jobs():
            told.append(self.godwit("run", "-c", "jobs").stdout)
            return b"was killed" in told[-1]

        wait_until(jobs, "the news of the end")
        self.assertTrue(told[-1].startswith(b"[d1] get big  # was killed: run it again"))
        self.assertEqual(self.godwit("run", "-c", "jobs").stdout, b"")

    def test_several(self):
        """what a command had already fetched is not fetched again"""
        self.ftp = self.server(ProFTPD, rate=1000)
        self.ftp.add("a.bin", CONTENT[:100_000])
        self.ftp.add("b.bin", CONTENT)
        self.client.knows(self.ftp.host)
        where = f"open {self.ftp.host}:{self.ftp.port}"
        run = self.start("run", "-c", f"{where}; mget *.bin & sleep 2; exit bg")
        self.wait_for_size(run.folder / "b.bin.part", 1)
        self.finish(run)
        self.godwit("attach")
        self.assertSameBytes(run.folder / "a.bin", CONTENT[:100_000])
        self.assertSameBytes(run.folder / "b.bin", CONTENT)
        fetched = [line for line in self.ftp.commands("RETR") if line.endswith("a.bin")]
        self.assertEqual(len(fetched), 1)

